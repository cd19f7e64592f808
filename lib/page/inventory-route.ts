import { attr, textOf } from './dom.ts';
import type { Memory } from './inventory-memory.ts';
import type { Aside, Found, Item, Region, Row, Segment } from './inventory.ts';

export interface Route {
  /** Folded. */
  words: readonly string[];
  memory: Memory;
  /** A list to be told in parts, or a box outside of which nothing is wanted. */
  only?: { el: Element; number: number; size: number } | undefined;
  /** Long lists are walked whole. */
  unfolded?: boolean;
}

/** What holds for all that is inside an element. */
export interface Context {
  region: Region | undefined;
  row: Row | undefined;
  owner: Found | undefined;
  inert: boolean;
  level: number | undefined;
  says: Element | undefined;
  /** Shapes left to be told, in a drawing. */
  drawing: { left: number } | undefined;
  /** The children are rows of this region. */
  list: Region | undefined;
  /** Ancestors in which segments may be kept. */
  depth: number;
}

export interface Level {
  el: Element;
  next: Node | null;
  list: readonly Node[] | undefined;
  indices: readonly number[] | undefined;
  /** Added to an index for the number of its row. */
  base: number;
  at: number;
  context: Context;
  block: boolean;
  /** In what it lies, if it may become a segment. */
  outer: Context | undefined;
  items: (Item | Segment)[];
  aside: Aside;
}

const TOLD_BY = ['aria-label', 'placeholder', 'title', 'alt', 'value'] as const;

/** What its attributes say, for the words of an ask. */
export function ownWords(el: Element): string {
  let words = '';
  for (const name of TOLD_BY) words += ` ${attr(el, name) ?? ''}`;
  if (el instanceof HTMLSelectElement) words += (textOf(el) ?? '').slice(0, 2000);
  return words;
}
