import type { Focus } from '@/lib/contracts/index.ts';

import { parentOf } from './dom.ts';
import type { Geometry } from './geometry.ts';
import type { Top } from './inventory-top.ts';
import type { Item } from './inventory.ts';
import { CURSOR, MOST } from './limits.ts';

/** Elements and texts of one part, where nobody says how many. */
export const PART_SIZE = 400;

/** How high an item lies: index of what it lies in on top, from 1; 0 for the page itself. */
export class Heights {
  readonly #heights = new Map<Element, number>();

  constructor(tops: readonly Top[]) {
    for (const [index, { el }] of tops.entries()) this.#heights.set(el, index + 1);
  }

  of(el: Element): number {
    if (this.#heights.size === 0) return 0;
    const way: Element[] = [];
    let height = 0;
    for (let at: Element | null = el; at !== null; at = parentOf(at)) {
      const known = this.#heights.get(at);
      if (known !== undefined) {
        height = known;
        break;
      }
      way.push(at);
    }
    for (const at of way) this.#heights.set(at, height);
    return height;
  }
}

/**
 * Items in the order in which a snapshot takes them until it is full: what lies on top, what has words of the ask, headings, what is
 * on screen, the rest in reading order. Asks geometry only where not all can be taken.
 */
export function byWorth(items: readonly Item[], heights: Heights, geometry: Geometry): readonly Item[] {
  let widgets = 0;
  for (const { what } of items) if (what === 'widget') widgets += 1;
  if (widgets <= MOST.elements && items.length - widgets <= MOST.texts) return items;
  let places: number = CURSOR.places;
  const worth = items.map((item, index) => {
    let score = Math.min(1, heights.of(item.el)) * 8;
    if (item.what !== 'hole' && item.what !== 'leaf' && item.hit) score += 4;
    if (item.what === 'text' && item.level !== undefined) score += 1;
    if (item.what === 'hole' || (--places > 0 && isOnScreen(geometry.rect(item.el)))) score += 2;
    return { item, index, score };
  });
  worth.sort((a, b) => b.score - a.score || a.index - b.index);
  return worth.map(({ item }) => item);
}

function isOnScreen({ top, bottom, left, right }: DOMRect): boolean {
  return bottom > 0 && top < window.innerHeight && right > 0 && left < window.innerWidth;
}

/** What a focus leaves of the items, and which part that is. */
export function focusOn(
  items: readonly Item[],
  focus: Focus | undefined,
  size: number = PART_SIZE,
): { items: readonly Item[]; part: { number: number; of: number } } {
  const of = Math.max(1, Math.ceil(items.length / size));
  if (focus === undefined) return { items, part: { number: 1, of: isWhole(items) ? 1 : of } };
  if (focus.on === 'words') return { items: withHits(items), part: { number: 1, of: 1 } };
  const number = Math.min(Math.max(1, focus.part), of);
  return { items: items.slice((number - 1) * size, number * size), part: { number, of } };
}

function isWhole(items: readonly Item[]): boolean {
  let widgets = 0;
  for (const { what } of items) if (what === 'widget') widgets += 1;
  return widgets <= MOST.elements && items.length - widgets <= MOST.texts;
}

/** Rows and lines with words of the ask, and the headings they stand under. */
function withHits(items: readonly Item[]): Item[] {
  const rows = new Set<unknown>();
  const lines = new Set<number>();
  for (const item of items) {
    if (item.what === 'hole' || item.what === 'leaf' || !item.hit) continue;
    if (item.row !== undefined) rows.add(item.row);
    lines.add(item.block);
  }
  const out: Item[] = [];
  let heading: Item | undefined;
  for (const item of items) {
    if (item.what === 'text' && item.level !== undefined) heading = item;
    const wanted = lines.has(item.block) || (item.row !== undefined && rows.has(item.row));
    if (!wanted) continue;
    if (heading !== undefined && heading !== item && out.at(-1) !== heading) out.push(heading);
    heading = undefined;
    out.push(item);
  }
  return out;
}
