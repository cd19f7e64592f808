import type { FrameSnapshot, PageElement } from '@/lib/contracts/index.ts';

import { describe } from './describe.ts';
import { attr, elementCount, encloses, focusedIn, rectOf, rootElementOf, scrollerOf, shown, titleOf } from './dom.ts';
import { Geometry, type Place } from './geometry.ts';
import { GroupNames, rowText } from './group.ts';
import { BUDGET_MS, deadline, MOST } from './limits.ts';
import { noticesOf } from './notices.ts';
import type { RefBook } from './refs.ts';
import { selectedText } from './selection.ts';
import { line } from './text.ts';
import { type Found, modalOf, Walk, type Walked } from './walk.ts';

interface Placed {
  found: Found;
  where: Place['where'];
}

/** A frame's snapshot, and the open shadow roots that were met. Reads only; bounded time, and honest about what time cut off. */
export function snapshot(
  document: Document,
  { refs, documentKey }: { refs: RefBook; documentKey: string },
): { frame: FrameSnapshot; roots: ShadowRoot[] } {
  const walked = Walk.over(document);
  const modal = modalOf(walked, (el) => shown(el) && rectOf(el).width > 0);
  const { placed, unmeasured } = place(document, walked, modal);
  const chosen = choose(placed, modal?.el);
  const { elements, fields } = describeAll(chosen, { document, refs });
  const undescribed = Math.min(placed.length, MOST.elements) - elements.length;
  const root = rootElementOf(document);
  const scroller = scrollerOf(document);
  const frame: FrameSnapshot = {
    url: document.URL,
    origin: globalThis.origin,
    title: line(titleOf(document), 300),
    lang: line(attr(root, 'lang') ?? attr(root, 'xml:lang') ?? '', 35),
    dir: directionOf(document),
    documentKey,
    elements,
    elementTotal: placed.length + unmeasured,
    texts: [],
    textTotal: walked.textLength,
    regions: [],
    holes: [],
    path: [],
    part: { number: 1, of: 1 },
    selection: line(selectedText(document)?.text ?? '', MOST.selection),
    scroll: { y: Math.round(window.scrollY), height: window.innerHeight, page: scroller.scrollHeight },
    textLength: walked.textLength,
    notices: noticesOf(walked.speakers, fields),
    unread: unmeasured + undescribed + (walked.cut ? Math.max(1, elementCount(document) - walked.seen) : 0),
  };
  return { frame, roots: walked.roots };
}

/** Where each widget is; hidden ones are left out. */
function place(
  document: Document,
  { found }: Walked,
  modal: { el: Element; native: boolean } | undefined,
): { placed: Placed[]; unmeasured: number } {
  const geometry = new Geometry(document);
  const over = deadline(BUDGET_MS.measure);
  const placed: Placed[] = [];
  for (const [index, each] of found.entries()) {
    if (over()) return { placed, unmeasured: found.length - index };
    const where = attempt(() => geometry.place(each.el).where) ?? 'hidden';
    if (where === 'hidden') continue;
    // A modal dialog of the platform makes all else inert, on screen or not.
    const away = modal?.native === true && !encloses(modal.el, each.el);
    placed.push({ found: each, where: away ? 'covered' : where });
  }
  return { placed, unmeasured: 0 };
}

/** An open dialog's elements first; of too many, those on screen before the rest; within each, reading order. */
function choose(placed: readonly Placed[], modal: Element | undefined): Placed[] {
  const inModal = modal === undefined ? [] : placed.filter(({ found }) => encloses(modal, found.el));
  const first = new Set(inModal);
  const rest = placed.filter((each) => !first.has(each));
  const room = MOST.elements - Math.min(inModal.length, MOST.elements);
  if (rest.length > room) {
    const onScreen = rest.filter(({ where }) => where === 'in').slice(0, room);
    const kept = new Set([...onScreen, ...rest.filter(({ where }) => where !== 'in').slice(0, room - onScreen.length)]);
    return [...inModal.slice(0, MOST.elements), ...rest.filter((each) => kept.has(each))];
  }
  return [...inModal, ...rest];
}

function describeAll(
  chosen: readonly Placed[],
  { document, refs }: { document: Document; refs: RefBook },
): { elements: PageElement[]; fields: Element[] } {
  const groups = new GroupNames();
  const focused = focusedIn(document);
  const over = deadline(BUDGET_MS.describe);
  const elements: PageElement[] = [];
  const fields: Element[] = [];
  const sources = new Map<PageElement, Element>();
  for (const { found, where } of chosen) {
    if (over()) break;
    const element = attempt(() => describe(found, { ref: refs.refOf(found.el), where, focused, groups }));
    if (element === undefined) continue;
    elements.push(element);
    sources.set(element, found.el);
    if (element.states.includes('invalid')) fields.push(found.el);
  }
  tellApart(elements, sources);
  return { elements, fields };
}

/** One element that cannot be read (a getter that throws) is left out, and counted as unread; the rest of the page stays. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Gives elements of the same role and name the text of the row that each lies in. */
function tellApart(elements: readonly PageElement[], sources: ReadonlyMap<PageElement, Element>): void {
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

function directionOf(document: Document): 'ltr' | 'rtl' {
  const root = rootElementOf(document);
  return getComputedStyle(root).direction === 'rtl' || attr(root, 'dir') === 'rtl' ? 'rtl' : 'ltr';
}
