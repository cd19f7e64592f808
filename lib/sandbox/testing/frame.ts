import { success } from '@/lib/shared/index.ts';

import type { HeldFrame } from '../frame/hold.ts';
import { createClock } from '../worker/lockdown.ts';
import { runnerOf } from '../worker/runners.ts';
import { createServer } from '../worker/serve.ts';

const nobody = () => undefined;

/** The real runners in this very process, without walls: for tests of what lies on either side of them. */
export function inProcess(): Promise<{ ok: true; value: HeldFrame }> {
  return Promise.resolve(
    success({
      close: () => undefined,
      spawn() {
        let hear: (message: unknown) => void = nobody;
        const serve = createServer(createClock(), runnerOf, (message) => {
          hear(message);
        });
        return {
          post: serve,
          listen(listener) {
            hear = listener;
          },
          kill() {
            hear = nobody;
          },
        };
      },
    }),
  );
}
