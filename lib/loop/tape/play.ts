import {
  type EngineEvent,
  type JournalRecord,
  type Outcome,
  type Problem,
  problem,
  type TapeItem,
} from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { Grammar, Policy, Ports, RecordDraft, Rules } from '../ports.ts';

/** What decides, and is no input: of this build. */
export interface Deciders {
  rules: Rules;
  policy: Policy;
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

type Kind = TapeItem['is'] | 'append';
type Of<K> = Extract<TapeItem, { is: K }>;

/** A journal that comes to be again: the loop's own records as it writes them now, those of others at their places. */
export interface Again {
  records: JournalRecord[];
  /** Puts in what others wrote, up to this seq. */
  fill: (to: number) => void;
}

/** Ports that answer as they did then. `items`: of one loop, from its `begin` on; where a record was written, its seq. */
export function playing(items: readonly (TapeItem | number)[], again: Again, deciders: Deciders) {
  const leaving = new AbortController();
  const reel = createReel(items, leaving);
  const { rules, policy, grammar, countTokens } = deciders;
  const ports: Ports = {
    rules,
    policy,
    grammar,
    senses: {
      observe: async () => answer(reel.take('observe'), ({ page }) => page),
      article: async () => answer(reel.take('article'), ({ article }) => article),
      selection: async () => answer(reel.take('selection'), ({ selection }) => selection),
      tools: async () => reel.take('tools').tools,
    },
    hands: {
      perform: async (): Promise<Outcome> => reel.take('perform').outcome,
      recall: async () => reel.take('recall').recalled,
    },
    recall: { earlier: async () => reel.take('earlier').exchanges },
    journal: {
      append: async (draft) => write(draft, reel.append(), again),
      read: async (_runId, from = 0) => {
        const { to } = reel.take('read');
        again.fill(to);
        return structuredClone(again.records.slice(from, to));
      },
    },
    engine: (profile) => {
      const { scale } = reel.take('engine');
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

async function* spoken(reel: ReturnType<typeof createReel>): AsyncGenerator<EngineEvent> {
  const { end, streamed } = reel.take('predict');
  const text = streamed ?? (end?.type === 'end' ? end.text : undefined);
  if (text !== undefined) yield { type: 'delta', text, tokens: 0 };
  if (end === undefined) throw new DOMException('left', 'AbortError');
  yield end;
}

function write(draft: RecordDraft, seq: number, again: Again): JournalRecord | undefined {
  again.fill(seq);
  const { runId, iteration, at, entry } = draft;
  const record = structuredClone({ runId, seq, iteration, at, entry });
  again.records.push(record);
  return record;
}

function createReel(items: readonly (TapeItem | number)[], leaving: AbortController) {
  let at = 0;
  let readings: number[] = [];
  const next = (asked: Kind): TapeItem | number => {
    for (;;) {
      const item = items[at];
      at += 1;
      if (item === undefined) throw new TapeEnd();
      if (typeof item === 'number') {
        if (asked === 'append') return item;
        throw new TapeMisfit(asked, 'append');
      }
      if (item.is === 'abort') leaving.abort(new DOMException('as it was then', 'AbortError'));
      else if (item.is === 'left' && item.what === asked) throw new DOMException('left', 'AbortError');
      else return item;
    }
  };
  const take = <K extends TapeItem['is']>(kind: K): Of<K> => {
    if (readings.length > 0) throw new TapeMisfit(kind, 'now');
    const item = next(kind);
    if (typeof item === 'number' || !isOf(item, kind)) {
      throw new TapeMisfit(kind, typeof item === 'number' ? 'append' : item.is);
    }
    return item;
  };
  return {
    take,
    append(): number {
      if (readings.length > 0) throw new TapeMisfit('append', 'now');
      const item = next('append');
      if (typeof item !== 'number') throw new TapeMisfit('append', item.is);
      return item;
    },
    now(): number {
      if (readings.length === 0) readings = [...take('now').at].reverse();
      return readings.pop() ?? 0;
    },
  };
}

function isOf<K extends TapeItem['is']>(item: TapeItem, kind: K): item is Of<K> {
  return item.is === kind;
}
