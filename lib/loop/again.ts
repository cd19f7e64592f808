import { type Action, hadEffect, isSandboxDeed, type Run, wasRefused } from '@/lib/contracts/index.ts';

/** Why an act may not be decided once more; undefined where it may. */
export type Again = 'run.no_progress' | 'action.refused' | undefined;

/** Keys, waiting and scrolling may well be needed several times before anything is to be seen. */
const PATIENT = new Set<Action['do']>(['press', 'wait', 'scroll', 'more', 'find', 'look', 'answer', 'hover']);

/** The user said no to it, or it was the last thing done and the page is as it was: the next decision has to differ. */
export function whyNotAgain(run: Run, action: Action): Again {
  const act = JSON.stringify(action);
  const refused = run.iterations.some(
    (iteration) => JSON.stringify(iteration.decision?.action) === act && wasRefused(iteration),
  );
  if (refused) return 'action.refused';
  const last = run.iterations.findLast(({ outcome }) => outcome !== undefined);
  if (last?.decision === undefined || PATIENT.has(action.do) || JSON.stringify(last.decision.action) !== act) return undefined; // prettier-ignore
  // The same input gives the same output, and the same failure.
  if (isSandboxDeed(action)) return 'run.no_progress';
  const idle = last.outcome?.status === 'ok' && !hadEffect(last.outcome.change);
  return idle && last.outcome?.change !== undefined ? 'run.no_progress' : undefined;
}
