/** Longer texts are not often met again. */
const LONGEST = 600;
const MOST = 4000;

/**
 * The same function of a text, which remembers what it gave for short ones: what a loop asks of the lines of a page it asks again an
 * iteration later. Whoever is given an object must not change it.
 */
export function remembering<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return work(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = work(text);
    if (known.size >= MOST) known.clear();
    known.set(text, made);
    return made;
  };
}
