import {
  type Article,
  type Ask,
  type Exchange,
  type Focus,
  isGlance,
  isSandboxDeed,
  type OwnTool,
  type PageSnapshot,
  type PageTool,
  type Problem,
  type Run,
  type Selected,
  tabOf,
} from '@/lib/contracts/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import { type Kit, type Offer, offerFor } from './kit.ts';
import type { Ports } from './ports.ts';
import { SMALL_VIEW } from './prompt.ts';
import { taskText } from './task.ts';

/** What was seen of the page for one iteration. Held in the heap while the run goes on; seen anew after a restart. */
export interface Seen {
  iteration: number;
  page: PageSnapshot;
  mode: 'answer' | 'act';
  /** The whole page is wanted in short, not something in it. */
  whole: boolean;
  article?: Article;
  selection?: Selected;
  /** Tools of the page, for an engine that has room for them. */
  tools: PageTool[];
  /** Tools in the sandbox, where the task is no list of commands; and what of them a model is offered. */
  kit: readonly OwnTool[];
  offer: Offer;
  /** Where a glance of the last iterations looks closer. */
  focus?: Focus;
  /** What was asked and answered before, from this very site: what was read at one site goes into no prompt about another. */
  earlier: Exchange[];
  ms: number;
}

type Looking = Pick<Ports, 'senses' | 'recall' | 'rules' | 'recipes' | 'clock'> & { tools: Kit };

/** Looks at the page, as far as this task needs it. */
export async function look(
  run: Run,
  iteration: number,
  { senses, recall, rules, recipes, clock, tools }: Looking,
  signal: AbortSignal,
): Promise<Result<Seen, Problem>> {
  const began = clock.now();
  const { task } = run.signal;
  const tabId = tabOf(run);
  const focus = focusOf(run);
  const words = rules.words(`${recipes.sought(run) ?? ''} ${taskText(run)}`);
  const ask: Ask = { words, ...(focus !== undefined && { focus, size: partSize(run) }) };
  const intent = rules.intent(task);
  const kit = task.kind === 'ask' && !rules.commands(task) ? await tools() : [];
  const offer = offerFor(run, taskText(run), kit, rules);
  const mode = intent === 'act' || wantsTools(run, kit, offer, rules) ? 'act' : 'answer';
  const roomy = mode === 'act' && run.engine.viewTokens >= SMALL_VIEW;
  const [page, pageTools] = await Promise.all([
    senses.observe(tabId, ask, signal),
    roomy ? senses.tools(tabId, signal) : [],
  ]);
  if (!page.ok) return page;
  const seen: Seen = {
    iteration,
    page: page.value,
    mode,
    whole: intent === 'summary',
    earlier: [],
    tools: pageTools,
    kit,
    offer,
    ms: 0,
  };
  if (focus !== undefined) seen.focus = focus;
  if (task.kind === 'explain') {
    const selection = await senses.selection(tabId, signal);
    if (!selection.ok) return selection;
    seen.selection = selection.value;
  } else if (mode === 'answer') {
    const article = await senses.article(tabId, signal);
    if (!article.ok) return article;
    seen.article = article.value;
    const earlier = await recall.earlier(run);
    seen.earlier = earlier.filter(({ origin }) => origin === page.value.origin);
  }
  seen.ms = clock.now() - began;
  return success(seen);
}

/** A question, too, is answered act by act where tools are for it: they are acts. */
function wantsTools(run: Run, kit: readonly OwnTool[], { tools, code }: Offer, rules: Ports['rules']): boolean {
  return tools.length > 0 || code || rules.tool(run, kit) !== undefined;
}

/** Tokens that a line of a view costs, roughly: decides how much one part holds, not whether it fits. */
const LINE_TOKENS = 16;

function partSize(run: Run): number {
  return Math.max(10, Math.floor(run.engine.viewTokens / LINE_TOKENS));
}

/** What the last decisions look closer at; undefined once something was done since. */
function focusOf(run: Run): Focus | undefined {
  let turned = 0;
  for (const { decision, outcome } of run.iterations.toReversed()) {
    if (decision === undefined || outcome === undefined) continue;
    const { action } = decision;
    if (isSandboxDeed(action)) continue;
    if (!isGlance(action)) break;
    if (action.do === 'more') {
      turned += 1;
      continue;
    }
    if (action.do === 'find') return turned === 0 ? { on: 'words', text: action.text } : { on: 'part', part: turned };
    return { on: 'ref', ref: action.ref, part: (action.part ?? 1) + turned };
  }
  return turned === 0 ? undefined : { on: 'part', part: turned };
}
