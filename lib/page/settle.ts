import { all, openShadow } from './dom.ts';

const QUIET_MS = 120;
/** How long an act may take to show its first effect, where the page did nothing at once. */
const FIRST_MS = 180;
const LEAST_MS = 50;
const MOST_MS = 2500;
/** A node that changes in this many turns is a clock or an animation: it neither keeps the page busy nor counts. */
const NOISE = 8;

/** Watches a document while an act goes on: what changes, and when it has come to rest or begun to go away. */
export class Watch implements Disposable {
  readonly added = new Set<Element>();
  readonly removed = new Set<Element>();
  /** Elements whose attributes or text changed. */
  readonly touched = new Set<Element>();
  #leaving = false;
  #lastAt = 0;
  #mutations = 0;
  readonly #counts = new WeakMap<Node, number>();
  readonly #observer: MutationObserver;
  #wake: () => void = () => undefined;

  /** `departs`: whether `beforeunload` is to be believed; for a mail or telephone link it comes, and the page stays. */
  constructor(document: Document, roots: Iterable<ShadowRoot>, { departs = true } = {}) {
    this.#observer = new MutationObserver((records) => {
      this.#hear(records);
    });
    this.#observe(document);
    for (const root of roots) this.#observe(root);
    // Nothing is heard after these; a reply must be under way before the document is torn down.
    if (departs) window.addEventListener('beforeunload', this.#leave, { once: true });
    window.addEventListener('pagehide', this.#leave, { once: true });
  }

  /** True once the document has begun to go away (a navigation, or a download that looks like one). */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** Resolves as soon as the document begins to go away. */
  left(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#leaving) resolve();
      else this.#wake = resolve;
    });
  }

  /** Resolves when the page has been quiet for a moment, at the latest after 2.5 s, or at once when it is going away. */
  async settle(): Promise<void> {
    const start = performance.now();
    await Promise.race([this.left(), this.#quiet(start)]);
  }

  async #quiet(start: number): Promise<void> {
    await pause(LEAST_MS);
    for (;;) {
      const now = performance.now();
      const rest = this.#mutations === 0 ? start + FIRST_MS - now : this.#lastAt + QUIET_MS - now;
      const left = start + MOST_MS - now;
      if (rest <= 0 || left <= 0) return;
      await pause(Math.min(rest, left));
    }
  }

  #observe(root: Node): void {
    this.#observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  }

  #hear(records: readonly MutationRecord[]): void {
    // Counted by delivery, not by record: a list of fifty items put in at once is one change of its parent.
    for (const target of new Set(records.map((record) => record.target))) {
      this.#counts.set(target, (this.#counts.get(target) ?? 0) + 1);
    }
    const news = records.filter(({ target }) => (this.#counts.get(target) ?? 0) <= NOISE);
    if (news.length === 0) return;
    this.#mutations += news.length;
    this.#lastAt = performance.now();
    for (const record of news) this.#note(record);
  }

  #note({ type, target, addedNodes, removedNodes }: MutationRecord): void {
    if (type !== 'childList') {
      const el = target instanceof Element ? target : target.parentElement;
      if (el !== null) this.touched.add(el);
      return;
    }
    for (const node of addedNodes) {
      if (node instanceof Text && target instanceof Element) this.touched.add(target);
      if (!(node instanceof Element)) continue;
      this.added.add(node);
      this.#observeShadows(node);
    }
    for (const node of removedNodes) if (node instanceof Element) this.removed.add(node);
  }

  #observeShadows(el: Element): void {
    for (const each of [el, ...all(el, '*').slice(0, 500)]) {
      const shadow = openShadow(each);
      if (shadow !== null) this.#observe(shadow);
    }
  }

  readonly #leave = (): void => {
    this.#leaving = true;
    this.#wake();
  };

  [Symbol.dispose](): void {
    this.#observer.disconnect();
    window.removeEventListener('beforeunload', this.#leave);
    window.removeEventListener('pagehide', this.#leave);
  }
}

/**
 * A timer that hidden tabs do not slow down more than they must. They align timers to a second, and chains of timers to a minute
 * after a while; a hop through a message port begins a new chain. Frames (rAF) stop there, so nothing here waits for one.
 */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      setTimeout(resolve, ms);
    });
    port1.start();
    port2.postMessage(null);
  });
}
