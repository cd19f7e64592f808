import * as v from 'valibot';

import {
  type Change,
  type Deed,
  type Focus,
  FrameSnapshot,
  Outcome,
  type PageSnapshot,
  type Verdict,
} from '../../../lib/contracts/index.ts';
import '../../../scripts/lib/alias.ts';
import type { Chrome, Tab } from '../../bench/page/tab.ts';
import { tokens } from '../../bench/page/tokens.ts';
import { readView, type Seen } from './view.ts';

const { renderView } = await import('../../../lib/loop/index.ts');
const { relevance, taskWords } = await import('../../../lib/rules/index.ts');
const { verdictOn } = await import('./asking.ts');
const { joinFrames } = await import('../../../lib/tabs/join.ts');

const BUDGET = 1200;
/** Elements and texts that one part holds, as the loop asks for it. */
const PART = 75;

const Answer = v.object({ ok: v.boolean(), value: v.optional(v.unknown()), problem: v.optional(v.unknown()) });
const State = v.object({ done: v.boolean(), raw: v.number(), reason: v.optional(v.nullable(v.string())) });

/** The episode has ended: nothing that a solver does after it counts. */
export class Over extends Error {}
/** An act failed. */
export class Refused extends Error {}

export interface Step {
  /** What was done, with its ref taken out of the count where it names none. */
  do: Deed['do'];
  /** Was the element in the view that was there before any look, find or more? */
  found: 'view' | 'glance' | 'unseen' | 'none';
  /** What policy would say of it. */
  verdict?: Verdict;
}

export interface Scripts {
  /** lib/page, for an isolated world. */
  room: string;
  /** Both halves of what notes the page's listeners, before its own scripts run: as on a site that Locus may always work on. */
  listen: { isolated: string; main: string };
}

/** One episode of a task: what a solver sees and does, and what comes of it. */
export class Episode {
  readonly utterance: string;
  readonly steps: Step[] = [];
  /** Most tokens of a view. */
  tokens = 0;
  readonly #tab: Tab;
  readonly #say: (text: string) => void;
  #plain = new Set<string>();
  #shown = new Set<string>();
  #acts = 0;
  #page: PageSnapshot | undefined;

  private constructor(tab: Tab, { utterance, say }: { utterance: string; say: (text: string) => void }) {
    this.#tab = tab;
    this.#say = say;
    this.utterance = utterance;
  }

  static async begin(
    chrome: Chrome,
    {
      url,
      seed,
      scripts,
      query,
      say,
    }: { url: string; seed: string; scripts: Scripts; query: boolean; say: (text: string) => void },
  ): Promise<Episode> {
    const tab = await chrome.tab('about:blank');
    const begin = (source: string) => ({ source, ...(source === scripts.listen.isolated && { worldName: 'locus' }) });
    await tab.session.send('Page.enable');
    await tab.session.send('Page.addScriptToEvaluateOnNewDocument', begin(scripts.listen.isolated));
    await tab.session.send('Page.addScriptToEvaluateOnNewDocument', begin(scripts.listen.main));
    await tab.page.goto(url);
    await tab.settle();
    // Some tasks draw by where their line stands: it keeps its room.
    const css = `#reward-display,#click-canvas,#sync-task-cover{display:none!important}${query ? '' : '#query{visibility:hidden}'}`;
    // After load: many tasks set a limit of their own while they load.
    await tab.enter(scripts.room);
    const utterance = await tab.evaluate(`(async () => {
      document.head.appendChild(document.createElement('style')).textContent = '${css}';
      core.EPISODE_MAX_TIME = 1_000_000;
      Math.seedrandom(${JSON.stringify(seed)});
      core.startEpisodeReal();
      for (let i = 0; i < 100 && !WOB_TASK_READY; i++) await new Promise((done) => setTimeout(done, 20));
      const told = core.getUtterance();
      return typeof told === 'string' ? told : told.utterance;
    })()`);
    // Pictures that the start has put in are there a moment later.
    await tab.page.waitForTimeout(250);
    return new Episode(tab, { utterance: v.parse(v.string(), utterance), say });
  }

