import { carriers, jqueryOf, keepsHandlers, matchesOf, WORTH } from './frameworks.ts';
import { ASK, HANDOVER, HELLO, MARK, ROOT, UNMARK } from './handshake.ts';
import {
  accept,
  apply,
  connected,
  defineProperty,
  descriptorOf,
  hasElements,
  hear,
  hideStandIns,
  hostOf,
  isFunction,
  isWhole,
  own,
  relatedOf,
  rootOf,
  say,
  standIn,
} from './natives.ts';

/** A listener's type and function, by turns. Of many types: the element listens for all that is in it. */
type Entry = unknown[] | 'root';

const MOST_LISTENERS = 24;
/** News that nobody asks for is looked through for what is gone each time it has doubled. */
const FIRST_SWEEP = 4096;
/** Stands for the function where a handler is set as a property: there is one of each type. */
const PROPERTY = {};

const Ref = WeakRef;
const { deref } = WeakRef.prototype; // oxlint-disable-line typescript/unbound-method -- called with a receiver
const { Event: AnEvent, FocusEvent: Pointing } = window;

/**
 * Notes which elements the page listens on, from before its first script on. It tells when the isolated half asks and does next to
 * nothing in between. What it keeps does not keep elements alive.
 */
class Marks {
  readonly #entries = own(new WeakMap<Element, Entry>());
  readonly #told = own(new WeakSet<Element>());
  readonly #roots = own(new WeakSet<ShadowRoot>());
  #news: WeakRef<Element>[] = [];
  #sweepAt = FIRST_SWEEP;
  /** Elements with which jQuery listens for others; the document is looked at each time. */
  #delegating: WeakRef<Element>[] = [];
  #react = false;
  #bus: Element | undefined;
  #name = '';

  /** False where it has its other half already. */
  connect(bus: Element): boolean {
    if (this.#bus !== undefined) return false;
    this.#bus = bus;
    this.#name = bus.id;
    hear(bus, this.#name + ASK, () => {
      this.#answer();
    });
    return true;
  }

  added(self: unknown, type: unknown, listener: unknown): void {
    if (typeof type !== 'string' || !(self instanceof Element) || listener === null || listener === undefined) return;
    const worth = WORTH[type];
    if (worth === undefined) return;
    const entry = this.#entries.get(self);
    if (entry === 'root') return;
    if (entry === undefined) {
      this.#entries.set(self, [type, listener]);
      this.#note(self);
      return;
    }
    let best = 0;
    for (let i = 0; i < entry.length; i += 2) {
      if (entry[i] === type && entry[i + 1] === listener) return;
      best = Math.max(best, WORTH[String(entry[i])] ?? 0);
    }
    entry[entry.length] = type;
    entry[entry.length] = listener;
    if (entry.length > 2 * MOST_LISTENERS) {
      if (isRoot(entry)) {
        this.#entries.set(self, 'root');
        this.#react = true;
        this.#note(self);
        return;
      }
      // Listeners that go without being removed (`once`) would pile up here.
      for (let i = 2; i < entry.length; i++) entry[i - 2] = entry[i];
      entry.length -= 2;
    }
    if (worth > best) this.#note(self);
  }

  removed(self: unknown, type: unknown, listener: unknown): void {
    const entry = self instanceof Element ? this.#entries.get(self) : undefined;
    if (!(self instanceof Element) || entry === undefined || entry === 'root') return;
    let kept = 0;
    for (let i = 0; i < entry.length; i += 2) {
      if (entry[i] === type && entry[i + 1] === listener) continue;
      entry[kept] = entry[i];
      entry[kept + 1] = entry[i + 1];
      kept += 2;
    }
    if (kept === entry.length) return;
    entry.length = kept;
    if (kept > 0) return;
    this.#entries.delete(self);
    this.#note(self);
  }

