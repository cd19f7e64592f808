import type { PageElement } from '@/lib/contracts/index.ts';

import { has, isBare, tagOf } from './dom.ts';
import type { Place } from './geometry.ts';
import { rowText } from './group.ts';
import { BUDGET_MS, deadline } from './limits.ts';

/** States that come and go without a trace in the document. */
export const PASSING = new Set(['focused', 'offscreen', 'covered']);
const POINTING = ['aria-labelledby', 'aria-describedby', 'aria-errormessage', 'aria-controls', 'aria-owns', 'list'];
const FIELDS = new Set(['input', 'select', 'textarea']);

/** Depends on nothing but its own part of the document: neither a value, nor what it refers to, nor where it is. */
export function isSteady({ kind, near, look, box, message, value }: PageElement, el: Element): boolean {
  if (kind === 'text' || kind === 'select' || FIELDS.has(tagOf(el))) return false;
  if (near !== undefined || look !== undefined || box !== undefined || message !== undefined || value !== undefined)
    return false;
  return isBare(el) || !POINTING.some((name) => has(el, name));
}

/** The same once more, with what passes. */
export function again(
  kept: PageElement,
  { ref, where, isFocused }: { ref: string; where: Place['where']; isFocused: boolean },
): PageElement {
  const states = [...kept.states];
  if (isFocused) states.push('focused');
  if (where !== 'in') states.push(where);
  return { ...kept, ref, states };
}

/** Gives elements of the same role and name the text of the row that each lies in. */
export function tellApart(elements: readonly PageElement[], sources: ReadonlyMap<object, Element>): void {
  const twins = new Map<string, PageElement[]>();
  for (const element of elements) {
    if (element.name === '' || element.kind === 'link') continue;
    const key = `${element.role} ${element.name} ${element.group ?? ''}`;
    const same = twins.get(key);
    if (same === undefined) twins.set(key, [element]);
    else same.push(element);
  }
  const over = deadline(BUDGET_MS.describe / 3);
  for (const same of twins.values()) {
    if (same.length < 2) continue;
    for (const element of same) {
      const source = sources.get(element);
      if (source === undefined || over()) return;
      const row = rowText(source, element.name);
      if (row !== '') element.near = row;
    }
  }
}