  async close(): Promise<void> {
    await this.#tab.close();
  }

  async state(): Promise<v.InferOutput<typeof State>> {
    const state = '({ done: WOB_DONE_GLOBAL, raw: WOB_RAW_REWARD_GLOBAL, reason: WOB_REWARD_REASON })';
    return v.parse(State, await this.#tab.evaluate(state));
  }

  /** The view of the page; with a focus, what a look, find or more shows. */
  async look(focus?: Focus): Promise<Seen> {
    const words = taskWords(this.utterance);
    const ask = { words, ...(focus !== undefined && { focus, size: PART }) };
    const page = await this.#snapshot(ask);
    this.#page = page;
    const scores = relevance(this.utterance, page);
    const sequential = focus !== undefined && focus.on !== 'words';
    const view = renderView(page, () => scores, { budget: BUDGET, count: tokens, words, handful: false, sequential });
    const spent = tokens(view.text);
    if (spent > BUDGET) throw new Error(`a view of ${spent} tokens`);
    this.tokens = Math.max(this.tokens, spent);
    this.#say(`${focus === undefined ? '' : `${JSON.stringify(focus)}\n`}${view.text}\n(${spent} tokens)`);
    const seen = readView(view.text);
    const refs = new Set([...seen.items.map(({ ref }) => ref), ...regionRefs(view.text)]);
    if (focus === undefined) this.#plain = refs;
    this.#shown = new Set([...refs, ...(focus === undefined ? [] : this.#shown)]);
    return seen;
  }

  /** Does it, then looks again. Throws where it fails, and where the episode has ended. */
  async act(deed: Deed): Promise<Seen> {
    await this.actOnly(deed);
    return this.look();
  }

  /** Does it without a look at the page after it: for a plan of acts whose elements are known. */
  async actOnly(deed: Deed): Promise<Change | undefined> {
    this.#count(deed);
    const request = { type: 'page.perform', actId: `act ${this.#acts++}`, deed, dialogs: 'accept' };
    const outcome = v.parse(Outcome, await this.#ask(request));
    this.#say(
      `> ${JSON.stringify(deed)}: ${outcome.status}${outcome.problem === undefined ? '' : ` ${JSON.stringify(outcome.problem)}`}`,
    );
    if ((await this.state()).done) throw new Over();
    if (outcome.status !== 'ok') throw new Refused(`${JSON.stringify(deed)}: ${JSON.stringify(outcome.problem)}`);
    return outcome.change;
  }

  /** An act that may fail, where the solver will look what came of it. */
  async tryTo(deed: Deed): Promise<void> {
    await this.actOnly(deed).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  }

  /** A step that a solver wanted and could not do: what it needs was nowhere. */
  missed(what: Deed['do']): void {
    this.steps.push({ do: what, found: 'unseen' });
  }

  #count(deed: Deed): void {
    const ref = 'ref' in deed ? deed.ref : undefined;
    const seen = () => (this.#plain.has(ref ?? '') ? 'view' : this.#shown.has(ref ?? '') ? 'glance' : 'unseen');
    const verdict = this.#page === undefined ? undefined : verdictOn(this.utterance, deed, this.#page);
    this.steps.push({ do: deed.do, found: ref === undefined ? 'none' : seen(), ...(verdict !== undefined && { verdict }) }); // prettier-ignore
  }

  async #snapshot(ask: object): Promise<PageSnapshot> {
    const part = v.parse(FrameSnapshot, await this.#ask({ type: 'page.snapshot', prefix: '', ask }));
    const top = { frame: { frameId: 0, key: '' }, snapshot: part };
    return joinFrames([top], top, { tabId: 1, at: 0, silent: 0 });
  }

  async #ask(request: object): Promise<unknown> {
    const [world = 0] = this.#tab.worlds;
    const answer = v.parse(Answer, await this.#tab.evaluate(`locusRoom.answer(${JSON.stringify(request)})`, world));
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    return answer.value;
  }
}

function regionRefs(text: string): string[] {
  return [...text.matchAll(/^ *\[[^\n]* ((?:f\d+)?e\d+): \d+ rows\]$/gmu)].map(([, ref = '']) => ref);
}
