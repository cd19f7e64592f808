/** One element that cannot be read (a getter that throws) is left out; the rest of the page stays. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
