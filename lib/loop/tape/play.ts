import {
  type BoundRecipe,
  type Draft,
  type EngineEvent,
  type JournalRecord,
  type Outcome,
  type OwnTool,
  type Problem,
  problem,
  type SiteRule,
  type TapeItem,
} from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { Grammar, Policy, Ports, Recipes, Rules } from '../ports.ts';

/** What decides, and is no input: of this build. */
export interface Deciders {
  rules: Rules;
  recipes: Omit<Recipes, 'fitting'>;
  /** `rules`: the user's for the sites that the act in question reaches. */
  policy: (rules: () => { sites: Record<string, SiteRule>; local: string[] }) => Omit<Policy, 'mayLeave'>;
  grammar: Grammar;
  /** The plain estimate of tokens; see `Engine.scale`. */
  countTokens: (text: string) => number;
}

/** The tape has nothing more: the loop was killed here, or has ended. */
export class TapeEnd extends Error {}

/** The loop asks for something else than it did then. */
export class TapeMisfit extends Error {
  constructor(asked: string, had: string) {
    super(`the loop asks for ${asked} where it had ${had}`);
  }
}

type Of<K> = Extract<TapeItem | Written, { is: K }>;

/** The loop wrote these records. */
export interface Written {
  is: 'append';
  seq: number;
  records: number;
}

/** A journal that comes to be again: the loop's own records as it writes them now, those of others at their places. */
export interface Again {
  records: JournalRecord[];
  /** Puts in what others wrote, up to this seq. */
  fill: (to: number) => void;
}

/** Ports that answer as they did then. `items`: of one loop, from its `begin` on, and where it wrote. */
export function playing(items: readonly (TapeItem | Written)[], again: Again, deciders: Deciders) {
  const leaving = new AbortController();
  const reel = new Reel(items, leaving);
  const { rules, recipes, grammar, countTokens } = deciders;
  let sites: Record<string, SiteRule> = {};
  const policy = deciders.policy(() => ({ sites, local: [] }));
  const ports: Ports = {
    rules,
    recipes: { ...recipes, fitting: async () => reel.recipe() },
    policy: {
      ...policy,
      judge(input) {
        sites = reel.sites();
        return policy.judge(input);
      },
      mayLeave: () => reel.kept(),
    },
    grammar,
    senses: {
      observe: async () => answer(reel.take('observe'), ({ page }) => page),
      article: async () => answer(reel.take('article'), ({ article }) => article),
      selection: async () => answer(reel.take('selection'), ({ selection }) => selection),
      tools: async () => reel.take('tools').tools,
      tables: async () => reel.take('tables').tables,
    },
    kit: {
      list: async () => reel.kit(),
      grants: async () => reel.take('grants').grants,
      call: async () => answer(reel.take('use'), ({ gave }) => gave),
      run: async () => answer(reel.take('use'), ({ gave }) => gave),
    },
    hands: {
      perform: async (): Promise<Outcome> => reel.take('perform').outcome,
      recall: async () => reel.take('recall').recalled,
    },
    recall: { earlier: async () => reel.take('earlier').exchanges },
    journal: {
      append: async (draft) => write([draft], reel, again)[0],
      appendAll: async (drafts) => write(drafts, reel, again),
      read: async (_runId, from = 0) => {
        const to = reel.read();
        again.fill(to);
        return structuredClone(again.records.slice(from, Math.max(to, from)));
      },
    },
    engine: (profile) => {
      const scale = reel.scale();
      return {
        profile,
        countTokens: (text) => Math.ceil(countTokens(text) * scale),
        predict: () => spoken(reel),
      };
    },
    clock: { now: () => reel.now() },
    written: async () => void reel.take('written'),
    emit: () => undefined,
  };
  return { ports, signal: leaving.signal };
}

function answer<I extends { problem?: Problem | undefined }, T>(
  item: I,
  valueOf: (item: I) => T | undefined,
): Result<T, Problem> {
  const value = valueOf(item);
  return value === undefined ? failure(item.problem ?? problem('internal', { detail: 'no answer' })) : success(value);
}

async function* spoken(reel: Reel): AsyncGenerator<EngineEvent> {
  const { end, streamed } = reel.take('predict');
  const text = streamed ?? (end?.type === 'end' ? end.text : undefined);
  if (text !== undefined && text !== '') yield { type: 'delta', text, tokens: 0 };
  if (end === undefined) throw new DOMException('left', 'AbortError');
  yield end;
}

