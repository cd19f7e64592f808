import * as v from 'valibot';

import { type PageSnapshot, Proposed, type Run } from '@/lib/contracts/index.ts';

import type { RuleDecision } from './ports.ts';

/**
 * The step that the tool of the last iteration proposes by `page.act`; undefined where it proposes none, or where the page is another one by
 * now: its refs would name something else. It is a decision like any other, and not the user's own words. Pure.
 */
export function proposedByTool({ iterations }: Run, page: PageSnapshot): RuleDecision | undefined {
  const last = iterations.findLast(({ outcome }) => outcome !== undefined);
  const call = last?.outcome?.gave?.calls?.find(({ name, answer }) => name === 'page.act' && answer?.ok === true);
  if (last === undefined || call === undefined || last.intent?.documentKey !== page.documentKey) return undefined;
  // Decided once: what the user refused is not proposed again.
  if (iterations.some(({ number, decision }) => number > last.number && decision !== undefined)) return undefined;
  const action = v.safeParse(Proposed, call.input);
  return action.success ? { by: 'tool', rule: 'tool.proposes', action: action.output } : undefined;
}
