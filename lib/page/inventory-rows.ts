import { fold } from '@/lib/shared/index.ts';

import { all, attr, childrenElementsOf, encloses, focusedIn, isBare, rectOf, tagOf, textOf } from './dom.ts';
import { flagsOf, TAG } from './inventory-tags.ts';
import { ROWS } from './limits.ts';

/** Rows of a long list that are told now; the others are counted only. */
export interface Chosen {
  rows: Element[];
  /** Index of each among the children. */
  indices: number[];
  /** Children in all that are rows. */
  of: number;
  /** Factor from what the told rows hold to what all hold. */
  part?: { number: number; of: number };
}

const WIDGETS = 'a[href], button, input, select, textarea';

/** True where most children are of one shape: rows, cards, entries. Looks at a sample of them. */
export function isRepeated(children: ArrayLike<Element>): boolean {
  const { length } = children;
  const step = Math.max(1, Math.floor(length / 16));
  const shapes = new Map<string, number>();
  let asked = 0;
  for (let i = 0; i < length; i += step) {
    const child = children[i];
    if (child === undefined) continue;
    const shape = shapeOf(child) ?? (length >= ROWS.prose ? 'prose' : undefined);
    if (shape === undefined) return false;
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
    asked += 1;
  }
  return Math.max(...shapes.values()) >= asked * 0.75;
}

function shapeOf(el: Element): string | undefined {
  const tag = tagOf(el);
  if ((flagsOf(tag) & TAG.PROSE) !== 0) return undefined;
  return isBare(el) ? tag : `${tag} ${(attr(el, 'class') ?? '').split(' ', 1)[0] ?? ''}`;
}

/**
 * Which rows of a long list are told: the first, those with words of the ask, those on screen, the one with the focus, the last; or
 * one part of all, where that is asked for. Asks geometry of a few rows.
 */
export function chooseRows(el: Element, words: readonly string[], part?: { number: number; size: number }): Chosen {
  const children = childrenElementsOf(el);
  const of = children.length;
  if (part !== undefined) return partOf(children, part);
  const taken = new Set<number>();
  for (let i = 0; i < ROWS.first; i++) taken.add(i);
  taken.add(of - 1);
  for (const index of onScreen(children)) taken.add(index);
  const focused = focusedIn(document);
  if (focused !== undefined && focused !== el && encloses(el, focused))
    for (let i = 0; i < of; i++) if (isIn(children[i], focused)) taken.add(i);
  for (const index of withWords(el, children, words)) taken.add(index);
  const indices = [...taken].toSorted((a, b) => a - b);
  return { ...rowsAt(children, indices), of };
}

function isIn(row: Element | undefined, inner: Element): boolean {
  return row !== undefined && encloses(row, inner);
}

function rowsAt(children: ArrayLike<Element>, indices: readonly number[]): Pick<Chosen, 'rows' | 'indices'> {
  const rows: Element[] = [];
  const kept: number[] = [];
  for (const index of indices) {
    const row = children[index];
    if (row === undefined) continue;
    rows.push(row);
    kept.push(index);
  }
  return { rows, indices: kept };
}

/** As many rows as a part holds, judged by what the first ones hold. */
function partOf(children: ArrayLike<Element>, { number, size }: { number: number; size: number }): Chosen {
  const sample = Math.min(children.length, 8);
  let pieces = 0;
  for (let i = 0; i < sample; i++) pieces += 1 + all(children[i] ?? document, `${WIDGETS}, td, p, span`).length;
  const count = Math.max(5, Math.floor(size / Math.max(1, pieces / Math.max(1, sample))));
  const of = Math.max(1, Math.ceil(children.length / count));
  const at = Math.min(Math.max(1, number), of);
  const indices = Array.from({ length: count }, (_, i) => (at - 1) * count + i).filter((i) => i < children.length);
  return { ...rowsAt(children, indices), of: children.length, part: { number: at, of } };
}

/** Rows on screen, found by halving: rows of a list stand one below the other. */
function onScreen(children: ArrayLike<Element>): number[] {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = children[middle];
    if (row === undefined || rectOf(row).bottom <= 0) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let i = low; i < children.length && found.length < ROWS.onScreen; i++) {
    const row = children[i];
    if (row === undefined || rectOf(row).top >= window.innerHeight) break;
    found.push(i);
  }
  return found;
}

function withWords(el: Element, children: ArrayLike<Element>, words: readonly string[]): number[] {
  if (words.length === 0) return [];
  const whole = fold((textOf(el) ?? '').slice(0, ROWS.characters));
  const here = words.filter((word) => whole.includes(word));
  if (here.length === 0) return [];
  const best: { index: number; hits: number }[] = [];
  for (let index = 0; index < Math.min(children.length, ROWS.asked); index++) {
    const row = children[index];
    const text = row === undefined ? '' : fold((textOf(row) ?? '').slice(0, 2000));
    let hits = 0;
    for (const word of here) if (text.includes(word)) hits += 1;
    if (hits > 0) best.push({ index, hits });
  }
  best.sort((a, b) => b.hits - a.hits || a.index - b.index);
  return best.slice(0, ROWS.hits).map(({ index }) => index);
}

/** Controls and characters of the rows that are not told, judged by those that are: to count them would be to walk them. */
export function passedOver({ rows, of }: Chosen): { widgets: number; chars: number } {
  let widgets = 0;
  let chars = 0;
  for (const row of rows) {
    widgets += all(row, WIDGETS).length;
    chars += (textOf(row) ?? '').slice(0, 2000).replace(/\s+/g, ' ').length;
  }
  const share = rows.length === 0 ? 0 : (of - rows.length) / rows.length;
  return { widgets: Math.round(widgets * share), chars: Math.round(chars * share) };
}

/** Which rows of a long list are told depends on this too: those on screen, and the focus. */
export function foldKey(el: Element): string {
  const rows = onScreen(childrenElementsOf(el));
  const focused = focusedIn(document);
  const at = focused === undefined || focused === el || !encloses(el, focused) ? '' : rowAround(el, focused);
  return `${rows[0] ?? ''} ${rows.at(-1) ?? ''} ${at}`;
}

function rowAround(el: Element, inner: Element): string {
  const children = childrenElementsOf(el);
  for (let i = 0; i < children.length; i++) if (isIn(children[i], inner)) return String(i);
  return '';
}
