import { liveQuery } from 'dexie';

import { log } from '@/lib/shared/index.ts';

/** Calls `listener` now and after every change of what `query` reads. Returns the way to stop. `what` is for the log. */
export function watch<T>(query: () => Promise<T>, listener: (found: T) => void, what: string): () => void {
  const subscription = liveQuery(query).subscribe({
    next: listener,
    error: (error: unknown) => {
      log.error('memory', `${what} cannot be read`, error);
    },
  });
  return () => {
    subscription.unsubscribe();
  };
}
