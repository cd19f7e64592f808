import type { FrameSnapshot, PageElement } from '@/lib/contracts/index.ts';

import { isConnected } from './dom.ts';
import type { RefBook } from './refs.ts';
import type { Looked } from './snapshot.ts';

const MOST_LOST = 400;

/**
 * Elements that a framework took out and put in anew keep their refs: the one that is the same to a person (role, name, part of the
 * page, row) inherits, where it is the only such one, then and now.
 */
export class Heirs {
  /** Lost elements by what they were to a person; undefined where several were the same. */
  readonly #lost = new Map<string, Element | undefined>();
  #known: ReadonlyMap<string, Element | undefined> = new Map();

  /** Highest number given when it settled last. */
  #last = 0;

  /** Hands on refs in a new look. */
  settle({ frame, sources }: Looked, refs: RefBook): void {
    for (const [key, el] of this.#known) if (el === undefined || !isConnected(el)) this.#lose(key, el);
    const now = new Map<string, Element | undefined>();
    const fresh: { element: PageElement; key: string }[] = [];
    for (const element of frame.elements) {
      const key = keyOf(element, frame);
      const el = sources.get(element);
      if (key === undefined || el === undefined) continue;
      now.set(key, now.has(key) ? undefined : el);
      if (this.#lost.size > 0 && numberOf(element.ref) > this.#last) fresh.push({ element, key });
    }
    for (const { element, key } of fresh) {
      const el = now.get(key);
      const lost = this.#lost.get(key);
      if (el === undefined || lost === undefined || isConnected(lost)) continue;
      element.ref = refs.inherit(el, lost);
      this.#lost.delete(key);
    }
    this.#known = now;
    this.#last = refs.last;
  }

  #lose(key: string, el: Element | undefined): void {
    this.#lost.set(key, el);
    const [oldest] = this.#lost.keys();
    if (this.#lost.size > MOST_LOST && oldest !== undefined) this.#lost.delete(oldest);
  }
}

/** What an element is to a person; undefined where nothing tells it from others. */
function keyOf({ role, name, near, kind, region }: PageElement, { regions }: FrameSnapshot): string | undefined {
  if (name === '' && near === undefined) return undefined;
  const part = region === undefined ? undefined : regions[region];
  return [kind, role, name, near ?? '', part?.role ?? '', part?.name ?? ''].join('\n');
}

function numberOf(ref: string): number {
  return Number(ref.slice(ref.lastIndexOf('e') + 1));
}
