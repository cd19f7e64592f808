import * as v from 'valibot';

import { NO_CHANGE, NOTHING_SEEN } from '@/lib/contracts/index.ts';
import type {
  Change,
  Draft,
  EngineEvent,
  EngineProfile,
  EngineRequest,
  Gave,
  JournalRecord,
  Outcome,
  OwnTool,
  PageElement,
  PageSnapshot,
  PageTable,
  Problem,
  Run,
  Standing,
  TapePart,
  Task,
  ToolAsks,
} from '@/lib/contracts/index.ts';
import { NO_USAGE, problem, TapeItem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { fakeRules } from './fake-rules.ts';
import { runLoop } from './loop.ts';
import type { Act, Grammar, Journal, Ports, Recipes, RuleDecision } from './ports.ts';

/** The world of the loop's tests: a page of buttons that counts what is done to it, a journal in memory, an engine with a script. */
export const MODEL: EngineProfile = {
  kind: 'scripted',
  model: 'script',
  placement: 'local',
  contextTokens: 2000,
  viewTokens: 800,
  textTokens: 800,
  answerTokens: 200,
  grammar: 'none',
};
export const RULES_ONLY: EngineProfile = { ...MODEL, kind: 'rules', model: '' };

export const NO_RECIPES: Recipes = {
  fitting: async () => undefined,
  next: () => undefined,
  sketch: () => undefined,
  sought: () => undefined,
};

export function button(ref: string, name: string): PageElement {
  return { ref, at: 0, block: 0, kind: 'press', role: 'button', name, states: [] };
}

/** A page whose document counts each act and answers the same id once, as the content script does. */
export class FakeSite {
  url = 'https://shop.example/';
  documentKey = 'doc-1';
  elements: PageElement[] = [button('e1', 'One'), button('e2', 'Two')];
  article = 'A baker bakes bread.\n\nThe bread is sold.';
  notices: string[] = [];
  problem: Problem | undefined;
  /** Every act that took effect, in order. */
  effects: string[] = [];
  /** Words that the user had said yes to, by act. */
  agreed: (readonly string[])[] = [];
  outcome: () => Outcome = () => ({ status: 'ok', change: changed('Two'), ms: 1 });
  #seen = new Map<string, Promise<Outcome>>();
  /** Called in the middle of an act, after its effect and before anybody hears of it. */
  afterEffect: () => void = () => undefined;

  /** A navigation: the old document and what it remembered are gone. */
  navigate(url: string): void {
    this.url = url;
    this.documentKey = `doc-${url}`;
    this.#seen.clear();
  }

  snapshot(): PageSnapshot {
    return {
      ...NOTHING_SEEN,
      url: this.url,
      origin: new URL(this.url).origin,
      title: 'Shop',
      lang: 'en',
      documentKey: this.documentKey,
      elements: this.elements,
      elementTotal: this.elements.length,
      notices: this.notices,
      scroll: { y: 0, height: 600, page: 600 },
      textLength: 40,
      tabId: 1,
      at: 0,
      frames: [{ key: '', frameId: 0, origin: new URL(this.url).origin, documentKey: this.documentKey }],
      closedFrames: [],
    };
  }

  perform({ actId, deed, agreed }: Act): Promise<Outcome> {
    const known = this.#seen.get(actId);
    if (known !== undefined) return known;
    this.effects.push(JSON.stringify(deed));
    this.agreed.push(agreed);
    const outcome = Promise.resolve(this.outcome());
    this.#seen.set(actId, outcome);
    this.afterEffect();
    return outcome;
  }

  recall(documentKey: string, actId: string) {
    return documentKey === this.documentKey ? this.#seen.get(actId) : undefined;
  }
}

function changed(name: string): Change {
  return { ...NO_CHANGE, changed: [{ ref: 'e1', name, what: 'pressed' }], settledMs: 1 };
}

export interface Script {
  site: FakeSite;
  journal: FakeJournal;
  /** What rules say, by the number of the iteration, from 1. */
  rules?: (iteration: number) => RuleDecision | undefined;
  replies?: string[];
  mode?: 'answer' | 'act';
  verdict?: 'yes' | 'ask' | 'no';
  recipes?: Recipes;
  /** Where the run finds itself, as policy says. */
  landed?: (iteration: number) => { from: string; to: string } | undefined;
  /** Tools in the sandbox, what a call of one (or of code) gives, and the tables of the page. */
  kit?: OwnTool[];
  call?: (tool: string, input: unknown) => Result<Gave, Problem>;
  tables?: PageTable[];
  /** What the user has granted to tools. */
  grants?: Standing[];
  /** Why nothing may go to the engine. */
  kept?: Problem;
  predict?: (request: EngineRequest, signal: AbortSignal) => AsyncIterable<EngineEvent>;
}

export class FakeJournal implements Journal {
  records: JournalRecord[] = [];
  tape: TapePart[] = [];
  /** Throws instead of writing, once, before (`lost`) or after (`kept`) the record is durable: the moment that a worker is killed. */
  killAt: { count: number; when: 'lost' | 'kept' } | undefined;
  #waiters: (() => void)[] = [];

  async append(draft: Draft): Promise<JournalRecord | undefined> {
    return (await this.appendAll([draft]))[0];
  }

  async appendAll(given: readonly Draft[]): Promise<JournalRecord[]> {
    const drafts = given.map(({ runId, iteration, at, entry }) => ({ runId, iteration, at, entry }));
    await Promise.resolve();
    if (this.records.some(({ entry }) => entry.kind === 'end')) return [];
    const before = this.records.length;
    const killed = (when: 'lost' | 'kept') =>
      this.killAt?.when === when && this.killAt.count >= before && this.killAt.count < before + drafts.length;
    if (killed('lost')) this.kill();
    const records = drafts.map((draft, i) => ({ ...structuredClone(draft), seq: before + i }));
    this.records.push(...records);
    const tape = given[0]?.tape;
    if (tape !== undefined) {
      this.tape.push({ seq: before, records: records.length, items: v.parse(v.array(TapeItem), JSON.parse(tape)) });
    }
    for (const wake of this.#waiters.splice(0)) wake();
    if (killed('kept')) this.kill();
    return records;
  }

  private kill(): never {
    this.killAt = undefined;
    throw new Error('killed');
  }

  async read(_runId: string, from = 0): Promise<JournalRecord[]> {
    await Promise.resolve();
    return structuredClone(this.records.filter(({ seq }) => seq >= from));
  }

  written(seq: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.records.length > seq) resolve();
      else this.#waiters.push(resolve);
    });
  }

  kinds(): string[] {
    return this.records.map(({ entry }) => entry.kind);
  }
}

