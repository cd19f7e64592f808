/** Resolves once the run's record of that seq is written by somebody; rejects with an AbortError when the signal is aborted. */
export type Written = (runId: string, seq: number, signal: AbortSignal) => Promise<void>;

/** Wakes a loop that waits for somebody else's record; remembers what it rang for, so that nobody sleeps through it. */
export function createBell(): { written: Written; wrote: (runId: string, seq: number) => void } {
  const last = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  return {
    wrote(runId, seq) {
      last.set(runId, seq);
      for (const wake of waiting.get(runId) ?? []) wake();
    },
    written: (runId, seq, signal) =>
      new Promise((resolve, reject) => {
        const waiters = waiting.get(runId) ?? new Set();
        waiting.set(runId, waiters);
        const leave = () => {
          waiters.delete(wake);
          signal.removeEventListener('abort', give);
        };
        const wake = () => {
          if ((last.get(runId) ?? -1) < seq) return;
          leave();
          resolve();
        };
        const give = () => {
          leave();
          reject(new DOMException('aborted', 'AbortError'));
        };
        if (signal.aborted) {
          give();
          return;
        }
        waiters.add(wake);
        signal.addEventListener('abort', give, { once: true });
        wake();
      }),
  };
}
