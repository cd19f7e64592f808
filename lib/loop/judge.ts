import type { Action, OwnTool, PageSnapshot, Run, Verdict } from '@/lib/contracts/index.ts';

import { askedBack } from './asked-back.ts';
import { toolOf } from './kit.ts';
import type { Policy } from './ports.ts';

const WRITES = new Set<Action['do']>(['type', 'select', 'check', 'set', 'paste', 'upload', 'drag', 'give']);

/**
 * What policy says, and two things that only the run's own past tells: what the page asked when the act was done before, and that the same
 * form is not sent twice without asking.
 */
export function judge(
  run: Run,
  { page, kit }: { page: PageSnapshot; kit: readonly OwnTool[] },
  policy: Policy,
): Verdict {
  const action = run.iterations.at(-1)?.decision?.action;
  if (action === undefined) throw new Error('nothing is decided yet');
  const verdict = policy.judge({ action, page, run, tool: toolOf(action, kit) });
  if (verdict.allow !== 'no' && isAskedAbout(run, action)) return { ...verdict, allow: 'ask', rule: 'page_asks', reversibility: 'final' }; // prettier-ignore
  if (verdict.allow !== 'yes' || !sends(action, page) || !isRepeated(run, action, page)) return verdict;
  return { allow: 'ask', rule: 'sent_before', reversibility: verdict.reversibility };
}

/** It was the last thing done, and the page asked whether to. What a yes brings about, only the page knows. */
function isAskedAbout(run: Run, action: Action): boolean {
  return (
    askedBack(run).length > 0 && JSON.stringify(run.iterations.at(-2)?.decision?.action) === JSON.stringify(action)
  );
}

function sends(action: Action, { elements }: PageSnapshot): boolean {
  if (action.do === 'submit') return true;
  const ref = 'ref' in action ? action.ref : undefined;
  const element = elements.find((each) => each.ref === ref);
  if (action.do === 'press') return action.key === 'Enter' && element?.kind === 'text';
  return action.do === 'click' && element?.submits !== undefined;
}

/** The same act at the same address, with nothing written in between. What the user's own sentence says twice is wanted twice. */
function isRepeated(run: Run, action: Action, { url }: PageSnapshot): boolean {
  const before = run.iterations.slice(0, -1);
  if (run.iterations.at(-1)?.decision?.by === 'rule') return false;
  for (const { decision, outcome, intent } of before.toReversed()) {
    if (decision === undefined || outcome === undefined || outcome.status === 'failed') continue;
    if (WRITES.has(decision.action.do)) return false;
    if (intent?.url === url && JSON.stringify(decision.action) === JSON.stringify(action)) return true;
  }
  return false;
}
