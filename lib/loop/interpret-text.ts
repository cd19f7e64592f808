import type { Engine, Interpretation, Problem, Run, Source } from '@/lib/contracts/index.ts';
import { clip, failure, oneLine, type Result, success } from '@/lib/shared/index.ts';

import { base, countMessages, framesLeft, historyLeft, roomOf, textLeft, tooLong } from './budget.ts';
import { type Piece, sourcesOf, tell, withoutLinks } from './cite.ts';
import type { Ports } from './ports.ts';
import { answerMessages, linesOf, SMALL_VIEW } from './prompt.ts';
import type { Seen } from './senses.ts';

/** Words of a task that is about addresses; others are better served by more text in their place. */
const ASKS_FOR_LINKS = /\b(links?|urls?|address(es)?|href|websites?|adressen?|verweise?|webseiten?)\b/iu;

/** What goes into the prompt of an answer: passages of the text, those that fit the question best, in the order of the page. */
export function interpretText(
  run: Run,
  seen: Seen,
  { rules, engine }: { rules: Ports['rules']; engine: Engine },
): Result<Interpretation, Problem> {
  const { page, article, selection } = seen;
  const earlier = keptOf(run, seen, engine);
  const pieces = piecesOf(run, seen, rules);
  const cite = run.engine.viewTokens >= SMALL_VIEW && pieces.some(({ anchor }) => anchor !== '');
  const parts = {
    run,
    title: page.title,
    origin: page.origin,
    earlier,
    ...(cite && { cite }),
    ...(selection !== undefined && { selection: clip(selection.text, 2000) }),
  };
  const count = (text: string) => countMessages(engine, answerMessages({ ...parts, text, partly: true }));
  const limit = roomOf(run);
  if (count('') > limit) return failure(tooLong(limit));
  const most = Math.min(limit, count('') + run.engine.textTokens);
  const fits = (given: readonly Piece[]) => count(tell(given, { cite })) <= most;
  const wanted = seen.whole || run.signal.task.kind !== 'ask' ? '' : run.signal.task.text;
  const ranked = wanted === '' ? [] : rules.rank(wanted, pieces.map(searched)); // prettier-ignore
  // Where no passage shares a word with the question ("what is this about?"), the page is read from its beginning.
  const order = ranked.length === 0 ? pieces.map((_, index) => index) : ranked;
  const facts = wanted === '' ? undefined : factsOf(run, article);
  const all = facts === undefined ? pieces : [...pieces, facts];
  const fitting = fill(all, facts === undefined ? order : [pieces.length, ...order], fits);
  const partly = fitting.length < all.length;
  // A summary of a part is no summary of the whole: where not all fits, rules condense the whole to its main sentences first.
  const condensed = wanted === '' && article !== undefined && partly ? condense(rules, article, fits) : undefined;
  const given = condensed ?? fitting;
  const text = tell(given, { cite });
  const messages = answerMessages({ ...parts, text, partly });
  const sources: Source[] = sourcesOf(given, documentKeyOf(seen));
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
      ...(partly ? [{ what: 'passages' as const, left: all.length - fitting.length, of: all.length }] : []),
      ...historyLeft(seen.earlier.length - earlier.length, seen.earlier.length),
      ...textLeft(seen),
      ...framesLeft(seen),
    ],
    ...(sources.length > 0 && { sources }),
  });
}

/** The document that the text was read from: a PDF has one beside its tab's. */
export function documentKeyOf({ article, page }: Seen): string {
  return article?.documentKey ?? page.documentKey;
}

function piecesOf(run: Run, { article, selection }: Seen, rules: Ports['rules']): Piece[] {
  if (selection !== undefined) {
    return [{ heading: '', text: selection.block, anchor: selection.anchor ?? '', page: undefined }];
  }
  if (article === undefined) return [];
  const links = run.signal.task.kind === 'ask' && ASKS_FOR_LINKS.test(run.signal.task.text);
  return rules.passages(article, passageChars(run)).map(({ heading, text, anchors, page }) => ({
    heading: links ? heading : withoutLinks(heading),
    text: links ? text : withoutLinks(text),
    anchor: anchors[0] ?? '',
    page,
  }));
}

/** What the page says of itself, where the engine has room for more than the passages that fit best. Nobody can be shown where it stands. */
function factsOf({ engine }: Run, article: Seen['article']): Piece | undefined {
  const facts = article?.facts ?? [];
  if (facts.length === 0 || engine.viewTokens < SMALL_VIEW) return undefined;
  const told = facts.map(({ name, value }) => `${name}: ${oneLine(value)}`);
  return {
    heading: '',
    text: clip(`The page says of itself: ${told.join('; ')}`, MOST_FACTS),
    anchor: '',
    page: undefined,
  };
}

function searched({ heading, text }: Piece): string {
  return `${heading}\n${text}`;
}

const MOST_FACTS = 700;

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

/** Small enough that several passages fit: about a quarter of what the engine takes. */
function passageChars(run: Run): number {
  return Math.max(160, Math.min(1200, run.engine.textTokens));
}

/** Takes pieces by `order` while they fit, and gives them in the order of the page. */
function fill(pieces: readonly Piece[], order: readonly number[], fits: (given: readonly Piece[]) => boolean): Piece[] {
  let taken: number[] = [];
  let misses = 0;
  const at = (indices: readonly number[]) => indices.flatMap((index) => pieces[index] ?? []);
  for (const index of order) {
    const more = [...taken, index].toSorted((a, b) => a - b);
    if (fits(at(more))) taken = more;
    else if (++misses > 3) break;
  }
  return at(taken);
}

function condense(
  rules: Ports['rules'],
  article: NonNullable<Seen['article']>,
  fits: (given: readonly Piece[]) => boolean,
): Piece[] | undefined {
  const gist = rules.gist(article);
  for (const sentences of [16, 12, 9, 7, 5, 3, 2, 1]) {
    const quotes = gist(sentences).map(({ text, anchor, page }): Piece => ({
      heading: '',
      text: `“${text}”`,
      anchor,
      page,
    }));
    if (quotes.length > 0 && fits(quotes)) return quotes;
  }
  return undefined;
}
