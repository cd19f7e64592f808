import { type Iteration, type PageSnapshot, type Run, wasRefused } from '@/lib/contracts/index.ts';

import type { RuleDecision } from './ports.ts';

/**
 * What the page asked by dialogs of the browser when the last act was done, where one of them was dismissed because nobody had seen its
 * words: all of them, in order. [] where it asked nothing.
 */
export function askedBack(run: Run): string[] {
  return asksOf(lastDone(run));
}

/**
 * The last act once more, by whoever decided it: the page asked something about it, and the user answers that now. Once: a page that asks
 * in other words each time is no question that anybody can answer. Pure.
 */
export function repeatAsked(run: Run, page: PageSnapshot): RuleDecision | undefined {
  const last = lastDone(run);
  if (last?.decision === undefined || asksOf(last).length === 0) return undefined;
  if (last.questions.some(({ question }) => question.kind === 'approve' && question.asks !== undefined)) return undefined; // prettier-ignore
  const { action, by, rule, target, step } = last.decision;
  if ('ref' in action && !page.elements.some(({ ref }) => ref === action.ref)) return undefined;
  return {
    by,
    rule: by === 'rule' || by === 'recipe' ? (rule ?? '') : 'page_asks',
    action,
    ...(target !== undefined && { target }),
    ...(step !== undefined && { step }),
  };
}

/** What the page asked about the last act, and was not told yes to, where the user has not said no to it either. Pure. */
export function unanswered(run: Run): string[] {
  const at = run.iterations.findLastIndex(({ outcome }) => outcome !== undefined);
  return run.iterations.slice(at + 1).some((later) => wasRefused(later)) ? [] : asksOf(run.iterations[at]);
}

/** The iteration that ended just now, or the one before that in which something is decided now, where nothing else came between. */
function lastDone({ iterations }: Run): Iteration | undefined {
  const last = iterations.at(-1);
  if (last === undefined || last.outcome !== undefined) return last;
  const over =
    wasRefused(last) || last.byHand === true || last.givenUp === true || last.decision?.action.do === 'answer';
  return over ? undefined : iterations.at(-2);
}

function asksOf(iteration: Iteration | undefined): string[] {
  const asked = (iteration?.outcome?.change?.dialogs ?? []).filter(
    ({ type }) => type === 'confirm' || type === 'prompt',
  );
  return asked.some(({ accepted }) => !accepted) ? asked.map(({ message }) => message) : [];
}
