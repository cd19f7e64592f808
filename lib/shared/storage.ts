const FULL = 'QuotaExceededError';

/**
 * True for the error of a browser that has no room left, also where a database wrapped it: an aborted transaction is an AbortError
 * with the reason inside.
 */
export function isStorageFull(error: unknown): boolean {
  for (let at = error, deep = 0; typeof at === 'object' && at !== null && deep < 5; deep++) {
    if ('name' in at && at.name === FULL) return true;
    if ('message' in at && typeof at.message === 'string' && at.message.includes(FULL)) return true;
    at = 'inner' in at ? at.inner : 'cause' in at ? at.cause : undefined;
  }
  return false;
}
