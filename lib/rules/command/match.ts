import type { GivenFile, PageElement, PageSnapshot } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import type { Name } from './reading.ts';

/** How well a name fits; more is better. Only `exact` and `begins` are near enough for words that may be a description. */
export const FIT = { exact: 6, near: 5, begins: 4, words: 3, around: 2, type: 1 } as const;

export type Match =
  | { found: 'one'; element: PageElement; fit: number }
  | { found: 'none' }
  | { found: 'many'; elements: PageElement[]; fit: number }
  | { found: 'disabled'; element: PageElement; fit: number };

export interface Context {
  page: PageSnapshot;
  place?: { ref: string; label: string } | undefined;
  /** Element of the last act: of two forms, the one in hand is meant. */
  lastRef?: string | undefined;
  /** Files that the user gave with the task. */
  files?: readonly GivenFile[] | undefined;
  /** There is no model to ask: what fits alone is taken, though its name says more. */
  alone?: boolean;
}

export interface Wish {
  name: Name;
  fits: (element: PageElement) => boolean;
  /** Weakest fit that counts. */
  least: number;
}

/** The one element that is meant, by name first, then by kind said, place, and what can be seen and used. */
export function findElement(context: Context, { name, fits, least }: Wish): Match {
  let best = 0;
  let elements: PageElement[] = [];
  for (const element of context.page.elements) {
    if (!fits(element)) continue;
    const fit = fitOf(element, name);
    if (fit < least || fit < best || fit === 0) continue;
    if (fit > best) elements = [];
    best = fit;
    elements.push(element);
  }
  if (name.nth !== undefined && name.kind !== undefined && best < FIT.near) return nthOf(context, name, fits);
  return settle(elements, { ...context, kind: name.kind, fit: best });
}

/** The second link, the last button: of those that can be seen, in reading order. */
function nthOf({ page }: Context, { kind, nth = 1 }: Name, fits: Wish['fits']): Match {
  const all = page.elements.filter(
    (element) => element.kind === kind && fits(element) && !element.states.includes('hidden'),
  );
  const element = nthIn(all, nth);
  if (element === undefined) return { found: 'none' };
  return { found: usable(element) ? 'one' : 'disabled', element, fit: FIT.exact };
}

function usable({ states }: PageElement): boolean {
  return !states.includes('disabled');
}

/** Of equally well named elements the one that is meant. */
export function settle(
  elements: readonly PageElement[],
  { kind, fit, ...context }: Context & { kind?: PageElement['kind'] | undefined; fit: number },
): Match {
  if (elements.length === 0) return { found: 'none' };
  let left = [...elements];
  const prefer = (better: (element: PageElement) => boolean) => {
    const those = left.filter(better);
    if (those.length > 0) left = those;
  };
  prefer((element) => element.kind === kind);
  const [first] = left;
  if (first !== undefined && !left.some(usable)) return { found: 'disabled', element: first, fit };
  prefer(usable);
  const place = groupOf(context.page, context.place?.ref) ?? context.place?.label;
  if (context.place !== undefined) prefer(({ ref, group }) => ref === context.place?.ref || (group ?? '') === place);
  const last = groupOf(context.page, context.lastRef);
  if (last !== undefined) prefer(({ group }) => group === last);
  prefer(({ states }) => !states.includes('hidden'));
  prefer(({ states }) => !states.includes('offscreen'));
  const [one] = left;
  // The same link twice (picture and title) is one link.
  const same = left.every(({ href }) => href !== undefined && href === one?.href);
  if (one !== undefined && (left.length === 1 || same)) return { found: 'one', element: one, fit };
  return { found: 'many', elements: left, fit };
}

function groupOf(page: PageSnapshot, ref: string | undefined): string | undefined {
  return ref === undefined ? undefined : page.elements.find((element) => element.ref === ref)?.group;
}

function fitOf(element: PageElement, { texts }: Name): number {
  return Math.max(...texts.map((text) => fitOfText(element, text)));
}

function fitOfText(element: PageElement, text: string): number {
  const wanted = fold(text);
  // Signs only ("+", "×"): as they are, or not at all.
  if (wanted === '') return element.name.trim() === text ? FIT.exact : 0;
  const around = [element.placeholder, element.near].map((label) => fold(label ?? ''));
  const name = fold(element.name);
  if (name === wanted) return FIT.exact;
  if (around.includes(wanted)) return FIT.near;
  if (startsWith(name, wanted)) return FIT.begins;
  if (hasWords(name, wanted)) return FIT.words;
  if (around.some((label) => hasWords(label, wanted))) return FIT.around;
  return element.inputType !== undefined && saysType(wanted, element.inputType) ? FIT.type : 0;
}

function startsWith(text: string, wanted: string): boolean {
  return text.startsWith(`${wanted} `);
}

function hasWords(text: string, wanted: string): boolean {
  const words = text.split(' ');
  return wanted.split(' ').every((word) => words.includes(word));
}

/** "email", "e mail" and "phone" for fields that are named otherwise, or not at all. */
function saysType(wanted: string, inputType: string): boolean {
  const says = { email: /^e ?mail( address| adresse)?$/, password: /^(password|passwort|kennwort)$/, search: /^(search|suche|suchfeld)$/, tel: /^(tele)?(phone|fon)( number)?$|^telefonnummer$/, url: /^(website|url|address)$/ }[inputType]; // prettier-ignore
  return says?.test(wanted) === true;
}

/** The one option that is meant, of labels that the page gives. */
export function findLabel(labels: readonly string[], { texts, nth }: Name): string | undefined {
  const wanted = texts.map(fold);
  const raw = labels.filter((label) => texts.includes(label.trim()));
  for (const those of [
    raw,
    labels.filter((label) => wanted.includes(fold(label)) && fold(label) !== ''),
    labels.filter((label) => wanted.some((text) => text !== '' && startsWith(fold(label), text))),
    labels.filter((label) => wanted.some((text) => text !== '' && hasWords(fold(label), text))),
  ]) {
    const [only] = those;
    if (only !== undefined && new Set(those).size === 1) return only;
    if (those.length > 1) return undefined;
  }
  return nth === undefined ? undefined : nthIn(labels, nth);
}

/** By a place as users say it: from 1, or -1 for the last. */
export function nthIn<T>(all: readonly T[], nth: number): T | undefined {
  return all.at(nth > 0 ? nth - 1 : nth);
}
