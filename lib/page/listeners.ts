const NONE: ReadonlySet<Element> = new Set();

/** Elements that a script of the page listens on; empty where that is not told. */
export function listened(_document: Document): ReadonlySet<Element> {
  return NONE;
}
