import type { PageElement, PageRegion, PageSnapshot, PageText } from '@/lib/contracts/index.ts';

import { elementWords, quote, textWords } from './words.ts';

export type Item = { element: PageElement; text?: undefined } | { text: PageText; element?: undefined };

/** What stands on one line of a view: the pieces of a paragraph, the cells of a row, one control. */
export interface Line {
  items: Item[];
  region: number | undefined;
  row: number | undefined;
}

/** A row with more in it than this is told piece by piece. */
const MOST_IN_ROW = 14;

/** The lines of a page in reading order, what lies on top first. */
export function linesOf(page: PageSnapshot): Line[] {
  const items = [
    ...page.elements.filter(isTold).map((element): Item => ({ element })),
    ...page.texts.map((text): Item => ({ text })),
  ].toSorted((a, b) => placeOf(a).at - placeOf(b).at);
  const lines: Line[] = [];
  let last: Line | undefined;
  for (const item of items) {
    if (last !== undefined && belongs(item, last)) {
      last.items.push(item);
      continue;
    }
    const { region, row } = placeOf(item);
    last = { items: [item], region, row };
    lines.push(last);
  }
  return lines;
}

/** What nobody can use and nobody sees is not told. */
function isTold({ states }: PageElement): boolean {
  return !states.includes('hidden');
}

function belongs(item: Item, line: Line): boolean {
  const here = placeOf(item);
  const [first] = line.items;
  if (first === undefined || here.region !== line.region || here.row !== line.row) return false;
  if (here.row !== undefined && line.items.length < MOST_IN_ROW) return true;
  return here.block === placeOf(first).block;
}

export function placeOf({ element, text }: Item): PageElement | PageText {
  return element ?? text;
}

/** A line as it stands in a view; page texts of at most `most` characters each. */
export function lineWords({ items, row }: Line, most: number): string {
  const alone = items.length === 1;
  const words = items.map(({ element, text }) =>
    element === undefined ? textWords(text, most) : elementWords(element, { alone, most }),
  );
  return `${row === undefined || row === 0 ? '' : `${row}: `}${words.join(' ')}`;
}

const SPEAKING = new Set(
  ['dialog', 'alertdialog', 'frame', 'navigation', 'search', 'complementary', 'menu', 'menubar', 'listbox', 'radiogroup', 'tablist',
    'tree', 'table', 'grid', 'treegrid', 'contentinfo', 'banner'],
); // prettier-ignore

/** The regions that a view names, from the outermost in. Those that say nothing (a list without a name, `main`) are passed over. */
export function pathOf(regions: readonly PageRegion[], index: number | undefined): number[] {
  const path: number[] = [];
  const seen = new Set<number>();
  for (let at = index; at !== undefined && !seen.has(at); at = regions[at]?.outer) {
    seen.add(at);
    const region = regions[at];
    if (region !== undefined && speaks(region)) path.unshift(at);
  }
  return path;
}

function speaks(region: PageRegion): boolean {
  if (region.top === true || SPEAKING.has(region.role)) return true;
  return isFolded(region) || (region.name !== '' && region.role !== 'main' && region.role !== 'generic');
}

export function isFolded({ rows, rowsHere }: PageRegion): boolean {
  return rows !== undefined && rows > (rowsHere ?? rows);
}

/** `[table "Orders" e90: 10000 rows]` */
export function regionWords({ ref, role, name, rows, origin }: PageRegion): string {
  const parts = [role];
  if (name !== '') parts.push(quote(name, 60));
  if (origin !== undefined && origin !== '') parts.push(`from ${quote(origin)}`);
  if (rows === undefined) return `[${parts.join(' ')}]`;
  return `[${parts.join(' ')} ${ref}: ${rows} rows]`;
}