  #note(el: Element): void {
    const news = this.#news;
    news[news.length] = new Ref(el);
    if (news.length < this.#sweepAt) return;
    const kept: WeakRef<Element>[] = [];
    for (let i = 0; i < news.length; i++) {
      const ref = news[i];
      if (ref !== undefined && apply(deref, ref, []) !== undefined) kept[kept.length] = ref;
    }
    this.#news = kept;
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * kept.length);
  }

  #answer(): void {
    const news = this.#news;
    this.#news = [];
    for (let i = 0; i < news.length; i++) {
      const ref = news[i];
      const el: Element | undefined = ref === undefined ? undefined : apply(deref, ref, []);
      if (ref === undefined || el === undefined) continue;
      const entry = this.#entries.get(el);
      if (entry === undefined || entry === 'root') this.#untell(el);
      else if (connected(el)) this.#judge(el, entry, ref);
      else this.#news[this.#news.length] = ref;
    }
    this.#delegates();
    if (this.#react || keepsHandlers()) {
      carriers(this.#react, (el, worth) => {
        this.#tell(el, worth);
      });
    }
  }

  #judge(el: Element, entry: readonly unknown[], ref: WeakRef<Element>): void {
    let worth: 0 | 1 | 2 = 0;
    for (let i = 0; i < entry.length; i += 2) if (WORTH[String(entry[i])] === 2) worth = 2;
    const jquery = jqueryOf(el);
    if (jquery !== undefined && jquery.selectors.length > 0) {
      this.#delegating[this.#delegating.length] = ref;
      if (!jquery.direct) return;
    }
    this.#tell(el, worth === 2 ? 2 : 1);
  }

  #delegates(): void {
    const tell = (el: Element) => {
      this.#tell(el, 2);
    };
    const ofDocument = jqueryOf(document);
    if (ofDocument !== undefined) matchesOf(document, ofDocument.selectors, tell);
    for (let i = 0; i < this.#delegating.length; i++) {
      const ref = this.#delegating[i];
      const root: Element | undefined = ref === undefined ? undefined : apply(deref, ref, []);
      const jquery = root === undefined || !connected(root) ? undefined : jqueryOf(root);
      if (root !== undefined && jquery !== undefined) matchesOf(root, jquery.selectors, tell);
    }
  }

  #tell(el: Element, worth: 1 | 2): void {
    if (this.#told.has(el) || (worth === 1 && hasElements(el)) || isWhole(el)) return;
    this.#told.add(el);
    this.#say(MARK, el);
  }

  #untell(el: Element): void {
    if (this.#told.delete(el)) this.#say(UNMARK, el);
  }

  /** In a shadow root the event is dispatched there, where the isolated half listens too: from outside one sees the host only. */
  #say(what: string, el: Element): void {
    const root = rootOf(el);
    const type = this.#name + what;
    if (root instanceof ShadowRoot) {
      if (!this.#roots.has(root)) {
        this.#roots.add(root);
        const host = hostOf(root);
        if (host instanceof Element) this.#say(ROOT, host);
      }
      say(el, new AnEvent(type));
    } else if (this.#bus !== undefined) say(this.#bus, new Pointing(type, { relatedTarget: el }));
  }
}

const MANY_TYPES = 8;

function isRoot(entry: readonly unknown[]): boolean {
  let types = 0;
  for (let i = 0; i < entry.length; i += 2) {
    let first = true;
    for (let j = 0; j < i; j += 2) if (entry[j] === entry[i]) first = false;
    if (first) types += 1;
  }
  return types >= MANY_TYPES;
}

/** Runs in the page's own world, before the page's scripts. */
export function installMarks(): void {
  const marks = new Marks();
  hear(window, HANDOVER, (event) => {
    const bus = relatedOf(event);
    if (bus instanceof Element && marks.connect(bus)) accept(event);
  });
  say(window, new AnEvent(HELLO));
  const owner = EventTarget.prototype;
  replace(owner, 'addEventListener', 'value', (self, args) => {
    marks.added(self, args[0], args[1]);
  });
  replace(owner, 'removeEventListener', 'value', (self, args) => {
    marks.removed(self, args[0], args[1]);
  });
  for (const type of Object.keys(WORTH)) {
    const set = (self: unknown, args: readonly unknown[]) => {
      const value = args[0];
      marks.removed(self, type, PROPERTY);
      if (typeof value === 'function' || (typeof value === 'object' && value !== null))
        marks.added(self, type, PROPERTY);
    };
    for (const { prototype } of [HTMLElement, SVGElement]) replace(prototype, `on${type}`, 'set', set);
  }
  hideStandIns();
}

function replace(
  owner: object,
  key: string,
  part: 'value' | 'set',
  after: (self: unknown, args: readonly unknown[]) => void,
): void {
  const found = descriptorOf(owner, key);
  const native: unknown = found?.[part];
  if (isFunction(native)) defineProperty(owner, key, { ...found, [part]: standIn(native, after) });
}
