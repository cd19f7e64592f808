import { isConnected } from './dom.ts';

const ANCHOR = /^a\d{1,7}$/;
/** Of a block's text, what is enough to find it again in a box that holds more. Characters without blanks. */
const MOST_TEXT = 400;
const MOST_ANCHORS = 100_000;

/** Where on the page a piece of the article is: an element, and how the piece begins where the element holds more than it. */
export interface Spot {
  el: Element;
  text: string;
}

/** Short names for the pieces of articles. The same piece keeps its name while the document lives; elements are held weakly. */
export class AnchorBook {
  readonly #names = new WeakMap<Element, Map<string, string>>();
  readonly #spots = new Map<string, { el: WeakRef<Element>; text: string }>();

  /** '' once the book is full. */
  nameOf(el: Element, text: string): string {
    const own = this.#names.get(el) ?? new Map<string, string>();
    const start = squeezed(text).slice(0, MOST_TEXT);
    const known = own.get(start);
    if (known !== undefined) return known;
    if (this.#spots.size >= MOST_ANCHORS) return '';
    const anchor = `a${this.#spots.size + 1}`;
    this.#names.set(el, own.set(start, anchor));
    this.#spots.set(anchor, { el: new WeakRef(el), text: start });
    return anchor;
  }

  /** Undefined where there is no such anchor, or its element has left the document. */
  find(anchor: string): Spot | undefined {
    const spot = ANCHOR.test(anchor) ? this.#spots.get(anchor) : undefined;
    const el = spot?.el.deref();
    return spot !== undefined && el !== undefined && isConnected(el) ? { el, text: spot.text } : undefined;
  }
}

/** Text without blanks: how the text of a page is compared with that of its copy. */
export function squeezed(text: string): string {
  return text.replace(/\s+/gu, '');
}
