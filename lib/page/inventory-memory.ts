import type { PageElement } from '@/lib/contracts/index.ts';

import { parentOf } from './dom.ts';
import type { Placed } from './geometry.ts';
import type { Found, Region, Row, Segment } from './inventory.ts';

/** What is kept from one look to the next, and what has changed since. */
export interface Memory {
  /** Words of the ask it was made for. */
  readonly key: string;
  /** Boxes as they were walked; those in which something changed are taken out. */
  readonly segments: WeakMap<Element, Segment>;
  readonly regions: WeakMap<Element, Region>;
  readonly rows: WeakMap<Element, Row>;
  /** Lines numbered so far. */
  blocks: number;
  /** Elements in which something changed, and all around them. */
  readonly paths: Set<Element>;
  /** Elements that may be another thing or look different now, with all that is in them. */
  readonly styled: Set<Element>;
  /** Elements in which something changed itself. */
  readonly touched: Set<Element>;
  /** Those of the look before: what moves has arrived by the look after. */
  readonly lately: Set<Element>;
  /** Where widgets were in the last look, and what was told of those of which that depends on nothing but the document. */
  placed: ReadonlyMap<Element, Placed>;
  kept: ReadonlyMap<Element, PageElement>;
  /** What was a widget by its cursor alone in the last look. */
  pointers: ReadonlyMap<Element, Found>;
}

export function newMemory(key = ''): Memory {
  return {
    key,
    segments: new WeakMap(),
    regions: new WeakMap(),
    rows: new WeakMap(),
    blocks: 0,
    paths: new Set(),
    styled: new Set(),
    touched: new Set(),
    lately: new Set(),
    placed: new Map(),
    kept: new Map(),
    pointers: new Map(),
  };
}

/** After a look: it has seen them all. */
export function forgetChanges({ paths, styled, touched, lately }: Memory): void {
  paths.clear();
  lately.clear();
  for (const el of styled) lately.add(el);
  styled.clear();
  touched.clear();
}

/** Answers whether an element lies in one of a set, which does not change meanwhile. */
export class Within {
  readonly #roots: ReadonlySet<Element>;
  readonly #known = new Map<Element, boolean>();

  constructor(roots: ReadonlySet<Element>) {
    this.#roots = roots;
  }

  has(el: Element): boolean {
    if (this.#roots.size === 0) return false;
    const way: Element[] = [];
    let answer = false;
    for (let at: Element | null = el; at !== null; at = parentOf(at)) {
      const known = this.#roots.has(at) ? true : this.#known.get(at);
      if (known !== undefined) {
        answer = known;
        break;
      }
      way.push(at);
    }
    for (const at of way) this.#known.set(at, answer);
    return answer;
  }
}
