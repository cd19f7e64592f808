import {
  type Decision,
  type EngineProfile,
  hadEffect,
  isGlance,
  isSandboxDeed,
  isYes,
  type Iteration,
  type Problem,
  problem,
  type Run,
  type RUN_ENDS,
  totalsOf,
  workedMs,
} from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

/** What comes next in a run. Each step gives exactly one record. */
export type Step =
  | { do: 'interpret'; iteration: number }
  | { do: 'engine'; iteration: number; engine: EngineProfile }
  | { do: 'pause'; iteration: number; why: 'heat' | 'battery' }
  | { do: 'wait' | 'decide' | 'check' | 'judge' | 'ask' | 'intend' | 'perform'; iteration: number }
  | { do: 'end'; iteration: number; status: (typeof RUN_ENDS)[number]; answer: string; problem?: Problem }
  | { do: 'nothing' };

/** Of runs from before there were limits. */
const LIMITS = { iterations: 10, ms: Infinity, tokens: Infinity };
const MOST_SAME = 2;
/** Acts that the user refuses until the run ends of itself. */
const MOST_REFUSED = 3;
/** Times that the same site is asked for within one iteration: the browser's own prompt may have been dismissed by accident. */
const MOST_ACCESS_QUESTIONS = 2;

/** The next step of a run: a pure function of its journal, so that a background that was killed goes on where the last one stopped. */
export function nextStep(run: Run): Step {
  if (run.status !== 'running' && run.status !== 'waiting') return { do: 'nothing' };
  const last = run.iterations.at(-1);
  const iteration = last?.number ?? 1;
  if (run.stopAsked) return { do: 'end', iteration, status: 'stopped', answer: '' };
  if (last === undefined) return { do: 'interpret', iteration };
  if (last.byHand === true || last.givenUp === true) return next(run, last);
  if (last.questions.some(({ reply }) => reply === undefined)) return { do: 'wait', iteration };
  if (last.interpretation === undefined) return afterAccess(last);
  if (last.decision === undefined) return { do: 'decide', iteration };
  return afterDecision(run, last);
}

/** Questions from before anything of the page is used. */
function afterAccess(last: Iteration): Step {
  const iteration = last.number;
  const stray = last.questions.find(({ question, reply }) => question.kind === 'landed' && reply === 'no')?.question;
  if (stray?.kind === 'landed')
    return end(iteration, 'refused', problem('page.strayed', { params: { site: hostOf(stray.to) } }));
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
  if (decision.action.do === 'answer') return afterAnswer(run, last, decision);
  if (verdict === undefined) return { do: 'judge', iteration };
  if (verdict.allow === 'no') return end(iteration, 'refused', refusal(verdict.rule));
  if (verdict.allow === 'ask') {
    const asked = last.questions.find(({ question }) => question.kind === 'approve');
    if (asked === undefined) return { do: 'ask', iteration };
    // How long a yes stands is asked of tools alone.
    const longer = asked.question.kind === 'approve' && asked.question.tool !== undefined && isYes(asked.reply);
    if (asked.reply !== 'yes' && !longer) return afterRefusal(run, last);
  }
  if (last.intent === undefined) return { do: 'intend', iteration };
  if (last.outcome === undefined) return { do: 'perform', iteration };
  return afterOutcome(run, last);
}

/** The engine is gone, not only wrong: another one may do better. */
const DEAD: ReadonlySet<Problem['code']> = new Set([
  'engine.device_lost', 'engine.crashed', 'engine.no_webgpu', 'engine.no_memory', 'engine.network', 'engine.server_error', 'engine.rate_limited',
]); // prettier-ignore

/** The end is looked at before it is believed, where something was done to the page. */
function afterAnswer(run: Run, last: Iteration, { action, problem: why, by }: Decision): Step {
  const iteration = last.number;
  const answer = action.do === 'answer' ? action.text : '';
  if (why !== undefined && run.spare !== undefined && DEAD.has(why.code))
    return { do: 'engine', iteration, engine: run.spare };
  if (why !== undefined) return end(iteration, why.code === 'action.refused' ? 'refused' : 'failed', why, answer);
  if (!hasActed(run) || last.interpretation?.mode !== 'act') return { do: 'end', iteration, status: 'done', answer };
  const { doubts } = last;
  if (doubts === undefined) return { do: 'check', iteration };
  if (doubts.length === 0) return { do: 'end', iteration, status: 'done', answer };
  // Rules have nothing else to try; a model that says the same again, in sight of the same, has not either.
  const said = run.iterations.some((each) => each !== last && same(each.doubts, doubts));
  if (by !== 'rule' && !said) return next(run, last);
  const sure = doubts.some(({ what }) => what !== 'dialog' && what !== 'required');
  const seen = doubts.map(({ name }) => name).join('; ');
  return end(iteration, sure ? 'failed' : 'done', problem('run.doubtful', { params: { seen } }), answer);
}

