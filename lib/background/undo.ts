import {
  type Ask,
  type Draft,
  type Entry,
  frameKeyOf,
  isGlance,
  type Iteration,
  type Outcome,
  type Problem,
  problem,
  type Run,
  tabOf,
} from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';
import type { TabHands } from '@/lib/tabs/index.ts';

export interface UndoParts {
  readRun: (runId: string) => Promise<Run | undefined>;
  journal: {
    append: (draft: Draft) => Promise<unknown>;
  };
  observe(
    tabId: number,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<Result<{ frames: { key: string; frameId: number }[] }, Problem>>;
  undo: TabHands['undo'];
  /** What the run has taught is not to be done again by itself. */
  unlearn: (run: Run) => Promise<void>;
}

/** What came of it. */
interface Taken {
  undone: number;
  left: { iteration: number; target: string }[];
}

const UNDO_MS = 10_000;

/**
 * Takes back one step of a run, or all of them, last first. Each is written down, whatever came of it. One step that cannot be taken
 * back is a failure; of all, those are told.
 */
export async function takeBack(
  { runId, iteration }: { runId: string; iteration?: number | undefined },
  parts: UndoParts,
): Promise<Result<Taken, Problem>> {
  const run = await parts.readRun(runId);
  if (run === undefined) return failure(problem('page.changed'));
  const steps = run.iterations.filter((step) => (iteration === undefined ? mayHaveActed(step) : step.number === iteration)); // prettier-ignore
  const taken: Taken = { undone: 0, left: [] };
  for (const step of steps.toReversed()) {
    if (step.undone?.status === 'ok') continue;
    const outcome = await takeBackStep(run, step, parts);
    if (outcome?.status === 'ok') taken.undone += 1;
    else if (iteration !== undefined) return failure(outcome?.problem ?? problem('page.changed'));
    else taken.left.push({ iteration: step.number, target: step.decision?.target ?? '' });
  }
  if (taken.undone > 0) await parts.unlearn(run);
  return success(taken);
}

/** It may have changed something: also what nobody saw the end of. */
function mayHaveActed({ decision, outcome, byHand }: Iteration): boolean {
  if (decision === undefined || outcome === undefined || byHand === true) return false;
  const { action } = decision;
  if (action.do === 'answer' || action.do === 'wait' || action.do === 'copy' || isGlance(action)) return false;
  return outcome.status === 'ok' || outcome.status === 'unknown';
}

/** Undefined where there is no way back. */
async function takeBackStep(run: Run, step: Iteration, parts: UndoParts): Promise<Outcome | undefined> {
  const back = step.outcome?.undo;
  if (back === undefined) return undefined;
  const tabId = tabOf(run, step.number);
  const signal = AbortSignal.timeout(UNDO_MS);
  const page = await parts.observe(tabId, { words: [] }, signal);
  const key = frameKeyOf('ref' in back ? (back.ref ?? '') : '');
  const frameId = (page.ok ? page.value.frames.find((frame) => frame.key === key)?.frameId : undefined) ?? 0;
  const actId = `${run.id}:${step.number}:undo`;
  const outcome = await parts.undo(tabId, frameId, { actId, undo: back }, signal);
  const entry: Entry = { kind: 'undo', of: step.number, outcome };
  await parts.journal.append({ runId: run.id, iteration: step.number, at: Date.now(), entry });
  return outcome;
}
