import { delay, once } from '@/lib/shared/index.ts';

const TRIES = 3;
const PAUSE_MS = 400;

/**
 * Reads a file of the extension when it is first asked for, and keeps what `open` makes of it. A background that is being stopped may not be
 * able to read it any more: no run is to end as broken for that, so it is tried again, and by then the next background has the run.
 * Rejects where it cannot be read at all; then the next who asks tries anew.
 */
export function packaged<T>(url: string, open: (file: Response) => Promise<T>): () => Promise<T> {
  return once(async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await open(await fetch(url));
      } catch (error) {
        if (tries >= TRIES) throw error;
        await delay(PAUSE_MS);
      }
    }
  });
}