function hasActed(run: Run): boolean {
  return run.iterations.some(({ decision, outcome }) => outcome !== undefined && decision !== undefined && !isGlance(decision.action) && !isSandboxDeed(decision.action)); // prettier-ignore
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What the user refuses teaches the next decision; rules have no other way to do what was said. */
function afterRefusal(run: Run, last: Iteration): Step {
  const refused = run.iterations.filter(({ questions }) => questions.some(({ reply }) => reply === 'no')).length;
  const byRule = last.decision?.by === 'rule' || last.decision?.by === 'recipe';
  if (byRule || refused >= MOST_REFUSED) return end(last.number, 'refused', problem('action.refused'));
  return next(run, last);
}

function afterOutcome(run: Run, last: Iteration): Step {
  const { outcome, number: iteration } = last;
  if (outcome?.status === 'refused') return end(iteration, 'refused', outcome.problem ?? problem('action.refused'));
  if (outcome?.looked === 'cannot_tell' && !last.questions.some(({ question }) => question.kind === 'happened'))
    return { do: 'ask', iteration };
  if (sameAgain(run) >= MOST_SAME) return end(iteration, 'failed', outcome?.problem ?? problem('run.no_progress'));
  return next(run, last);
}

/** Another iteration, unless one of the run's limits is reached. */
function next(run: Run, last: Iteration): Step {
  const { number: iteration } = last;
  const { iterations, ms, tokens } = run.limits ?? LIMITS;
  const limit = iterations + (last.decision?.step?.of ?? 0);
  if (iteration >= limit) return end(iteration, 'budget', problem('run.budget', { params: { limit } }));
  const minutes = Math.round(ms / 60_000);
  if (workedMs(run) >= ms) return end(iteration, 'budget', problem('run.budget_time', { params: { minutes } }));
  const { promptTokens, completionTokens } = totalsOf(run);
  if (promptTokens + completionTokens >= tokens)
    return end(iteration, 'budget', problem('run.budget_tokens', { params: { tokens } }));
  const rest = needsRest(run, last);
  return rest === undefined ? { do: 'interpret', iteration: iteration + 1 } : { do: 'pause', iteration, why: rest };
}

/** Battery below this, unplugged: the user says whether it goes on. */
const LOW_BATTERY = 0.1;

/** Prediction on this device that is hot, or nearly empty, goes on when the user says so; it asks once for each reason. */
function needsRest({ engine, eased = [] }: Run, { decision }: Iteration): 'heat' | 'battery' | undefined {
  const { pressure, battery } = decision?.strain ?? {};
  if (engine.placement !== 'local') return undefined;
  if (pressure === 'critical' && !eased.includes('heat')) return 'heat';
  const low = battery !== undefined && !battery.charging && battery.level < LOW_BATTERY;
  return low && !eased.includes('battery') ? 'battery' : undefined;
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
    if (outcome === undefined) continue; // refused, or left for the user to do
    const failed = outcome.status === 'failed' || outcome.looked === 'not_done';
    // What rules do by the user's own words may be without visible effect: a second "scroll down" at the end of the page.
    const idle = decision?.by !== 'rule' && !hadEffect(outcome.change);
    if (JSON.stringify(decision?.action) !== act || !(failed || idle)) break;
    count += 1;
  }
  return count;
}

function refusal(rule: string): Problem {
  if (rule === 'site_read') return problem('site.read_only');
  return rule === 'scheme' ? problem('action.blocked_url') : problem('action.refused', { detail: `policy: ${rule}` });
}

function end(iteration: number, status: (typeof RUN_ENDS)[number], why: Problem, answer = ''): Step {
  return { do: 'end', iteration, status, answer, problem: why };
}
