import { type Action, type Deed, KEYS, type Outcome, type Problem, problem, type Undo } from '@/lib/contracts/index.ts';

import { Before } from './change.ts';
import { check, select } from './choose.ts';
import { click, focus } from './click.ts';
import { press } from './keys.ts';
import { type Link, linkAt, TabWatch } from './link.ts';
import { gone, ready } from './ready.ts';
import type { RefBook } from './refs.ts';
import { scroll } from './scroll.ts';
import { Watch } from './settle.ts';
import { toolDone } from './tools.ts';
import { typeInto } from './type.ts';
import { takeBack, undoOf } from './undo.ts';
import { wait } from './wait.ts';

/** What acts need to know of the document they are done in. */
export interface Scene {
  readonly document: Document;
  readonly refs: RefBook;
  /** Open shadow roots that the last snapshot met. */
  roots: readonly ShadowRoot[];
}

interface Act {
  promise: Promise<Outcome>;
  outcome?: Outcome;
}

const MOST_REMEMBERED = 500;

/** Does deeds, each act id at most once: asked again, also while it still goes on, it gives the first outcome. */
export class Hands {
  readonly #scene: Scene;
  readonly #acts = new Map<string, Act>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  perform(actId: string, deed: Action): Promise<Outcome> {
    return this.#once(actId, () => {
      const link = deed.do === 'click' ? linkAt(this.#scene.refs, deed.ref) : undefined;
      return this.#watched(() => (deed.do === 'call' ? toolDone(actId) : this.#do(deed)), {
        undo: undoFor(deed, this.#scene),
        link,
      });
    });
  }

  undo(actId: string, undo: Undo): Promise<Outcome> {
    return this.#once(`undo ${actId}`, () => this.#watched(() => takeBack(undo, this.#scene.refs), {}));
  }

  recall(actId: string): { seen: boolean; outcome?: Outcome } {
    const act = this.#acts.get(actId);
    return { seen: act !== undefined, ...(act?.outcome !== undefined && { outcome: act.outcome }) };
  }

  #once(id: string, run: () => Promise<Outcome>): Promise<Outcome> {
    const known = this.#acts.get(id);
    if (known !== undefined) return known.promise;
    const act: Act = { promise: run().then((outcome) => (act.outcome = outcome)) };
    this.#acts.set(id, act);
    const [oldest] = this.#acts.keys();
    if (this.#acts.size > MOST_REMEMBERED && oldest !== undefined) this.#acts.delete(oldest);
    return act.promise;
  }

  async #watched(
    work: () => Promise<Problem | undefined>,
    { undo, link }: { undo?: Undo | undefined; link?: Link | undefined },
  ): Promise<Outcome> {
    const start = performance.now();
    const ms = () => Math.round(performance.now() - start);
    const { document, refs, roots } = this.#scene;
    using watch = new Watch(document, roots, { departs: link?.departs !== false });
    using tab = new TabWatch(document, link);
    const before = new Before(document, refs, roots);
    try {
      const failed = await Promise.race([work(), watch.left()]);
      if (failed !== undefined) return { status: 'failed', problem: failed, ms: ms() };
    } catch (error) {
      const detail = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
      return { status: 'failed', problem: problem('internal', { detail }), ms: ms() };
    }
    const acted = performance.now();
    await watch.settle();
    const change = before.compare(watch, performance.now() - acted);
    if (tab.wanted !== undefined) change.newTab = tab.wanted;
    return { status: 'ok', change, ...(undo !== undefined && { undo }), ms: ms() };
  }

  async #do(deed: Action): Promise<Problem | undefined> {
    const { document, refs, roots } = this.#scene;
    switch (deed.do) {
      case 'click':
      case 'type':
      case 'select':
      case 'check':
        return this.#touch(deed);
      case 'press':
        return this.#press(deed);
      case 'scroll': {
        const el = deed.ref === undefined ? undefined : refs.find(deed.ref);
        if (deed.ref !== undefined && el === undefined) return gone(deed.ref);
        if (deed.to === 'left' || deed.to === 'right' || deed.to === 'view') return undefined;
        scroll(document, deed.to, el);
        return undefined;
      }
      case 'wait':
        return wait(deed.for, { document, refs, roots });
      default:
        return problem('internal', { detail: `${deed.do} is not done by the page` });
    }
  }

  async #touch(deed: Extract<Deed, { do: 'click' | 'type' | 'select' | 'check' }>): Promise<Problem | undefined> {
    const { refs } = this.#scene;
    const found = await ready(refs, deed.ref, { typing: deed.do === 'type' });
    if (!found.ok) return found.problem;
    const target = found.value;
    switch (deed.do) {
      case 'click':
        if (target.el instanceof HTMLInputElement && target.el.type === 'file') {
          return problem('element.wrong_kind', {
            params: { ref: deed.ref },
            detail: 'only a person can choose a file',
          });
        }
        click(target);
        return undefined;
      case 'type':
        return typeInto(target, deed.text, deed.ref);
      case 'select':
        return select(target, deed.option, deed.ref);
      case 'check':
        return check(target, deed.on, deed.ref);
    }
  }

  async #press({ key, ref }: Extract<Deed, { do: 'press' }>): Promise<Problem | undefined> {
    const { document, refs } = this.#scene;
    if (ref !== undefined) {
      const found = await ready(refs, ref, { typing: true });
      if (!found.ok) return found.problem;
      focus(found.value.el);
    }
    const named = KEYS.find((each) => each === key);
    if (named !== undefined) press(document, named);
    return undefined;
  }
}

function undoFor(deed: Action, { document, refs }: Scene): Undo | undefined {
  return deed.do === 'answer' ? undefined : undoOf(deed, document, refs);
}
