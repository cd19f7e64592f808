import type { Engine, Interpretation, Run } from '@/lib/contracts/index.ts';
import { type Problem, problem } from '@/lib/contracts/index.ts';
import { clip, failure, oneLine, type Result, success } from '@/lib/shared/index.ts';

import type { Ports } from './ports.ts';
import { actMessages, answerMessages, historyOf, linesOf, SMALL_VIEW } from './prompt.ts';
import type { Seen } from './senses.ts';
import { taskText, urlsIn } from './task.ts';
import { renderChange, renderTools, renderView, type View } from './view/index.ts';

const MOST_HISTORY = 40;
const MARGIN = 32;

type Tools = Pick<Ports, 'rules' | 'grammar'> & { engine: Engine };

/**
 * Stage two: what was seen, what is wanted and what was done so far, made to fit the engine's context. A pure function of its
 * arguments. Over budget is impossible by construction: text is only added while the engine's own count has room. The task is never
 * cut; a task that does not fit is refused.
 */
export function interpret(run: Run, seen: Seen, tools: Tools): Result<Interpretation, Problem> {
  return seen.mode === 'answer' ? interpretText(run, seen, tools) : interpretView(run, seen, tools);
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

function interpretText(run: Run, seen: Seen, { rules, engine }: Tools): Result<Interpretation, Problem> {
  const { page, article, selection } = seen;
  const passages = selection === undefined ? passagesOf(article?.markdown ?? '', passageChars(run)) : [selection.block];
  const earlier = keptOf(run, seen, engine);
  const parts = {
    run,
    title: page.title,
    origin: page.origin,
    earlier,
    ...(selection !== undefined && { selection: clip(selection.text, 2000) }),
  };
  const count = (text: string) => countMessages(engine, answerMessages({ ...parts, text, partly: true }));
  const limit = roomOf(run);
  if (count('') > limit) return failure(tooLong(limit));
  const most = Math.min(limit, count('') + run.engine.textTokens);
  const wanted = seen.whole || run.signal.task.kind !== 'ask' ? '' : run.signal.task.text;
  const fits = wanted === '' ? [] : rules.rank(wanted, passages);
  // Where no passage shares a word with the question ("what is this about?"), the page is read from its beginning.
  const order = fits.length === 0 ? passages.map((_, index) => index) : fits;
  const fitting = fill(passages, order, (text) => count(text) <= most);
  let text = fitting.map((index) => passages[index] ?? '').join('\n\n');
  // A summary of a part is no summary of the whole: where not all fits, rules condense the whole to its main sentences first.
  if (wanted === '' && article !== undefined && fitting.length < passages.length) {
    text = condense(rules, article, (shorter) => count(shorter) <= most) ?? text;
  }
  const partly = fitting.length < passages.length;
  const messages = answerMessages({ ...parts, text, partly });
  return success({
    ...base(run, seen),
    messages,
    refs: [],
    tokens: {
      prompt: countMessages(engine, messages),
      limit: run.engine.contextTokens,
      view: 0,
      text: engine.countTokens(text),
    },
    leftOut: [
      ...(partly ? [{ what: 'passages' as const, left: passages.length - fitting.length, of: passages.length }] : []),
      ...historyLeft(seen.earlier.length - earlier.length, seen.earlier.length),
      ...textLeft(seen),
      ...framesLeft(seen),
    ],
  });
}

function interpretView(run: Run, seen: Seen, { rules, grammar, engine }: Tools): Result<Interpretation, Problem> {
  const { page } = seen;
  const history = historyOf(run);
  const bare = { run, title: page.title, origin: page.origin, notices: page.notices.slice(0, 3) };
  const limit = roomOf(run);
  const change = lastChange(run, engine);
  const told = { ...bare, change, view: '', history: [] };
  const parts = countMessages(engine, actMessages(told)) <= limit / 2 ? { ...bare, change } : bare;
  const count = (view: string, kept: readonly string[]) =>
    countMessages(engine, actMessages({ ...parts, view, history: kept }));
  if (count('', []) > limit) return failure(tooLong(limit));
  let kept = history.slice(-MOST_HISTORY);
  while (kept.length > 0 && count('', kept) > limit / 2) kept = kept.slice(1);
  const budget = Math.max(0, Math.min(run.engine.viewTokens, limit - count('', kept)));
  const small = run.engine.viewTokens < SMALL_VIEW;
  const scores = rules.relevance(taskText(run), page, run.signal.place);
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
  const messages = actMessages({ ...parts, view: lines, history: kept });
  const of = Math.max(page.elementTotal, page.elements.length);
  const glances = small ? undefined : { ...glancesOf(view, page), tools: tools.names };
  return success({
    ...base(run, seen),
    messages,
    refs: view.refs,
    grammar: grammar.build({ page, refs: view.refs, urls: urlsIn(taskText(run)), glances }),
    ...(glances !== undefined && { glances }),
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

function lastChange(run: Run, engine: Engine): string {
  const change = run.iterations.findLast(({ outcome }) => outcome !== undefined)?.outcome?.change;
  if (change === undefined || run.engine.viewTokens < SMALL_VIEW) return '';
  const budget = Math.floor(run.engine.viewTokens * CHANGE_SHARE);
  return renderChange(change, { budget, count: (text) => engine.countTokens(text) });
}

/** Ways to see more: of what the view folds, of what it leaves out. */
function glancesOf(view: View, { part }: Seen['page']): NonNullable<Interpretation['glances']> {
  const more = view.left > 0 || view.leftText > 200;
  return { looks: view.folds, search: more, more: more || part.number < part.of };
}

function base(
  run: Run,
  { page, mode, iteration, ms }: Seen,
): Pick<Interpretation, 'mode' | 'goal' | 'situation' | 'url' | 'origin' | 'title' | 'ms'> {
  const last = run.iterations.at(-1)?.outcome;
  const change = last?.change;
  const what =
    change?.navigated === true ? 'page changed' : change === undefined ? '' : `${change.changed.length} changed`;
  return {
    mode,
    goal: clip(oneLine(taskText(run)), 300),
    situation: iteration === 1 ? '' : [last?.status ?? '', what].filter((word) => word !== '').join(', '),
    url: page.url,
    origin: page.origin,
    title: page.title,
    ms: { read: ms, interpret: 0 },
  };
}

function roomOf(run: Run): number {
  return run.engine.contextTokens - run.engine.answerTokens - MARGIN;
}

function tooLong(limit: number): Problem {
  return problem('run.too_long', { params: { limit } });
}

function countMessages(engine: Engine, messages: Interpretation['messages']): number {
  // A chat template adds a few tokens around each message.
  return messages.reduce((sum, { content }) => sum + engine.countTokens(content) + 8, 0);
}

/** Share of the context that earlier exchanges may take. */
const EARLIER_SHARE = 0.15;

/** The exchanges that fit, newest first chosen, oldest first told. A small engine gets none: every line of prefill is waited for. */
function keptOf(run: Run, { earlier }: Seen, engine: Engine): string[] {
  if (run.engine.viewTokens < SMALL_VIEW) return [];
  let room = roomOf(run) * EARLIER_SHARE;
  const kept: string[] = [];
  for (const line of earlier.map(linesOf).toReversed()) {
    room -= engine.countTokens(line);
    if (room < 0) break;
    kept.unshift(line);
  }
  return kept;
}

function historyLeft(left: number, of: number): { what: 'history'; left: number; of: number }[] {
  return left > 0 ? [{ what: 'history', left, of }] : [];
}

/** Of a very long page only the beginning is read. Characters. */
function textLeft({ page, article }: Seen): { what: 'text'; left: number; of: number }[] {
  if (article?.cut !== true) return [];
  const of = Math.max(page.textLength, article.markdown.length + 1);
  return [{ what: 'text', left: of - article.markdown.length, of }];
}

function framesLeft({ page }: Seen): Interpretation['leftOut'] {
  const { unread, closedFrames, frames } = page;
  const sites = [...new Set(closedFrames.map(({ origin }) => origin))];
  const of = closedFrames.length + frames.length;
  return [
    ...(unread === 0 ? [] : [{ what: 'frames' as const, left: unread, of: unread + frames.length }]),
    ...(sites.length === 0 ? [] : [{ what: 'closedFrames' as const, left: closedFrames.length, of, sites }]),
  ];
}

/** Small enough that several passages fit: about a quarter of what the engine takes. */
function passageChars(run: Run): number {
  return Math.max(160, Math.min(1200, run.engine.textTokens));
}

/** Paragraphs of markdown; long ones in pieces of at most `most` characters, cut after a sentence, else at a space, else anywhere. */
export function passagesOf(markdown: string, most: number): string[] {
  const pieces = new RegExp(`[\\s\\S]{1,${most}}(?=\\s|$)|[\\s\\S]{1,${most}}`, 'gu');
  return markdown
    .split(/\n{2,}/u)
    .flatMap((block) =>
      block
        .split(/(?<=[.!?。！？…]["”»)]?)(?=\s)/u)
        .flatMap((sentence) => sentence.match(pieces) ?? [])
        .reduce(joined(most), []),
    )
    .map((block) => block.trim())
    .filter((block) => block !== '');
}

/** Joins neighbours while they stay within `most` characters. */
function joined(most: number): (blocks: string[], piece: string) => string[] {
  return (blocks, piece) => {
    const last = blocks.at(-1);
    if (last === undefined || last.length + piece.length > most) return [...blocks, piece];
    return [...blocks.slice(0, -1), last + piece];
  };
}

/** Takes passages by `order` while they fit, and gives them in the order of the page. */
function fill(passages: readonly string[], order: readonly number[], fits: (text: string) => boolean): number[] {
  const taken: number[] = [];
  let whole = '';
  let misses = 0;
  for (const index of order) {
    const text = `${whole}\n\n${passages[index] ?? ''}`;
    if (!fits(text)) {
      misses += 1;
      if (misses > 3) break;
      continue;
    }
    whole = text;
    taken.push(index);
  }
  return taken.toSorted((a, b) => a - b);
}

function condense(
  rules: Ports['rules'],
  article: NonNullable<Seen['article']>,
  fits: (text: string) => boolean,
): string | undefined {
  for (const sentences of [16, 12, 9, 7, 5, 3, 2, 1]) {
    const text = rules.summarise(article, sentences);
    if (text !== '' && fits(text)) return text;
  }
  return undefined;
}
