/**
 * Loads when it is first asked for, and keeps what came, for all who ask. A load that failed is not kept: those who waited for it hear why, and
 * the next who asks tries anew.
 */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= load().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
