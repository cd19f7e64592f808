import type { Change, PageElement } from '@/lib/contracts/index.ts';

import { isConnected, parentOf, shown, titleOf } from './dom.ts';
import { roleGiven, widgetOf } from './interactive.ts';
import { sightOf } from './inventory-sight.ts';
import { MOST } from './limits.ts';
import { nameOf } from './name.ts';
import { addedNotice, noticesIn } from './notices.ts';
import type { RefBook } from './refs.ts';
import { scrollBox } from './scroll.ts';
import { isSecret } from './secret.ts';
import type { Watch } from './settle.ts';
import type { Looked } from './snapshot.ts';
import { checkedOf, statesOf, valueOf } from './states.ts';
import { line } from './text.ts';

/** What an act may change of an element. */
interface Signs {
  value: string | undefined;
  /** Has a secret field a value? Which one is never asked. */
  filled: boolean;
  checked: boolean | undefined;
  states: Set<string>;
}

/** The page just before an act, to be compared with the page after it. */
export class Before {
  readonly #document: Document;
  readonly #refs: RefBook;
  readonly #roots: readonly ShadowRoot[];
  readonly #url: string;
  readonly #title: string;
  readonly #notices: Set<string>;
  readonly #scroll: { box: Element; y: number };
  readonly #signs = new Map<Element, Signs>();
  readonly #seen: Looked | undefined;

  constructor(document: Document, refs: RefBook, roots: readonly ShadowRoot[]) {
    this.#document = document;
    this.#refs = refs;
    this.#roots = roots;
    this.#url = document.URL;
    this.#title = titleOf(document);
    this.#notices = new Set(noticesIn([document, ...roots]));
    const box = scrollBox(document);
    this.#scroll = { box, y: box.scrollTop };
    this.#seen = sightOf(document)?.before();
    for (const el of refs.live()) this.#signs.set(el, signsOf(el));
  }

  /** What is different now; `watch` saw it happen. `scrolled`: a box that the act itself scrolled. */
  compare(watch: Watch, settledMs: number): Change {
    const notices = this.#newNotices(watch);
    const change: Change = {
      added: [...watch.added].filter((el) => isConnected(el) && !watch.removed.has(el)).length,
      removed: [...watch.removed].filter((el) => !isConnected(el) && !watch.added.has(el)).length,
      changed: this.#changed(),
      appeared: [],
      texts: [],
      gone: [],
      notices,
      settledMs: Math.round(settledMs),
    };
    if (this.#document.URL !== this.#url) change.url = { from: this.#url, to: this.#document.URL };
    const title = titleOf(this.#document);
    if (title !== this.#title) change.title = line(title, 300);
    const { box, y } = this.#scroll;
    if (Math.abs(box.scrollTop - y) >= 1) change.scrolled = { from: Math.round(y), to: Math.round(box.scrollTop) };
    if (watch.leaving) change.navigated = true;
    else this.#addSeen(change, watch);
    return change;
  }

  /** What turned up and what went, by a look before and one after the act; nothing where nobody had looked before. */
  #addSeen(change: Change, watch: Watch): void {
    const before = this.#seen;
    const after = before === undefined ? undefined : sightOf(this.#document)?.glance();
    if (before === undefined || after === undefined) return;
    const known = new Map(before.frame.elements.map((element) => [element.ref, element]));
    const refs = new Set(after.frame.elements.map(({ ref }) => ref));
    const isNew = (told: object) => isFresh(after.sources.get(told), watch);
    for (const element of after.frame.elements) {
      const old = known.get(element.ref);
      if (old !== undefined) addName(change, old, element);
      else if (change.appeared.length < MOST.appeared && isNew(element)) change.appeared.push(element);
    }
    const said = new Set([...before.frame.texts.map(({ text }) => text), ...change.notices]);
    for (const told of after.frame.texts) {
      if (change.texts.length >= MOST.newTexts) break;
      if (said.has(told.text) || !isNew(told)) continue;
      said.add(told.text);
      change.texts.push(line(told.text, MOST.notice));
    }
    for (const element of before.frame.elements) {
      if (change.gone.length >= MOST.gone) break;
      const el = before.sources.get(element);
      if (!refs.has(element.ref) && el !== undefined && !(isConnected(el) && shown(el))) change.gone.push(element.ref);
    }
  }

  #newNotices(watch: Watch): string[] {
    const now = noticesIn([this.#document, ...this.#roots]).filter((notice) => !this.#notices.has(notice));
    for (const el of [...watch.added, ...watch.touched].slice(0, 200)) {
      const notice = isConnected(el) ? addedNotice(el) : '';
      if (notice !== '' && !now.includes(notice) && !this.#notices.has(notice)) now.push(notice);
    }
    return now.slice(0, MOST.notices);
  }

  #changed(): Change['changed'] {
    const list: Change['changed'] = [];
    for (const [el, before] of this.#signs) {
      if (list.length >= MOST.changed) break;
      if (!isConnected(el)) continue;
      const what = difference(before, signsOf(el));
      if (what === '' || !(shown(el) || el instanceof HTMLInputElement)) continue;
      const role = widgetOf(el)?.role ?? roleGiven(el) ?? 'generic';
      list.push({ ref: this.#refs.refOf(el), name: nameOf(el, role), what });
    }
    return list;
  }
}

function signsOf(el: Element): Signs {
  return {
    value: valueOf(el),
    filled: isSecret(el) && (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) && el.value !== '',
    checked: checkedOf(el),
    states: new Set(statesOf(el, { inert: false, focused: undefined })),
  };
}

/** In the words of a snapshot: `value "Ada"`, `checked`, `expanded`, `no longer disabled`. */
function difference(before: Signs, after: Signs): string {
  const parts: string[] = [];
  if (after.value !== undefined && after.value !== before.value) parts.push(`value ${quoted(after.value)}`);
  if (after.filled !== before.filled) parts.push(after.filled ? 'filled in (secret)' : 'emptied (secret)');
  if (after.checked !== undefined && after.checked !== before.checked)
    parts.push(after.checked ? 'checked' : 'unchecked');
  for (const state of after.states) if (!before.states.has(state)) parts.push(state);
  for (const state of before.states) {
    const opposite = state === 'expanded' || state === 'collapsed';
    if (!after.states.has(state) && !opposite) parts.push(`no longer ${state}`);
  }
  return parts.join(', ');
}

/** Page text in quotation marks that it cannot leave. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', "'")}"`;
}

/** True where the act had to do with it: it was put in, or something around it changed. Rows that only scrolled into view are not new. */
function isFresh(el: Element | undefined, { added, touched }: Watch): boolean {
  let up = 0;
  for (let at = el ?? null; at !== null && up < 100; at = parentOf(at), up++)
    if (added.has(at) || touched.has(at)) return true;
  return false;
}

function addName({ changed }: Change, before: PageElement, { ref, name }: PageElement): void {
  if (name === before.name || name === '') return;
  const known = changed.find((each) => each.ref === ref);
  if (known === undefined) {
    if (changed.length < MOST.changed) changed.push({ ref, name: before.name, what: `name ${quoted(name)}` });
  } else if (!known.what.includes(name)) known.what += `, name ${quoted(name)}`;
}
