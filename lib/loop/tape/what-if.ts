import type {
  Entry,
  InputChange,
  JournalRecord,
  Problem,
  Replayed,
  Trace,
  WhatIf,
  WhatIfEnd,
} from '@/lib/contracts/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import { canonical, differences } from './compare.ts';
import { withInput } from './inputs.ts';
import type { Deciders } from './play.ts';
import { replay } from './replay.ts';

type Recorded = Pick<Trace, 'records' | 'tape'>;

/** How a recorded run would have gone with that input changed. Pure, like `replay`; fails where there is no such input. */
export async function whatIf(
  trace: Recorded,
  change: InputChange,
  deciders: Deciders,
): Promise<Result<WhatIf, Problem>> {
  const other = withInput(trace, change);
  return other.ok ? success(await forked(trace, other.value, deciders, 'seq' in change ? change.seq : 0)) : other;
}

/**
 * Runs both and follows the second as far as what came in then is an answer to what it asks. `seq`: the first record that the change can
 * reach. The tape would go on answering beyond: with what a page made of another act, with what a model said to another prompt.
 */
export async function forked(was: Recorded, is: Recorded, deciders: Deciders, seq: number): Promise<WhatIf> {
  const before = await replay(was, deciders);
  const common = { changed: seq };
  // The records are compared with what this build makes of the run, so that only the change makes a difference.
  if (before.records.length <= seq) return { ...common, records: before.records, end: 'build' };
  const after = await replay(is, deciders);
  const { to, end } = known(before, after, seq);
  const records = after.records.slice(0, to);
  // A changed record is no difference that came of the change.
  const own = canonical(was.records[seq]) === canonical(is.records[seq]) ? undefined : seq;
  const difference = differences(before.records, records).find((each) => each.seq !== own && isTold(each.seq, to, end));
  return { ...common, records, end, ...(difference !== undefined && { difference }) };
}

/** That records are missing says something only where the run is over by then. */
function isTold(seq: number, to: number, end: WhatIfEnd): boolean {
  return seq < to || end === 'over';
}

/** How many of the records can be known, and why not more. */
function known(before: Replayed, after: Replayed, from: number): { to: number; end: WhatIfEnd } {
  const untaped = new Set(after.untaped);
  const [was, is] = [new Asked(), new Asked()];
  for (const [seq, record] of after.records.entries()) {
    const old = before.records[seq];
    if (seq > from) {
      if (record.seq !== seq) return { to: seq, end: 'page' };
      if (untaped.has(seq)) return { to: seq, end: 'untaped' };
      const end = unanswered(record.entry, is, was);
      if (end !== undefined) return { to: seq, end };
    }
    is.hear(record);
    if (old !== undefined) was.hear(old);
  }
  return { to: after.records.length, end: endOf(after.records) };
}

/** What a run has asked of the world last. */
class Asked {
  decision: Extract<Entry, { kind: 'decision' }>['decision'] | undefined;
  prompt: unknown;
  question: unknown;

  hear({ entry }: JournalRecord): void {
    if (entry.kind === 'decision') this.decision = entry.decision;
    else if (entry.kind === 'interpretation') {
      const { messages, grammar, mode } = entry.interpretation;
      this.prompt = { messages, grammar, mode };
    } else if (entry.kind === 'question') this.question = entry.question;
  }
}

/** Why what came in for this record is no answer to what is asked now; undefined where it is one, or where nothing came in. */
function unanswered(entry: Entry, is: Asked, was: Asked): WhatIfEnd | undefined {
  const sameAct = canonical([is.decision?.action]) === canonical([was.decision?.action]);
  switch (entry.kind) {
    case 'outcome':
      return sameAct ? undefined : 'act';
    case 'interpretation':
    case 'check':
      return sameAct ? undefined : 'page';
    case 'decision': {
      const asked = entry.decision.by === 'model' || entry.decision.by === 'hybrid';
      return asked && canonical([is.prompt]) !== canonical([was.prompt]) ? 'model' : undefined;
    }
    case 'reply':
      return canonical([is.question]) === canonical([was.question]) ? undefined : 'reply';
    case 'stop':
    case 'pause':
    case 'go':
    case 'undo':
    case 'resumed':
      return sameAct ? undefined : 'reply';
    case 'signal':
    case 'verdict':
    case 'question':
    case 'intent':
    case 'engine':
    case 'end':
      return undefined;
  }
}

/** Why a run goes no further, by what it wrote last. */
function endOf(records: readonly JournalRecord[]): WhatIfEnd {
  if (records.some(({ entry }) => entry.kind === 'end')) return 'over';
  const last = records.at(-1)?.entry;
  if (last?.kind === 'intent') return 'act';
  if (last?.kind === 'question') return 'reply';
  return last?.kind === 'interpretation' && last.interpretation.messages.length > 0 ? 'model' : 'page';
}