export async function begin(journal: FakeJournal, engine: EngineProfile, task: Task): Promise<void> {
  const signal = { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task } as const;
  await journal.append({ runId: 'r', iteration: 0, at: 0, entry: { kind: 'signal', engine, seed: 7, signal } });
}

/** The grammar's place is taken by plain JSON: what it allows is tested in its own room. */
const grammar: Grammar = {
  build: () => ({ ebnf: '', gbnf: '', jsonSchema: '{}' }),
  parse: (text, { refs }) => {
    const match = /^\{"do":"(click|answer)","(?:ref|text)":"([^"]*)"\}$/u.exec(text);
    if (match?.[1] === 'answer') return { do: 'answer', text: match[2] ?? '' };
    return match?.[2] !== undefined && refs.includes(match[2]) ? { do: 'click', ref: match[2] } : undefined;
  },
};

function askedBy(tool: OwnTool | undefined): ToolAsks | undefined {
  if (tool?.capabilities === undefined) return undefined;
  return { title: tool.title, sha256: tool.sha256 ?? '', asks: tool.capabilities, from: [], to: [] };
}

const noCall = () => failure(problem('sandbox.no_tool'));

export function portsFor(script: Script): Ports {
  const { site, journal } = script;
  let time = 0;
  return {
    senses: {
      observe: async () => (site.problem === undefined ? success(site.snapshot()) : failure(site.problem)),
      article: async () =>
        success({
          title: 'Shop',
          url: site.url,
          origin: 'https://shop.example',
          lang: 'en',
          markdown: site.article,
          documentKey: site.documentKey,
          blocks: [],
          cut: false,
          from: 'article',
        }),
      selection: async () => failure(problem('page.no_selection')),
      tools: async () => [],
      tables: async () => script.tables ?? [],
    },
    kit: {
      list: async () => script.kit ?? [],
      grants: async () => [...(script.grants ?? [])],
      call: async (tool, input) => (script.call ?? noCall)(tool, input),
      run: async ({ language, code }, input) => (script.call ?? noCall)(`${language}: ${code}`, input),
    },
    hands: {
      perform: (_where, act) => site.perform(act),
      recall: async ({ documentKey }, actId) => {
        if (documentKey !== site.documentKey) return undefined;
        const outcome = await site.recall(documentKey, actId);
        return { seen: outcome !== undefined, frameId: 0, ...(outcome !== undefined && { outcome }) };
      },
    },
    journal,
    recall: { earlier: async () => [] },
    rules: fakeRules(script),
    recipes: script.recipes ?? NO_RECIPES,
    policy: {
      judge: () => ({ allow: script.verdict ?? 'yes', rule: 'test', reversibility: 'final' }),
      asks: ({ tool }) => askedBy(tool),
      carries: () => ({ reads: [], carries: [] }),
      landed: (_where, iteration) => script.landed?.(iteration),
      mayLeave: () => script.kept,
    },
    grammar,
    engine: (profile) => ({
      profile,
      countTokens: (text) => Math.ceil(text.length / 3),
      predict: script.predict ?? ((request) => reply(script, request)),
    }),
    clock: { now: () => (time += 1) },
    written: (_runId, seq) => journal.written(seq),
    emit: () => undefined,
  };
}

async function* reply({ replies = [] }: Script, { jobId }: EngineRequest): AsyncGenerator<EngineEvent> {
  const iteration = Number(jobId.split(':')[1] ?? 1);
  const text = replies[Math.min(iteration, replies.length) - 1] ?? '';
  yield { type: 'delta', text: text.slice(0, 3), tokens: 1 };
  yield {
    type: 'end',
    reason: 'stop',
    text,
    usage: { ...NO_USAGE, completionTokens: 4 },
    ms: { load: 0, prefill: 0, decode: 0 },
    sent: [],
  };
}

/** The last thing that rules decide. */
export const finish = { rule: 'finish.all-done', action: { do: 'answer', text: '' } } as const;

/** A run that has begun, of a script that says only what matters. */
export async function started(script: Partial<Script> = {}, engine = MODEL): Promise<Script> {
  const whole = { site: new FakeSite(), journal: new FakeJournal(), ...script };
  await begin(whole.journal, engine, { kind: 'ask', text: 'do it' });
  return whole;
}

export function drive(script: Script, signal = new AbortController().signal): Promise<Run> {
  return runLoop('r', portsFor(script), signal);
}
