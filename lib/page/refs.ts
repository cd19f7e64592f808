import { isConnected } from './dom.ts';

const REF = /^(?<prefix>(?:f\d{1,4})?)e(?<number>\d{1,6})$/;

/** Short names for elements. An element keeps its number while it lives; no number is ever given twice. */
export class RefBook {
  /** Set by each snapshot: `''` in the top frame, `f1`, `f2`, ... in others. */
  prefix = '';
  readonly #numbers = new WeakMap<Element, number>();
  readonly #elements = new Map<number, WeakRef<Element>>();
  #last = 0;

  refOf(el: Element): string {
    let number = this.#numbers.get(el);
    if (number === undefined) {
      number = ++this.#last;
      this.#numbers.set(el, number);
      this.#elements.set(number, new WeakRef(el));
    }
    return `${this.prefix}e${number}`;
  }

  /** Highest number given so far. */
  get last(): number {
    return this.#last;
  }

  /** Gives the number of an element that is lost to the one that was put in its place; that one's own is not given again. */
  inherit(el: Element, lost: Element): string {
    const number = this.#numbers.get(lost);
    const own = this.#numbers.get(el);
    if (number === undefined) return this.refOf(el);
    if (own !== undefined) this.#elements.delete(own);
    this.#numbers.delete(lost);
    this.#numbers.set(el, number);
    this.#elements.set(number, new WeakRef(el));
    return `${this.prefix}e${number}`;
  }

  /** The element of that ref, where it is still in the document. A ref with another frame's prefix names nothing here. */
  find(ref: string): Element | undefined {
    const groups = REF.exec(ref)?.groups;
    if (groups === undefined || groups['prefix'] !== this.prefix) return undefined;
    const el = this.#elements.get(Number(groups['number']))?.deref();
    return el !== undefined && isConnected(el) ? el : undefined;
  }

  /** All elements that have a ref and are in the document. */
  *live(): Generator<Element> {
    for (const [number, held] of this.#elements) {
      const el = held.deref();
      if (el === undefined) this.#elements.delete(number);
      else if (isConnected(el)) yield el;
    }
  }
}
