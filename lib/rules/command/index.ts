import { type Action, type PageSnapshot, problem, type Problem, type Run } from '@/lib/contracts/index.ts';

import { ground } from './ground.ts';
import { parseCommands } from './parse.ts';

/** What a rule decided. Fits the loop's port of the same name. */
export interface RuleDecision {
  rule: string;
  action: Action;
  /** Name of the element, as the user reads it. */
  target?: string;
  /** Which of the user's commands this is, from 1. */
  step?: { number: number; of: number };
  problem?: Problem;
}

/** A command that failed is tried once more: the page may have been busy. */
const TRIES = 2;

/**
 * The next command of the user's own sentence, put onto this page. Undefined where it is no list of commands, or where a part of it
 * needs a model. Where the last command is done, an empty answer: the loop words the end.
 */
export function nextCommand(run: Run, page: PageSnapshot): RuleDecision | undefined {
  const { provenance, task, place, files } = run.signal;
  // Only the user's own words are commands; what a page or the system says never is.
  if (provenance.from !== 'user' || task.kind !== 'ask') return undefined;
  // Once a model has had a turn, nobody knows which of the commands it did.
  if (run.iterations.some(({ decision }) => decision !== undefined && decision.by !== 'rule')) return undefined;
  const commands = parseCommands(task.text);
  if (commands === undefined) return undefined;
  const of = commands.length;
  const alone = run.engine.kind === 'rules';
  const done = doneSteps(run);
  for (let at = done; ; at++) {
    const readings = commands[at];
    if (readings === undefined) return { rule: 'finish.all-done', action: { do: 'answer', text: '' } };
    const step = { number: at + 1, of };
    const stuck = stuckAt(run, step.number);
    if (stuck !== undefined) return tell('command.failed', stuck, step);
    const grounded = ground(readings, { page, place, lastRef: lastRefOf(run), files, alone });
    if ('skip' in grounded) continue;
    if ('action' in grounded) return { ...grounded, step };
    // Without a model to ask, to say what is missing helps more than to say nothing.
    const clear = grounded.sure || alone;
    return clear ? tell(ruleFor(grounded.problem), grounded.problem, step) : undefined;
  }
}

function tell(rule: string, why: Problem, step: { number: number; of: number }): RuleDecision {
  return { rule, action: { do: 'answer', text: '' }, problem: why, step };
}

function ruleFor({ code }: Problem): string {
  return `command.${code.replace(/^.*\./, '').replaceAll('_', '-')}`;
}

/** Commands that are done: the highest step whose act is known to have happened. */
function doneSteps(run: Run): number {
  return run.iterations.reduce((most, { decision, outcome }) => {
    const happened = outcome?.status === 'ok' || (outcome?.status === 'unknown' && outcome.looked === 'done');
    const isCommand = decision?.by === 'rule' && decision.rule?.startsWith('command.') === true;
    return isCommand && happened ? Math.max(most, decision.step?.number ?? 0) : most;
  }, 0);
}

/** Why this command may not be tried again; undefined where it may. */
function stuckAt(run: Run, step: number): Problem | undefined {
  const tried = run.iterations.filter(({ decision }) => decision?.step?.number === step);
  const last = tried.at(-1)?.outcome;
  if (last === undefined) return undefined;
  if (last.status === 'refused') return last.problem ?? problem('action.refused');
  // It may have happened: never twice.
  if (last.status === 'unknown' && last.looked !== 'not_done') return last.problem ?? problem('action.unknown');
  if (tried.filter(({ outcome }) => outcome !== undefined).length < TRIES) return undefined;
  return last.problem ?? problem('run.no_progress');
}

function lastRefOf({ iterations }: Run): string | undefined {
  const action = iterations.findLast(({ outcome }) => outcome?.status === 'ok')?.decision?.action;
  return action !== undefined && 'ref' in action ? action.ref : undefined;
}
