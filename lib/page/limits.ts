/** What a snapshot holds at most; lengths in UTF-16 units. */
export const MOST = {
  elements: 1500,
  headings: 60,
  notices: 20,
  options: 50,
  name: 120,
  value: 200,
  href: 500,
  url: 2048,
  near: 80,
  notice: 200,
  selection: 2000,
  changed: 20,
} as const;

/** Milliseconds of the main thread that one snapshot may take, by part. A page too big for them is read in part, and says so. */
export const BUDGET_MS = { walk: 700, measure: 500, describe: 500 } as const;

/** Elements whose cursor is asked. */
export const CURSOR_ASKS = 20_000;

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
