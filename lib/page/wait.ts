import { type Action, type Problem, problem } from '@/lib/contracts/index.ts';
import { delay, foldLine as fold } from '@/lib/shared/index.ts';

import { bodyOf, innerTextOf, shown } from './dom.ts';
import { nameOf } from './name.ts';
import type { RefBook } from './refs.ts';
import { widgetsIn } from './widgets.ts';

type Waiting = Extract<Action, { do: 'wait' }>['for'];
const LIMIT_MS = 10_000;
const POLL_MS = 200;
/** No request and no change for so long is quiet. */
const QUIET_MS = 500;

interface Seen {
  document: Document;
  refs: RefBook;
  roots: Iterable<ShadowRoot>;
}

/** Waits for a text, an element, an address, quiet, something to go, or some time; `action.timeout` after ten seconds. */
export async function wait(what: Waiting, seen: Seen, limitMs: number = LIMIT_MS): Promise<Problem | undefined> {
  if (what.what === 'time') {
    await delay(what.ms);
    return undefined;
  }
  using quiet = what.what === 'quiet' ? new Quiet(seen.document) : undefined;
  const end = performance.now() + limitMs;
  while (!(quiet?.holds() ?? holds(what, seen))) {
    if (performance.now() >= end) return problem('action.timeout', { params: { ms: limitMs } });
    await delay(POLL_MS);
  }
  return undefined;
}

/** Hears changes of the page and ends of requests. A request that is still under way is not seen until it ends: nobody is told of it. */
class Quiet implements Disposable {
  #last = performance.now();
  readonly #changes: MutationObserver;
  readonly #requests: PerformanceObserver;

  constructor(document: Document) {
    const hear = () => {
      this.#last = performance.now();
    };
    this.#changes = new MutationObserver(hear);
    this.#changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    this.#requests = new PerformanceObserver(hear);
    this.#requests.observe({ entryTypes: ['resource'] });
  }

  holds(): boolean {
    return performance.now() - this.#last >= QUIET_MS && document.readyState === 'complete';
  }

  [Symbol.dispose](): void {
    this.#changes.disconnect();
    this.#requests.disconnect();
  }
}

function holds(what: Waiting, { document, refs, roots }: Seen): boolean {
  switch (what.what) {
    case 'gone': {
      const el = refs.find(what.ref);
      return el === undefined || !shown(el);
    }
    case 'url':
      return document.URL.includes(what.text);
    case 'element': {
      const { found } = widgetsIn(document);
      const wanted = fold(what.name);
      return found.some(
        ({ el, role }) => (what.role === undefined || role === what.role) && shown(el) && fold(nameOf(el, role)) === wanted,
      ); // prettier-ignore
    }
    case 'text':
      return saysText(document, roots, fold(what.text));
    case 'quiet':
    case 'time':
      return true;
  }
}

function saysText(document: Document, roots: Iterable<ShadowRoot>, wanted: string): boolean {
  if (wanted === '') return true;
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const body = bodyOf(document) ?? null;
  if (body instanceof HTMLElement && fold(innerTextOf(body)).includes(wanted)) return true;
  for (const root of roots) {
    for (const el of root.children)
      if (el instanceof HTMLElement && fold(innerTextOf(el)).includes(wanted)) return true;
  }
  return false;
}
