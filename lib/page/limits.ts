/** What a snapshot holds at most; lengths in UTF-16 units. */
export const MOST = {
  elements: 400,
  texts: 300,
  text: 600,
  /** Pieces that one long text is told in. */
  pieces: 20,
  shapes: 100,
  notices: 20,
  options: 50,
  name: 120,
  value: 600,
  /** Of a longer value, its beginning; the rest is its end. */
  valueHead: 400,
  href: 500,
  url: 2048,
  near: 80,
  notice: 200,
  selection: 2000,
  changed: 20,
  appeared: 40,
  newTexts: 20,
  gone: 100,
} as const;

/** Milliseconds of the main thread that one snapshot may take, by part. A page too big for them is read in part, and says so. */
export const BUDGET_MS = { walk: 700, measure: 500, describe: 500 } as const;

/** A list with more rows than `long` is told in part: rows at its beginning, on screen, with words of the ask. Paragraphs are told so from `prose` on. */
export const ROWS = {
  long: 30,
  prose: 300,
  first: 10,
  onScreen: 40,
  hits: 20,
  asked: 20_000,
  characters: 2_000_000,
} as const;

/** Elements whose cursor, and whose place, is asked to find what only scripts know of. */
export const CURSOR = { asks: 600, places: 3000 } as const;

/** A clock that says when to stop. Asked rarely, because asking costs too. */
export function deadline(ms: number): () => boolean {
  const end = performance.now() + ms;
  let asked = 0;
  let over = false;
  return () => {
    if (!over && (asked++ & 63) === 0) over = performance.now() > end;
    return over;
  };
}
