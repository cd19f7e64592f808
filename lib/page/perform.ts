import { type Change, type Outcome, type PageDeed, type Problem, problem, type Undo } from '@/lib/contracts/index.ts';

import { Before } from './change.ts';
import { copyFrom, markText } from './clipboard.ts';
import { press } from './keys.ts';
import { type Link, linkAt, LinkWatch } from './link.ts';
import { outline } from './outline.ts';
import { focus } from './pointer.ts';
import { anywhere, gone, ready, type Target, wrongKind } from './ready.ts';
import type { RefBook } from './refs.ts';
import { scroll } from './scroll.ts';
import { isSecret } from './secret.ts';
import { Watch } from './settle.ts';
import { toolDone } from './tools.ts';
import { isTouch, type Touch, touch } from './touch.ts';
import { typeInto } from './type.ts';
import { takeBack, undoOf } from './undo.ts';
import type { GivenBytes } from './upload.ts';
import { wait } from './wait.ts';

/** What acts need to know of the document they are done in. */
export interface Scene {
  readonly document: Document;
  readonly refs: RefBook;
  /** Open shadow roots that the last look met. */
  readonly roots: readonly ShadowRoot[];
}

/** What comes with an act. */
interface Extras {
  file?: GivenBytes | undefined;
  outline?: boolean | undefined;
}

/** Asks the background for the secret that goes with an act; it knows by the browser who asks. Anything but a text: there is none. */
export type AskSecret = (actId: string) => Promise<unknown>;

interface Given {
  actId: string;
  file: GivenBytes | undefined;
  outline: boolean;
  /** Filled by the act: what it copied. */
  copied: string | undefined;
}

interface Act {
  promise: Promise<Outcome>;
  outcome?: Outcome;
}

const MOST_REMEMBERED = 500;
/** What lies over such a field may be a part of it. */
const TYPING = new Set<PageDeed['do']>(['type', 'set', 'paste', 'submit', 'give']);

/** Does deeds, each act id at most once: asked again, also while it still goes on, it gives the first outcome. */
export class Hands {
  readonly #scene: Scene;
  readonly #acts = new Map<string, Act>();
  readonly #ask: AskSecret;

  constructor(scene: Scene, ask: AskSecret) {
    this.#scene = scene;
    this.#ask = ask;
  }

  perform(actId: string, deed: PageDeed, { file, outline: outlined = false }: Extras = {}): Promise<Outcome> {
    return this.#once(actId, () => {
      const given: Given = { actId, file, outline: outlined, copied: undefined };
      const link = deed.do === 'click' ? linkAt(this.#scene.refs, deed.ref) : undefined;
      return this.#watched(() => (deed.do === 'call' ? toolDone(actId) : this.#do(deed, given)), {
        undo: undoOf(deed, this.#scene.document, this.#scene.refs),
        link,
        given,
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
    { undo, link, given }: { undo?: Undo | undefined; link?: Link | undefined; given?: Given },
  ): Promise<Outcome> {
    const start = performance.now();
    const ms = () => Math.round(performance.now() - start);
    const { document, refs, roots } = this.#scene;
    using watch = new Watch(document, roots, { departs: link?.departs !== false });
    using followed = new LinkWatch(link);
    const before = new Before(document, refs, roots);
    try {
      const failed = await Promise.race([work(), watch.left()]);
      if (failed !== undefined) return { status: 'failed', problem: failed, ms: ms() };
    } catch (error) {
      return { status: 'failed', problem: problem('internal', { detail: String(error).slice(0, 200) }), ms: ms() };
    }
    const acted = performance.now();
    await watch.settle();
    const change = before.compare(watch, performance.now() - acted);
    if (link !== undefined) addLink(change, link, followed.passed);
    const copied = given?.copied;
    return {
      status: 'ok',
      change,
      ...(undo !== undefined && { undo }),
      ...(copied !== undefined && { copied }),
      ms: ms(),
    };
  }

  async #do(deed: PageDeed, given: Given): Promise<Problem | undefined> {
    const { document, refs, roots } = this.#scene;
    if (isTouch(deed)) return this.#touch(deed, given);
    if (deed.do === 'press') return this.#press(deed);
    if (deed.do === 'wait') return wait(deed.for, { document, refs, roots });
    if (deed.do === 'call') return undefined;
    const el = deed.ref === undefined ? undefined : refs.find(deed.ref);
    if (deed.ref !== undefined && el === undefined) return gone(deed.ref);
    if (deed.do === 'scroll') scroll(document, deed.to, el);
    else if (el !== undefined) return deed.do === 'mark' ? markText(el, deed.text) : this.#copy(el, deed.ref, given);
    return undefined;
  }

  #copy(el: Element, ref: string, given: Given): Problem | undefined {
    const text = copyFrom(el);
    if (text === undefined) return wrongKind(ref, 'a secret is never copied');
    given.copied = text;
    return undefined;
  } // prettier-ignore

  async #touch(deed: Touch, given: Given): Promise<Problem | undefined> {
    const { refs } = this.#scene;
    const typing = TYPING.has(deed.do);
    const found = deed.do === 'upload' ? anywhere(refs, deed.ref) : await ready(refs, deed.ref, { typing });
    if (!found.ok) return found.problem;
    if (given.outline) outline(found.value.through);
    if (deed.do === 'give') return this.#give(found.value, deed.ref, given.actId);
    return touch(found.value, deed, { refs, file: given.file });
  }

  /** The value comes last, and to this document alone. */
  async #give(target: Target, ref: string, actId: string): Promise<Problem | undefined> {
    if (!isSecret(target.el)) return wrongKind(ref, 'takes no secret');
    const text = await this.#ask(actId);
    return typeof text === 'string' ? typeInto(target, { text, ref }) : problem('secret.gone');
  }

  async #press({ key, ref, with: held }: Extract<PageDeed, { do: 'press' }>): Promise<Problem | undefined> {
    const { document, refs } = this.#scene;
    if (ref !== undefined) {
      const found = await ready(refs, ref, { typing: true });
      if (!found.ok) return found.problem;
      focus(found.value.el);
    }
    press(document, key, held);
    return undefined;
  }
}

/** Where the link led: to another tab, to a file, or to a document or file of which nobody here can tell the one from the other. */
function addLink(change: Change, { newTab, saved, file }: Link, passed: boolean): void {
  if (passed && newTab !== undefined) change.newTab = newTab;
  else if (change.navigated === true || (passed && saved)) change.download = file;
}
