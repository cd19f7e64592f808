import * as v from 'valibot';

import { foldRun, type JournalRecord, Problem, type Run, totalsOf } from '../../lib/contracts/index.ts';
import type { IterationRecord, RunRecord, RunTask } from './types.ts';

/** Runs of a journal, oldest first. */
export function runsOf(records: readonly JournalRecord[]): Run[] {
  const byRun = Map.groupBy(records, ({ runId }) => runId);
  return [...byRun.values()]
    .flatMap((lines) => foldRun(lines.toSorted((a, b) => a.seq - b.seq)) ?? [])
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

/** What `run` returns, made from the journal alone. */
export function recordOf(
  task: RunTask,
  records: JournalRecord[],
  seen: { timedOut: boolean; shown: boolean },
): RunRecord {
  const run = foldRun(records);
  if (run === undefined) throw new Error('the journal of this run does not begin with a signal');
  const totals = totalsOf(run);
  const iterations = run.iterations.map((_, index) => iterationOf(run, index));
  const sum = (stage: keyof IterationRecord['ms']) => iterations.reduce((ms, iteration) => ms + iteration.ms[stage], 0);
  return {
    runId: run.id,
    task,
    status: run.status,
    answer: run.answer,
    ...(run.problem !== undefined && { problem: run.problem }),
    engine: run.engine,
    iterations,
    usage: {
      promptTokens: totals.promptTokens,
      cachedTokens: totals.cachedTokens,
      completionTokens: totals.completionTokens,
      estimated: totals.estimated,
    },
    timings: {
      total: totals.ms,
      stages: { read: sum('read'), interpret: sum('interpret'), decide: sum('decide'), act: sum('act') },
    },
    sentBytes: Object.fromEntries(totals.sent.map(({ host, bytes }) => [host, bytes])),
    resumed: run.resumed,
    ...seen,
    records,
  };
}

function iterationOf(run: Run, index: number): IterationRecord {
  const iteration = run.iterations[index];
  if (iteration === undefined) throw new Error(`no iteration ${index}`);
  const previous = run.iterations[index - 1]?.outcome;
  const { interpretation, decision, verdict, questions, outcome } = iteration;
  const acted = verdict !== undefined || outcome !== undefined || questions.length > 0;
  return {
    number: iteration.number,
    input: { signal: run.signal, ...(previous !== undefined && { previous }) },
    ...(interpretation !== undefined && { interpret: interpretation }),
    ...(decision !== undefined && { decide: decision }),
    ...(acted && {
      act: { questions, ...(verdict !== undefined && { verdict }), ...(outcome !== undefined && { outcome }) },
    }),
    ms: {
      read: interpretation?.ms.read ?? 0,
      interpret: interpretation?.ms.interpret ?? 0,
      decide: decision?.ms ?? 0,
      act: outcome?.ms ?? 0,
    },
  };
}

/** A record of something that never became a run: the panel said why. */
export function refusal(task: RunTask, { refused, code }: { refused: string; code?: string }): RunRecord {
  const known = v.safeParse(Problem, { code });
  return {
    runId: '',
    task,
    status: 'refused',
    answer: refused,
    ...(known.success && { problem: known.output }),
    iterations: [],
    usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0, estimated: false },
    timings: { total: 0, stages: { read: 0, interpret: 0, decide: 0, act: 0 } },
    sentBytes: {},
    resumed: 0,
    timedOut: false,
    shown: true,
    records: [],
  };
}
