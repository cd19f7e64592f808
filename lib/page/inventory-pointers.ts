import { attr, bodyOf, parentOf, rootElementOf, shown, tagOf } from './dom.ts';
import type { Geometry } from './geometry.ts';
import { roleOf } from './interactive.ts';
import type { Memory, Within } from './inventory-memory.ts';
import type { Found, Item, Leaf, Run } from './inventory.ts';
import { CURSOR, MOST } from './limits.ts';
import { classHint } from './near.ts';
import { line } from './text.ts';

/**
 * Items, with the topmost elements at which a pointer cursor begins: what scripts listen on and no attribute tells. Asks those near
 * the screen only. Of those that only an attribute or a listener hints at, the ones that wrap others, or several lines of text, and show
 * no such cursor are taken out: what they hold says more.
 */
export function withPointers(document: Document, items: readonly Item[], look: Asking): Item[] {
  const asker = new Asker(document, items, look);
  const long = ofManyLines(items);
  const thin = aroundOne(items);
  const out: Item[] = [];
  for (const item of items) {
    if (item.what === 'hole') out.push(item);
    else if (item.what === 'widget') {
      if (thin.has(item)) continue;
      if (item.weak !== true || !(item.wraps || long.has(item)) || asker.isPointing(item.el)) out.push(item);
    } else {
      const found = asker.around(item);
      if (found !== undefined && !asker.told.has(found)) {
        asker.told.add(found);
        out.push(found);
      }
      if (item.what === 'text') {
        item.pointer = found;
        if (found !== undefined) found.chars += item.text.trim().length;
        out.push(item);
      } else if (found === undefined && item.around === undefined) addIcon(item, out, asker);
    }
  }
  look.memory.pointers = new Map([...asker.told].map((found) => [found.el, found]));
  return out;
}

/** Lines from which on text is content of its own, not a name. */
const MANY_LINES = 4;

/** What only hints tell of and holds that many lines of text: a terminal that takes clicks anywhere. */
function ofManyLines(items: readonly Item[]): ReadonlySet<Found> {
  const lines = new Map<Found, number>();
  let last = -1;
  for (const item of items) {
    if (item.what !== 'text' || item.block === last) continue;
    last = item.block;
    for (let at = item.around; at !== undefined; at = at.around)
      if (at.weak === true) lines.set(at, (lines.get(at) ?? 0) + 1);
  }
  return new Set([...lines].filter(([, count]) => count >= MANY_LINES).map(([found]) => found));
}

/** What only hints tell of and holds nothing but one other widget: a press on that one is a press on it, too. */
function aroundOne(items: readonly Item[]): ReadonlySet<Found> {
  const inner = new Map<Found, number>();
  for (const item of items) {
    if (item.what !== 'widget') continue;
    for (let at = item.around; at !== undefined; at = at.around)
      if (at.weak === true) inner.set(at, (inner.get(at) ?? 0) + 1);
  }
  return new Set([...inner].filter(([{ chars }, count]) => count === 1 && chars === 0).map(([found]) => found));
}

/** A picture in the text by its words: `(vegan)` of a dish. One that only its class names, too: `(check)` in a table for a yes. */
function addIcon(item: Leaf, out: Item[], asker: Asker): void {
  const { el, group, row, block } = item;
  const alt = tagOf(el) === 'img' ? line(attr(el, 'alt') ?? '', MOST.near) : '';
  if (alt === '' && !ICON.test(attr(el, 'class') ?? '')) return;
  if (!asker.isNear(el) || !shown(el)) return;
  const hint = alt || classHint(el);
  if (hint === '') return;
  const icon: Run = { what: 'text', el, text: `(${hint})`, group, row, block, around: undefined, order: 0, level: undefined, says: undefined, hit: false }; // prettier-ignore
  out.push(icon);
}

const ICON = /icon|(?:^|\s)fa-|(?:^|\s)bi-/;

export interface Asking {
  memory: Memory;
  /** Elements that may show another cursor than before. */
  styled: Within;
  geometry: Geometry;
}

class Asker {
  readonly told = new Set<Found>();
  readonly #known = new Map<Element, Found>();
  readonly #points = new Map<Element, boolean>();
  readonly #document: Document;
  #asks: number = CURSOR.asks;
  #places: number = CURSOR.places;

  readonly #look: Asking;

  constructor(document: Document, items: readonly Item[], look: Asking) {
    this.#document = document;
    this.#look = look;
    for (const item of items) if (item.what === 'widget') this.#known.set(item.el, item);
  }

  isPointing(el: Element): boolean {
    let answer = this.#points.get(el);
    if (answer === undefined) {
      answer = getComputedStyle(el).cursor === 'pointer';
      this.#points.set(el, answer);
    }
    return answer;
  }

  /** The widget that a text or leaf is in, by its cursor alone; undefined where it is in none, or in one that is known. */
  around(item: Run | Leaf): Found | undefined {
    const { around } = item;
    if (around !== undefined && around.weak !== true) return undefined;
    if (!this.isNear(item.el)) return undefined;
    if (item.top === undefined || this.#look.styled.has(item.el)) item.top = this.#topAt(item.el);
    const { top } = item;
    if (top === null || top === undefined) return undefined;
    const known = this.#known.get(top);
    if (known !== undefined) return this.told.has(known) ? known : undefined;
    if (isLabelOfControl(top) || this.#liesInWidget(top)) return undefined;
    const found = this.#foundAt(top, item);
    this.#known.set(top, found);
    return found;
  }

  /** The same object in each look; what it was told to be counts while nothing in it changed. */
  #foundAt(el: Element, item: Run | Leaf): Found {
    const { memory } = this.#look;
    const { group, row, block, around } = item;
    const inert = item.what === 'leaf' && item.inert;
    const hit = item.what === 'text' && item.hit;
    const spot = { group, row, block, around, inert, hit, chars: 0, wraps: false };
    const known = memory.pointers.get(el);
    if (known === undefined || memory.paths.has(el))
      return { ...spot, what: 'widget', el, kind: 'press', role: roleOf(el), order: 0 };
    return Object.assign(known, spot);
  }

  /** The topmost element around it where the pointer cursor begins; null where it shows none. */
  #topAt(el: Element): Element | null | undefined {
    if (this.#asks <= 0) return undefined;
    if (!this.#points.has(el)) this.#asks -= 1;
    if (!this.isPointing(el)) return null;
    const top = this.#topmost(el);
    return top === bodyOf(this.#document) || top === rootElementOf(this.#document) ? null : top;
  }

  isNear(el: Element): boolean {
    if (this.#points.has(el)) return true;
    if (--this.#places < 0) return false;
    const { top, bottom, width } = this.#look.geometry.rect(el);
    return bottom > -window.innerHeight && top < window.innerHeight * 2 && width > 0;
  }

  #topmost(el: Element): Element {
    let top = el;
    for (let at = parentOf(el); at !== null && this.isPointing(at); at = parentOf(at)) top = at;
    return top;
  }

  #liesInWidget(el: Element): boolean {
    for (let at = parentOf(el); at !== null; at = parentOf(at)) {
      const found = this.#known.get(at);
      if (found !== undefined && found.weak !== true) return true;
    }
    return false;
  }
}

function isLabelOfControl(el: Element): boolean {
  return el instanceof HTMLLabelElement && el.control !== null;
}
