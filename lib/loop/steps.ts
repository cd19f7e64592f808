import { hadEffect, type Iteration, type Problem, problem, type Run, type RUN_ENDS } from '@/lib/contracts/index.ts';

/** What comes next in a run. Each step gives exactly one record. */
export type Step =
  | { do: 'interpret'; iteration: number }
  | { do: 'wait' | 'decide' | 'judge' | 'ask' | 'intend' | 'perform'; iteration: number }
  | { do: 'end'; iteration: number; status: (typeof RUN_ENDS)[number]; answer: string; problem?: Problem }
  | { do: 'nothing' };

const MOST_ITERATIONS = 10;
const MOST_SAME = 2;
/** Times that the same site is asked for within one iteration: the browser's own prompt may have been dismissed by accident. */
const MOST_ACCESS_QUESTIONS = 2;

/** The next step of a run: a pure function of its journal, so that a background that was killed goes on where the last one stopped. */
export function nextStep(run: Run): Step {
  if (run.status !== 'running' && run.status !== 'waiting') return { do: 'nothing' };
  const last = run.iterations.at(-1);
  const iteration = last?.number ?? 1;
  if (run.stopAsked) return { do: 'end', iteration, status: 'stopped', answer: '' };
  if (last === undefined) return { do: 'interpret', iteration };
  if (last.questions.some(({ reply }) => reply === undefined)) return { do: 'wait', iteration };
  if (last.interpretation === undefined) return afterAccess(last);
  if (last.decision === undefined) return { do: 'decide', iteration };
  return afterDecision(run, last);
}

function afterAccess(last: Iteration): Step {
  const iteration = last.number;
  const asked = last.questions.filter(({ question }) => question.kind === 'access');
  if (asked.some(({ reply }) => reply === 'never')) return end(iteration, 'refused', problem('page.never'));
  if (asked.some(({ reply }) => reply === 'no')) return end(iteration, 'refused', problem('page.needs_access'));
  if (asked.length > MOST_ACCESS_QUESTIONS) return end(iteration, 'refused', problem('page.needs_access'));
  return { do: 'interpret', iteration };
}

function afterDecision(run: Run, last: Iteration): Step {
  const iteration = last.number;
  const { decision, verdict } = last;
  if (decision === undefined) return { do: 'decide', iteration };
  if (decision.action.do === 'answer') {
    if (decision.problem !== undefined) return end(iteration, 'failed', decision.problem, decision.action.text);
    return { do: 'end', iteration, status: 'done', answer: decision.action.text };
  }
  if (verdict === undefined) return { do: 'judge', iteration };
  if (verdict.allow === 'no') return end(iteration, 'refused', refusal(verdict.rule));
  if (verdict.allow === 'ask') {
    const asked = last.questions.find(({ question }) => question.kind === 'approve');
    if (asked === undefined) return { do: 'ask', iteration };
    if (asked.reply === 'mine') return { do: 'end', iteration, status: 'stopped', answer: '' };
    if (asked.reply !== 'yes') return end(iteration, 'refused', problem('action.refused'));
  }
  if (last.intent === undefined) return { do: 'intend', iteration };
  if (last.outcome === undefined) return { do: 'perform', iteration };
  return afterOutcome(run, last);
}

function afterOutcome(run: Run, last: Iteration): Step {
  const { outcome, number: iteration } = last;
  if (outcome?.status === 'refused') return end(iteration, 'refused', outcome.problem ?? problem('action.refused'));
  if (outcome?.looked === 'cannot_tell') return end(iteration, 'failed', problem('action.unknown'));
  if (sameAgain(run) >= MOST_SAME) return end(iteration, 'failed', outcome?.problem ?? problem('run.no_progress'));
  const limit = MOST_ITERATIONS + (last.decision?.step?.of ?? 0);
  if (iteration >= limit) return end(iteration, 'budget', problem('run.budget', { params: { limit } }));
  return { do: 'interpret', iteration: iteration + 1 };
}

/** How often the same act was done in a row, up to now, without any effect. */
function sameAgain(run: Run): number {
  const last = run.iterations.at(-1);
  if (last === undefined) return 0;
  const act = JSON.stringify(last.decision?.action);
  let count = 0;
  for (const { decision, outcome } of run.iterations.toReversed()) {
    // Turning page after page is no standstill: the number of iterations ends it.
    if (decision?.action.do === 'more') break;
    const failed = outcome?.status === 'failed' || outcome?.looked === 'not_done';
    // What rules do by the user's own words may be without visible effect: a second "scroll down" at the end of the page.
    const idle = decision?.by !== 'rule' && !hadEffect(outcome?.change);
    if (JSON.stringify(decision?.action) !== act || !(failed || idle)) break;
    count += 1;
  }
  return count;
}

function refusal(rule: string): Problem {
  return rule === 'scheme' ? problem('action.blocked_url') : problem('action.refused', { detail: `policy: ${rule}` });
}

function end(iteration: number, status: (typeof RUN_ENDS)[number], why: Problem, answer = ''): Step {
  return { do: 'end', iteration, status, answer, problem: why };
}
