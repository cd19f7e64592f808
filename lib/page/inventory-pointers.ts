import { bodyOf, parentOf, rectOf, rootElementOf } from './dom.ts';
import { roleOf } from './interactive.ts';
import type { Found, Item } from './inventory.ts';
import { CURSOR } from './limits.ts';

/** Remembered for boxes that have not changed. */
export type Cursors = WeakMap<Element, boolean>;

/**
 * Items, with the topmost elements at which a pointer cursor begins: what scripts listen on and no attribute tells. Asks those near
 * the screen only. Of those that only an attribute hints at, the ones that wrap others and show no such cursor are taken out.
 */
export function withPointers(document: Document, items: readonly Item[]): Item[] {
  const asker = new Asker(document, items);
  const out: Item[] = [];
  for (const item of items) {
    if (item.what === 'hole') out.push(item);
    else if (item.what === 'widget') {
      if (item.weak !== true || !item.wraps || asker.isPointing(item.el)) out.push(item);
    } else {
      const found = asker.around(item);
      if (found !== undefined && !asker.told.has(found)) {
        asker.told.add(found);
        out.push(found);
      }
      if (item.what === 'text') out.push(found === undefined ? item : { ...item, around: found });
    }
  }
  return out;
}

class Asker {
  readonly told = new Set<Found>();
  readonly #known = new Map<Element, Found>();
  readonly #points = new Map<Element, boolean>();
  readonly #document: Document;
  #asks: number = CURSOR.asks;
  #places: number = CURSOR.places;

  constructor(document: Document, items: readonly Item[]) {
    this.#document = document;
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
  around(item: Exclude<Item, Found>): Found | undefined {
    const { el, around } = item;
    if (around !== undefined && around.weak !== true) return undefined;
    if (this.#asks <= 0 || !this.#isNear(el)) return undefined;
    if (!this.#points.has(el)) this.#asks -= 1;
    if (!this.isPointing(el)) return undefined;
    const top = this.#topmost(el);
    if (top === bodyOf(this.#document) || top === rootElementOf(this.#document)) return undefined;
    const known = this.#known.get(top);
    if (known !== undefined) return this.told.has(known) ? known : undefined;
    if (isLabelOfControl(top) || this.#liesInWidget(top)) return undefined;
    const inert = item.what === 'leaf' && item.inert;
    const found: Found = { ...item, what: 'widget', kind: 'press', role: roleOf(top), el: top, inert, wraps: false, order: 0, chars: 0, hit: item.what === 'text' && item.hit }; // prettier-ignore
    this.#known.set(top, found);
    return found;
  }

  #isNear(el: Element): boolean {
    if (this.#points.has(el)) return true;
    if (--this.#places < 0) return false;
    const { top, bottom, width } = rectOf(el);
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
