import { isEnded, type Iteration, type Run } from '@/lib/contracts/index.ts';

export const STAGES = ['input', 'interpret', 'decide', 'act'] as const;
export type Stage = (typeof STAGES)[number];

/** The stage that is at work now; undefined once the run has ended. */
export function stageOf(run: Run): Stage | undefined {
  if (isEnded(run)) return undefined;
  const last = run.iterations.at(-1);
  if (last === undefined) return 'input';
  if (run.question?.kind === 'access') return 'input';
  if (last.interpretation === undefined) return 'interpret';
  if (last.decision === undefined) return 'decide';
  // After the outcome the next look at the page begins: that is input again.
  return last.outcome === undefined ? 'act' : 'input';
}

/** Iterations that decided something: the steps the user sees. */
export function stepsOf(run: Run): Iteration[] {
  return run.iterations.filter(({ decision }) => decision !== undefined);
}

/** Steps that did something to the page. */
export function deedsOf(run: Run): Iteration[] {
  return stepsOf(run).filter(({ decision }) => decision?.action.do !== 'answer');
}

/** True where streamed text of this iteration is prose for the user (else it is a decision being spelled out). */
export function isProse(run: Run, iteration: number): boolean {
  return run.iterations.find(({ number }) => number === iteration)?.interpretation?.mode === 'answer';
}