function write(drafts: readonly Draft[], reel: Reel, again: Again): JournalRecord[] {
  const { seq } = reel.append();
  again.fill(seq);
  const written = drafts.map(({ runId, iteration, at, entry }, i) =>
    structuredClone({ runId, seq: seq + i, iteration, at, entry }),
  );
  again.records.push(...written);
  return structuredClone(written);
}

/** What is asked for at once may have come in another order. */
const TOGETHER = new Set<string>(['observe', 'tools']);
/** How often these are asked for says nothing of a decision: another build may do so more often, or less. */
const LOOSE = new Set<string>(['now', 'read', 'engine', 'site', 'kept', 'recipe', 'kit']);

/** The tape of one loop, as it is played. */
class Reel {
  readonly #items: (TapeItem | Written)[];
  readonly #leaving: AbortController;
  readonly #last = { at: 0, to: 0, scale: 1 };
  #readings: number[] = [];

  constructor(items: readonly (TapeItem | Written)[], leaving: AbortController) {
    this.#items = [...items];
    this.#leaving = leaving;
  }

  take<K extends TapeItem['is'] | 'append'>(kind: K): Of<K> {
    this.#readings = [];
    const item = this.#next(kind);
    if (!isOf(item, kind)) throw new TapeMisfit(kind, item.is);
    return item;
  }

  append(): Written {
    const item = this.take('append');
    const [after] = this.#items;
    // The loop heard of it as soon as its record was written.
    if (after?.is === 'abort' && after.writing) this.#pass(this.#items.shift());
    return item;
  }

  now(): number {
    if (this.#readings.length === 0) this.#readings = this.#loose('now')?.at.toReversed() ?? [];
    return this.#readings.pop() ?? this.#last.at;
  }

  kit(): OwnTool[] {
    return this.#loose('kit')?.kit ?? [];
  }

  /** Up to where the journal was read. */
  read(): number {
    return this.#loose('read')?.to ?? this.#last.to;
  }

  sites(): Record<string, SiteRule> {
    return this.#loose('site')?.sites ?? {};
  }

  recipe(): BoundRecipe | undefined {
    return this.#loose('recipe')?.recipe;
  }

  kept(): Problem | undefined {
    return this.#loose('kept')?.problem;
  }

  scale(): number {
    return this.#loose('engine')?.scale ?? this.#last.scale;
  }

  /** The next item, where it is of that kind; undefined where it is another, and the loop of then did not ask for this. */
  #loose<K extends TapeItem['is']>(kind: K): Of<K> | undefined {
    const ahead = this.#items.find(({ is }) => is !== 'abort');
    if (ahead === undefined) throw new TapeEnd();
    if (ahead.is !== kind) return undefined;
    const item = this.take(kind);
    this.#pass(item);
    return item;
  }

  /** Takes out what comes next for this, and gives it; what is asked for beside it stays where it is. */
  #next(asked: string): TapeItem | Written {
    for (let at = 0; at < this.#items.length;) {
      const item = this.#items[at];
      if (item === undefined) break;
      const what = item.is === 'left' ? item.what : item.is;
      if (what !== asked && TOGETHER.has(what) && TOGETHER.has(asked)) {
        at += 1;
        continue;
      }
      this.#items.splice(at, 1);
      if (item.is === 'left' && what === asked) throw new DOMException('left', 'AbortError');
      if (what === asked) return item;
      this.#pass(item);
      // Asked for at once with what was left: it came when nobody waited for it any more.
      const stray = TOGETHER.has(what) || LOOSE.has(what) || what === 'abort';
      if (!stray) return item;
    }
    throw new TapeEnd();
  }

  #pass(item: TapeItem | Written | undefined): void {
    if (item?.is === 'abort') this.#leaving.abort(new DOMException('as it was then', 'AbortError'));
    else if (item?.is === 'now') this.#last.at = item.at.at(-1) ?? this.#last.at;
    else if (item?.is === 'read') this.#last.to = Math.max(this.#last.to, item.to);
    else if (item?.is === 'engine') this.#last.scale = item.scale;
  }
}

function isOf<K extends TapeItem['is'] | 'append'>(item: TapeItem | Written, kind: K): item is Of<K> {
  return item.is === kind;
}
