import { type Engine, fieldsFor, type Interpretation, type Problem, type Run, tabsOf } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { base, countingOnce, countMessages, framesLeft, historyLeft, roomOf, textLeft, tooLong } from './budget.ts';
import { interpretText } from './interpret-text.ts';
import type { Ports } from './ports.ts';
import { actMessages, historyOf, SMALL_VIEW } from './prompt.ts';
import type { Seen } from './senses.ts';
import { taskText, urlsIn } from './task.ts';
import { renderChange, renderTools, renderView, type View } from './view/index.ts';
import { gaveWords, ownWords, tablesOf } from './view/own.ts';

const MOST_HISTORY = 40;

type Tools = Pick<Ports, 'rules' | 'grammar'> & { engine: Engine };

/**
 * Stage two: what was seen, what is wanted and what was done so far, made to fit the engine's context. A pure function of its
 * arguments. Over budget is impossible by construction: text is only added while the engine's own count has room. The task is never
 * cut; a task that does not fit is refused.
 */
export function interpret(run: Run, seen: Seen, tools: Tools): Result<Interpretation, Problem> {
  const once = { ...tools, engine: countingOnce(tools.engine) };
  return seen.mode === 'answer' ? interpretText(run, seen, once) : interpretView(run, seen, once);
}

/** The same without a prompt: rules have decided already. */
export function interpretBare(run: Run, seen: Seen): Interpretation {
  return {
    ...base(run, seen),
    messages: [],
    refs: [],
    tokens: { prompt: 0, limit: run.engine.contextTokens, view: 0, text: 0 },
    leftOut: [...textLeft(seen), ...framesLeft(seen)],
  };
}

function interpretView(run: Run, seen: Seen, { rules, grammar, engine }: Tools): Result<Interpretation, Problem> {
  const { page } = seen;
  const history = historyOf(run);
  const handles = (page.handles ?? []).filter((handle) => fieldsFor(handle, page).length > 0);
  const bare = {
    run,
    title: page.title,
    origin: page.origin,
    notices: page.notices.slice(0, 3),
    own: ownWords(seen.offer),
    gave: gaveWords(run),
    handles,
  };
  const limit = roomOf(run);
  const change = lastChange(run, engine);
  const whole = { ...bare, change, view: '', history: [] };
  const parts = countMessages(engine, actMessages(whole)) <= limit / 2 ? { ...bare, change } : bare;
  const count = (view: string, kept: readonly string[]) =>
    countMessages(engine, actMessages({ ...parts, view, history: kept }));
  if (count('', []) > limit) return failure(tooLong(limit));
  let kept = history.slice(-MOST_HISTORY);
  while (kept.length > 0 && count('', kept) > limit / 2) kept = kept.slice(1);
  const budget = Math.max(0, Math.min(run.engine.viewTokens, limit - count('', kept)));
  const small = run.engine.viewTokens < SMALL_VIEW;
  const scores = () => rules.relevance(taskText(run), page, run.signal.place);
  const counted = (text: string) => engine.countTokens(text);
  const tools = renderTools(seen.tools, { budget: Math.floor(budget * TOOLS_SHARE), count: counted });
  const view = renderView(page, scores, {
    budget: budget - counted(tools.text),
    handful: small,
    sequential: seen.focus !== undefined && seen.focus.on !== 'words',
    words: rules.words(taskText(run)),
    count: counted,
  });
  const lines = [view.text, tools.text].filter((text) => text !== '').join('\n');
  const shorter = 'change' in parts ? { ...parts, change: lastChange(run, engine, view.refs) } : parts;
  const messages = actMessages({ ...shorter, view: lines, history: kept });
  const of = Math.max(page.elementTotal, page.elements.length);
  const { tools: ownTools, code } = seen.offer;
  const had = { files: run.signal.files?.length ?? 0, tabs: tabsOf(run).length };
  const plain = small ? undefined : { ...glancesOf(view, page), tools: tools.names, ...had };
  const tables = ownTools.some(({ feed }) => feed?.what === 'table') ? tablesOf(page) : [];
  const offered = ownTools.length === 0 && !code ? undefined : { tables, code };
  const allowed = plain && { ...plain, ...offered, own: ownTools };
  const told = plain && { ...plain, ...(offered && { ...offered, own: ownTools.map(({ name }) => name) }) };
  return success({
    ...base(run, seen),
    messages,
    refs: view.refs,
    grammar: grammar.build({ page, refs: view.refs, urls: urlsIn(taskText(run)), glances: allowed }),
    ...(told !== undefined && { glances: told }),
    tokens: { prompt: countMessages(engine, messages), limit: run.engine.contextTokens, view: view.tokens, text: 0 },
    leftOut: [
      ...(view.left > 0 ? [{ what: 'elements' as const, left: view.left, of }] : []),
      ...historyLeft(history.length - kept.length, history.length),
      ...framesLeft(seen),
    ],
  });
}

/** At most this share of the view's budget is for tools that the page declares. */
const TOOLS_SHARE = 0.25;

/** A model with room for it is told what its last act changed, in at most this share of what a view may take. */
const CHANGE_SHARE = 0.15;

/** `refs`: those of the view that stands beside it. */
function lastChange(run: Run, engine: Engine, refs: readonly string[] = []): string {
  const change = run.iterations.findLast(({ outcome }) => outcome !== undefined)?.outcome?.change;
  if (change === undefined || run.engine.viewTokens < SMALL_VIEW) return '';
  const budget = Math.floor(run.engine.viewTokens * CHANGE_SHARE);
  return renderChange(change, { budget, count: (text) => engine.countTokens(text), known: new Set(refs) });
}

/** Ways to see more: of what the view folds, of what it leaves out. */
function glancesOf(view: View, { part }: Seen['page']): NonNullable<Interpretation['glances']> {
  const more = view.left > 0 || view.leftText > 200;
  return { looks: view.folds, search: more, more: more || part.number < part.of };
}
