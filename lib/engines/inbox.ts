/** Events from a callback, taken one by one by a generator. */
export interface Inbox<T> {
  put(event: T): void;
  /** Ends a `take` that waits. */
  wake(): void;
  /** The next event, or undefined once woken, after `ms`, or where `isOver` says that nothing will come. */
  take(until: number | (() => boolean)): Promise<T | undefined>;
}

function nothing(): void {}

export function createInbox<T>(): Inbox<T> {
  const events: T[] = [];
  let wake = nothing;
  return {
    put(event) {
      events.push(event);
      wake();
    },
    wake: () => {
      wake();
    },
    async take(until) {
      const isOver = typeof until === 'function' && until();
      if (events.length === 0 && !isOver) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = typeof until === 'number' ? setTimeout(resolve, Math.max(0, until)) : undefined;
        wake = resolve;
        await promise;
        wake = nothing;
        clearTimeout(timer);
      }
      return events.shift();
    },
  };
}
