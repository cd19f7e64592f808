/** Runs in a page of the built extension: guests that take all they can get. */
import type { Ended, Kind } from '@/lib/sandbox/call.ts';
import { type Cell, createPool } from '@/lib/sandbox/pool.ts';

import { guestOf, here, never, type Subject } from './held.ts';

export { open } from './held.ts';

/** One call, in a pool of its own. */
export async function once(subject: Subject, input: string): Promise<Ended> {
  const pool = createPool({ spawn: here().frame.spawn });
  try {
    return (await pool.call('once', await guestOf(subject), input, never)).ended;
  } finally {
    pool.close();
  }
}

/** So many guests that loop until their time is over, called at once; gives how many workers were at work at a time, at most. */
export async function burn(
  subjects: Record<string, Subject>,
  { together, ms }: { together: number; ms: number },
): Promise<number> {
  let now = 0;
  let most = 0;
  const spawn = (kind: Kind): Cell => {
    const cell = here().frame.spawn(kind);
    let works = false;
    return {
      ...cell,
      post(message) {
        if (message.type === 'call' && !works) {
          works = true;
          now += 1;
          most = Math.max(most, now);
        }
        cell.post(message);
      },
      kill() {
        if (works) now -= 1;
        works = false;
        cell.kill();
      },
    };
  };
  const pool = createPool({ spawn });
  const all = Object.values(subjects);
  const stop = AbortSignal.timeout(ms);
  const calls = Array.from({ length: together }, async (_, index) => {
    const subject = all[index % all.length];
    if (subject === undefined) return;
    const guest = await guestOf({ ...subject, limits: { ...subject.limits, fuel: Number.MAX_SAFE_INTEGER, ms } });
    await pool.call(`burn ${index}`, guest, '{}', stop);
  });
  await Promise.allSettled(calls);
  pool.close();
  return most;
}
