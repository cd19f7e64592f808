import type { JournalRecord, Replayed, TapeItem, TapePart, Trace } from '@/lib/contracts/index.ts';
import { isAbort } from '@/lib/shared/index.ts';

import { runLoop } from '../loop.ts';
import { differences } from './compare.ts';
import { type Again, type Deciders, playing, TapeEnd, TapeMisfit, type Written } from './play.ts';

/** Entries that others write into a journal: the user, the driver. */
const BY_OTHERS = new Set<JournalRecord['entry']['kind']>([
  'signal',
  'reply',
  'stop',
  'pause',
  'go',
  'undo',
  'resumed',
]);

/** Runs a recorded run again, with everything that came in then, and compares each record. Pure: no clock, no page, no engine. */
export async function replay(trace: Pick<Trace, 'records' | 'tape'>, deciders: Deciders): Promise<Replayed> {
  const again = createAgain(trace);
  let misfit: string | undefined;
  for (const items of loopsOf(trace.tape)) {
    const { ports, signal } = playing(items, again, deciders);
    try {
      await runLoop(trace.records[0]?.runId ?? '', ports, signal);
    } catch (error) {
      if (error instanceof TapeMisfit) misfit = error.message;
      else if (!(error instanceof TapeEnd) && !(isAbort(error) && signal.aborted))
        misfit = `the loop broke: ${String(error)}`;
    }
    if (misfit !== undefined) break;
  }
  if (misfit === undefined) again.fill(trace.records.length);
  const difference = differences(trace.records, again.records).at(0);
  const taped = ownOf(trace.tape);
  const own = trace.records.filter(({ entry, seq }) => !BY_OTHERS.has(entry.kind) && !taped.has(seq));
  return {
    records: again.records,
    untaped: own.map(({ seq }) => seq),
    ...(difference !== undefined && { difference }),
    ...(misfit !== undefined && { misfit }),
  };
}

/** Records that a loop wrote with a tape. */
function ownOf(tape: readonly TapePart[]): Set<number> {
  return new Set(tape.flatMap(({ seq, records }) => Array.from({ length: records }, (_, i) => seq + i)));
}

function createAgain({ records: recorded, tape }: Pick<Trace, 'records' | 'tape'>): Again {
  const own = ownOf(tape);
  const records: JournalRecord[] = [];
  return {
    records,
    fill(to) {
      for (let seq = records.length; seq < to; seq++) {
        const record = recorded[seq];
        if (record === undefined || own.has(seq)) return;
        records.push(record);
      }
    },
  };
}

/** The tape by loops: each from its beginning to where it was killed, paused, or at its end. */
function loopsOf(tape: readonly TapePart[]): (TapeItem | Written)[][] {
  const loops: (TapeItem | Written)[][] = [];
  for (const { seq, records, items } of tape.toSorted((a, b) => a.seq - b.seq)) {
    for (const item of items) {
      if (item.is === 'begin') loops.push([]);
      else loops.at(-1)?.push(item);
    }
    loops.at(-1)?.push({ is: 'append', seq, records });
  }
  return loops;
}
