import type { Ask, FrameSnapshot } from '@/lib/contracts/index.ts';

import { laidOut, openShadow, parentOf, tagOf } from './dom.ts';
import { Heirs } from './inventory-heirs.ts';
import { forgetChanges, type Memory, newMemory } from './inventory-memory.ts';
import { foldKey } from './inventory-rows.ts';
import { freshMarks } from './listeners.ts';
import type { RefBook } from './refs.ts';
import { type Looked, snapshot } from './snapshot.ts';

/** Without a question for so long, the page is watched no more; the next look is a whole one. */
const QUIET_MS = 180_000;
/** After so many changes between two looks it costs less to look anew. */
const MOST_RECORDS = 20_000;
const MOST_BOXES = 2000;

/** Attributes that change nothing for what is inside: only what the element itself says or holds. */
const OWN = new Set(
  ['value', 'src', 'srcset', 'href', 'alt', 'title', 'placeholder', 'checked', 'selected', 'width', 'height', 'd', 'points', 'transform',
    'fill', 'aria-label', 'aria-valuenow', 'aria-valuetext', 'aria-expanded', 'aria-selected', 'aria-checked', 'aria-pressed',
    'aria-current', 'aria-busy'],
); // prettier-ignore
const STYLES = new Set(['style', 'link', 'base', 'head']);

/** Looks at one document, and remembers what it saw: a look after a change costs what the change was. */
export class Sight {
  readonly #document: Document;
  readonly #refs: RefBook;
  readonly #documentKey: string;
  readonly #observer: MutationObserver;
  readonly #heirs = new Heirs();
  #watched = new WeakSet<Node>();
  #memory: Memory = newMemory();
  #watching = false;
  #askedAt = 0;
  #records = 0;
  #last: Looked | undefined;
  /** Something is known to have changed since. */
  #changed = false;
  #ask: Ask = { words: [] };

  constructor(document: Document, refs: RefBook, documentKey: string) {
    this.#document = document;
    this.#refs = refs;
    this.#documentKey = documentKey;
    this.#observer = new MutationObserver((records) => {
      this.#hear(records);
    });
    sights.set(document, this);
  }

  get last(): Looked | undefined {
    return this.#last;
  }

  look(ask: Ask): FrameSnapshot {
    if (ask.focus === undefined) this.#ask = ask;
    return this.#look(ask).frame;
  }

  /** A look as the last one was asked for, at what is there now; undefined where nobody has looked yet. */
  glance(): Looked | undefined {
    return this.#last && this.#look(this.#ask);
  }

  /**
   * The same just before an act: the last look, where nothing has changed in the document since. No ref is inherited: between the moment in
   * which somebody chose one and the act, it must not come to mean another element.
   */
  before(): Looked | undefined {
    this.#listen();
    return this.#last && (this.#changed ? this.#look(this.#ask, false) : this.#last);
  }

  #look(ask: Ask, inherits = true): Looked {
    this.#listen();
    this.#askedAt = performance.now();
    const plain = ask.focus === undefined;
    const key = ask.words.join(' ');
    if (!this.#watching || this.#memory.key !== key) this.#memory = newMemory(key);
    const memory = plain ? this.#memory : newMemory();
    const looked = snapshot(this.#document, { refs: this.#refs, documentKey: this.#documentKey, ask, memory });
    if (plain && inherits) this.#heirs.settle(looked, this.#refs);
    this.#watch(looked.roots);
    forgetChanges(this.#memory);
    this.#records = 0;
    if (plain) {
      this.#last = looked;
      this.#changed = false;
    }
    return looked;
  }

  /** Boxes that were not rendered then may be now, by a style alone; of long lists, other rows may be on screen; listeners come and go. */
  #listen(): void {
    this.#hear(this.#observer.takeRecords());
    for (const el of freshMarks()) this.#touch(el);
    for (const el of this.#last?.inventory.pruned ?? []) if (laidOut(el)) this.#touch(el);
    for (const el of this.#last?.inventory.rootless ?? []) if (openShadow(el) !== null) this.#touch(el);
    for (const { el, key } of this.#last?.inventory.folds ?? []) if (foldKey(el) !== key) this.#touch(el);
  }

  #watch(roots: readonly ShadowRoot[]): void {
    this.#watching = true;
    for (const root of [this.#document, ...roots]) {
      if (this.#watched.has(root)) continue;
      this.#watched.add(root);
      this.#observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    }
  }

  #forget(): void {
    this.#memory = newMemory(this.#memory.key);
    this.#records = 0;
  }

  #hear(records: readonly MutationRecord[]): void {
    if (records.length === 0) return;
    this.#changed = true;
    this.#records += records.length;
    if (this.#records > MOST_RECORDS) {
      // Too much happens to follow; what was seen is worth nothing now.
      this.#forget();
      return;
    }
    if (performance.now() - this.#askedAt > QUIET_MS) {
      this.#observer.disconnect();
      this.#watched = new WeakSet();
      this.#watching = false;
      return;
    }
    for (const record of records) this.#note(record);
    if (this.#memory.styled.size + this.#memory.touched.size > MOST_BOXES) this.#forget();
  }

  #note({ type, target, attributeName, addedNodes }: MutationRecord): void {
    const el = target instanceof Element ? target : target instanceof ShadowRoot ? target.host : parentOf(target);
    if (el === null) return;
    if (STYLES.has(tagOf(el))) {
      this.#forget();
      return;
    }
    this.#touch(el);
    const { styled } = this.#memory;
    if (type === 'attributes' && attributeName !== null && !OWN.has(attributeName)) styled.add(el);
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue;
      styled.add(node);
      if (STYLES.has(tagOf(node))) this.#forget();
    }
  }

  /** What was seen of the boxes around `el` counts no more. */
  #touch(el: Element): void {
    this.#changed = true;
    const { segments, paths, touched } = this.#memory;
    touched.add(el);
    for (let at: Element | null = el; at !== null && !paths.has(at); at = parentOf(at)) {
      segments.delete(at);
      paths.add(at);
    }
  }
}

const sights = new WeakMap<Document, Sight>();

/** The one that looks at this document; undefined before its room was made. */
export function sightOf(document: Document): Sight | undefined {
  return sights.get(document);
}
