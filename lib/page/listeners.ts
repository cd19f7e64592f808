import { openShadow } from './dom.ts';
import { ASK, HANDOVER, HELLO, MARK, ROOT, UNMARK } from './main/handshake.ts';

/** Elements that a script of the page listens on. Keeps none of them alive. */
export interface Marked {
  /** 0 where there is none; else about how many. */
  readonly size: number;
  has: (el: Element) => boolean;
}

declare global {
  /** The isolated half of the listener marks, where it was put in before the page's scripts ran. All content scripts share one world. */
  var locusEars: Ears | undefined;
}

const NONE: Marked = { size: 0, has: () => false };

/** Elements that a script of the page listens on, as far as `freshMarks` was told; empty where the site is not listened to. */
export function listened(_document: Document): Marked {
  return globalThis.locusEars ?? NONE;
}

/** Asks what the page listens on now, and gives the elements for which that is another than at the last call. */
export function freshMarks(): readonly Element[] {
  return globalThis.locusEars?.ask() ?? [];
}

/** The other half is in lib/page/main/marks.ts. Goes into each document before its scripts run. */
export function startListening(): void {
  globalThis.locusEars ??= new Ears();
}

class Ears implements Marked {
  readonly #marked = new WeakSet<Element>();
  readonly #bus = document.createElement('i');
  readonly #name: string;
  #size = 0;
  #fresh: Element[] = [];

  constructor() {
    this.#name = `e${crypto.getRandomValues(new Uint32Array(3)).join('')}`;
    this.#bus.id = this.#name;
    for (const what of [MARK, UNMARK, ROOT]) {
      this.#bus.addEventListener(this.#name + what, (event) => {
        if (event instanceof FocusEvent) this.#hear(what, event.relatedTarget);
      });
    }
    const meet = () => {
      // Cancelled where the other half took it.
      const event = new FocusEvent(HANDOVER, { relatedTarget: this.#bus, cancelable: true });
      if (!window.dispatchEvent(event)) window.removeEventListener(HELLO, meet, true);
    };
    window.addEventListener(HELLO, meet, true);
    meet();
  }

  get size(): number {
    return this.#size;
  }

  has(el: Element): boolean {
    return this.#marked.has(el);
  }

  ask(): readonly Element[] {
    this.#bus.dispatchEvent(new Event(this.#name + ASK));
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  #hear(what: string, el: EventTarget | null): void {
    if (!(el instanceof Element)) return;
    if (what === ROOT) {
      const root = openShadow(el);
      for (const each of [MARK, UNMARK, ROOT]) {
        const hear = ({ target }: Event) => {
          this.#hear(each, target);
        };
        root?.addEventListener(this.#name + each, hear, true);
      }
      return;
    }
    if (what === MARK) this.#marked.add(el);
    else this.#marked.delete(el);
    this.#size = Math.max(1, this.#size + (what === MARK ? 1 : -1));
    this.#fresh.push(el);
  }
}
