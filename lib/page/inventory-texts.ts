import { attr, byId, has, isBare, parentOf } from './dom.ts';
import type { Found, Item, Region, Run } from './inventory.ts';
import { MOST } from './limits.ts';

/** Decides which texts are told: not those that the name of a widget or region says already. */
export class Telling {
  readonly #widgets = new Map<Element, Found>();
  readonly #labels = new Set<Element>();

  constructor(items: readonly Item[]) {
    for (const item of items) {
      if (item.what !== 'widget') continue;
      this.#widgets.set(item.el, item);
      if (!isBare(item.el) && has(item.el, 'aria-labelledby')) this.#addLabels(item.el);
    }
  }

  #addLabels(el: Element): void {
    for (const id of attr(el, 'aria-labelledby')?.split(/\s+/, 20) ?? []) {
      const label = id === '' ? null : byId(el, id);
      if (label !== null && label !== el) this.#labels.add(label);
    }
  }

  isTold(run: Run): boolean {
    const owner = this.#ownerOf(run);
    if (owner !== undefined && owner.chars <= MOST.name) return false;
    if (run.says !== undefined && run.text.length <= MOST.name * 3) {
      const control = run.says instanceof HTMLLabelElement ? run.says.control : null;
      if (run.says === run.group?.el || (control !== null && this.#widgets.has(control))) return false;
    }
    if (this.#labels.size === 0 || run.level !== undefined) return true;
    for (let at: Element | null = run.el, up = 0; at !== null && up < 4; at = parentOf(at), up++)
      if (this.#labels.has(at)) return false;
    return true;
  }

  /** Its widget, unless that one was left out after all. */
  #ownerOf({ around, pointer }: Run): Found | undefined {
    let at = pointer ?? around;
    while (at !== undefined && this.#widgets.get(at.el) === undefined) at = at.around;
    return at;
  }
}

/** A text as pieces of at most 600 characters, cut at blanks; `…` at the end of the last one where there is more. */
export function piecesOf(text: string): string[] {
  if (text.length <= MOST.text) return [text];
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > MOST.text && pieces.length < MOST.pieces) {
    const blank = rest.lastIndexOf(' ', MOST.text);
    let end = blank > MOST.text / 2 ? blank : MOST.text;
    if (/[\uDC00-\uDFFF]/.test(rest.charAt(end))) end -= 1;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  if (rest.length <= MOST.text) return [...pieces, rest];
  return [...pieces.slice(0, -1), `${pieces.at(-1)?.slice(0, MOST.text - 1) ?? ''}…`];
}

/** Regions that a snapshot names, numbered in the order in which they are met, outer ones first. */
export class Numbered {
  readonly regions: Region[] = [];
  readonly #numbers = new Map<Region, number>();

  numberOf(region: Region | undefined): number | undefined {
    if (region === undefined) return undefined;
    let number = this.#numbers.get(region);
    if (number === undefined) {
      this.numberOf(region.outer);
      number = this.regions.length;
      this.#numbers.set(region, number);
      this.regions.push(region);
    }
    return number;
  }
}
