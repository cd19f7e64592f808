import type { Widget } from './interactive.ts';

/** A group, dialog, form or landmark, and the one around it. */
export interface Group {
  el: Element;
  outer: Group | undefined;
}

/** A part of the page, and the one around it. */
export interface Region extends Group {
  outer: Region | undefined;
  role: string;
  /** The row of a list around it that it lies in. */
  row: Row | undefined;
  /** Lists and tables: rows in all, their head left out. */
  rows?: number;
  /** Heads met so far do not count: a table's first row of headings is row 0. */
  counted: number;
}

export interface Row {
  el: Element;
  region: Region;
  /** From 1; the head of a table is 0. */
  number: number;
}

interface Spot {
  /** The innermost region. */
  group: Region | undefined;
  row: Row | undefined;
  /** Items of one line have the same. */
  block: number;
  /** The widget around it. */
  around: Found | undefined;
  /** Place in reading order, set when all is gathered. */
  order: number;
}

export interface Found extends Widget, Spot {
  what: 'widget';
  el: Element;
  inert: boolean;
  /** It contains other widgets. */
  wraps: boolean;
  /** Characters of text inside. */
  chars: number;
  /** A word of the ask is in it. */
  hit: boolean;
}

/** A run of text: pieces of one line with no widget in between. */
export interface Run extends Spot {
  what: 'text';
  /** Parent of the first piece. */
  el: Element;
  text: string;
  level: number | undefined;
  /** The label that it is in, or the region that it names. */
  says: Element | undefined;
  hit: boolean;
  /** The widget that it is in by its cursor alone. */
  pointer?: Found | undefined;
  /** As it is told; '' where nobody could read it. */
  line?: string;
  /** Topmost element around it with the pointer cursor that it shows, as far as that was asked. */
  top?: Element | null | undefined;
}

export interface Hole extends Spot {
  what: 'hole';
  el: Element;
}

/** An element without text that may show a pointer cursor: asked later, where it is on screen. */
export interface Leaf extends Spot {
  what: 'leaf';
  el: Element;
  inert: boolean;
  top?: Element | null | undefined;
}

export type Item = Found | Run | Hole | Leaf;

/** A box of the page as the walk left it: kept until something in it changes. */
export interface Segment {
  what: 'segment';
  el: Element;
  /** In what it lay: in another place it would be another. */
  group: Region | undefined;
  row: Row | undefined;
  inert: boolean;
  items: (Item | Segment)[];
  aside: Aside;
}

/** What is met on the way and is no item. */
export interface Aside {
  /** Alerts, statuses, live regions, open dialogs. */
  speakers: Element[];
  /** Dialogs, menus, popovers that may lie on top. */
  tops: Region[];
  roots: ShadowRoot[];
  /** Custom elements without a shadow root: one may be attached later, and nothing would tell. */
  rootless: Element[];
  /** Boxes left out because they are not rendered. */
  pruned: Element[];
  /** Long lists of which some rows are told, and on what those depend beside the document. */
  folds: { el: Element; key: string }[];
  /** Elements seen. */
  seen: number;
  /** Widgets and characters of rows that were passed over. */
  passedWidgets: number;
  passedChars: number;
}

export function newAside(): Aside {
  return {
    speakers: [],
    tops: [],
    roots: [],
    rootless: [],
    pruned: [],
    folds: [],
    seen: 0,
    passedWidgets: 0,
    passedChars: 0,
  };
}

export interface Inventory extends Aside {
  items: Item[];
  /** True where time ran out before the end of the document. */
  cut: boolean;
}

/** All items of boxes, in reading order. */
export function gather(from: readonly (Item | Segment)[], to: Item[]): void {
  for (const item of from) {
    if (item.what === 'segment') gather(item.items, to);
    else to.push(item);
  }
}

/** Boxes, and those in them. */
export function* segmentsIn(items: readonly (Item | Segment)[]): Generator<Segment> {
  for (const item of items) {
    if (item.what !== 'segment') continue;
    yield item;
    yield* segmentsIn(item.items);
  }
}

export function addAside(to: Aside, from: Aside): void {
  for (const el of from.speakers) to.speakers.push(el);
  for (const region of from.tops) to.tops.push(region);
  for (const root of from.roots) to.roots.push(root);
  for (const el of from.rootless) to.rootless.push(el);
  for (const el of from.pruned) to.pruned.push(el);
  for (const each of from.folds) to.folds.push(each);
  to.seen += from.seen;
  to.passedWidgets += from.passedWidgets;
  to.passedChars += from.passedChars;
}
