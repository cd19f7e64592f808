import type { PageSnapshot } from '@/lib/contracts/index.ts';
import { fold } from '@/lib/shared/index.ts';

import { isFolded, type Item, type Line, linesOf, lineWords, pathOf, placeOf, regionWords } from './lines.ts';
import { elementWords } from './words.ts';

export interface View {
  /** Lines in reading order; see docs/page-view.md. */
  text: string;
  /** Elements in the view that can be acted on. */
  refs: string[];
  /** Lists and regions in the view that `look` can unfold. */
  folds: string[];
  tokens: number;
  /** Elements that are on the page and not in the view. */
  left: number;
  /** Characters of text that are on the page and not in the view. */
  leftText: number;
}

export interface Room {
  /** Tokens. */
  budget: number;
  count: (text: string) => number;
  /** Words of the task, folded: text that holds them goes first. */
  words: readonly string[];
  /**
   * True for a small model on a slow engine: it gets a handful of elements, those with a fair share of the best score, best first. A
   * small model leans towards the first of a list, so the first is what rules would take.
   */
  handful: boolean;
  /** The page was asked for one part of it: that is told in reading order, whatever it has to do with the task. */
  sequential?: boolean;
}

const HANDFUL = 8;
const AT_LEAST = 3;
const FAIR_SHARE = 0.3;
/** Lines that did not fit, after which no more are tried. */
const MISSES = 12;
/** Characters of one text: all of it where the page fits, more where it holds words of the task. */
const FULL = 600;
const HIT = 300;
const PLAIN = 120;

/**
 * What a model sees of a page, as text within `budget` tokens by `count`. Lines are taken by what they have to do with the task until
 * no more fit, then written in reading order. Never over budget: what does not fit after all is taken out again, last line first.
 * `scores`: what each of `page.elements` has to do with the task (Rules.relevance); not asked for where the whole page fits.
 */
export function renderView(page: PageSnapshot, scores: () => readonly number[], room: Room): View {
  return room.handful ? handfulOf(page, scores(), room) : wholeOf(page, scores, room);
}

interface Scored {
  line: Line;
  order: number;
  score: number;
  words: string;
}

function wholeOf(page: PageSnapshot, scores: () => readonly number[], room: Room): View {
  const lines = linesOf(page);
  const whole = composeAll(page, lines, room);
  if (whole !== undefined) return whole;
  const ranked = rank(page, lines, { scores, room });
  const taken = take(page, ranked, room);
  for (;;) {
    const chosen = taken.toSorted((a, b) => a.order - b.order);
    const view = compose(page, chosen, room);
    if (view.tokens <= room.budget) return view;
    if (taken.pop() === undefined) return { ...view, text: '', tokens: 0 };
  }
}

/** All lines with all their text, where that fits. */
function composeAll(page: PageSnapshot, lines: readonly Line[], room: Room): View | undefined {
  const size = lines.reduce((sum, { items }) => sum + items.length, 0);
  // A token is at least a character, and a line has a few: most big pages are known not to fit without a count.
  if (size * 4 > room.budget * 8) return undefined;
  const all = lines.map((line, order) => ({ line, order, score: 0, words: lineWords(line, FULL) }));
  const view = compose(page, all, room);
  return view.tokens <= room.budget ? view : undefined;
}

/** Lines by what they have to do with the task, best first; of one part of the page, as they stand. */
function rank(
  page: PageSnapshot,
  lines: readonly Line[],
  { scores, room }: { scores: () => readonly number[]; room: Room },
): Scored[] {
  if (room.sequential === true) {
    return lines.map((line, order) => ({ line, order, score: 0, words: lineWords(line, HIT) }));
  }
  const worth = scores();
  const scoreOf = new Map(page.elements.map((element, i) => [element, worth[i] ?? 0]));
  const top = page.regions.some((region) => region.top === true);
  const busy = new Set(
    page.elements.filter(({ states }) => states.includes('focused')).map(({ region }) => region ?? -1),
  );
  return lines
    .map((line, order): Scored => {
      const hits = Math.max(0, ...line.items.map((item) => hitsOf(item, room.words)));
      const elements = line.items.flatMap(({ element }) => (element === undefined ? [] : [element]));
      let score = Math.max(0, ...elements.map((element) => scoreOf.get(element) ?? 0));
      score += hits * 1.5 + (line.items.some(({ text }) => text?.level !== undefined) ? 0.4 : 0);
      if (elements.length > 0) score += 0.3;
      if (line.region !== undefined && busy.has(line.region)) score += 0.4;
      // Behind an open dialog nothing can be done.
      if (top && line.items.every(isCovered)) score -= 4;
      return { line, order, score, words: lineWords(line, hits > 0 ? HIT : PLAIN) };
    })
    .toSorted((a, b) => b.score - a.score || a.order - b.order);
}

function isCovered({ element, text }: Item): boolean {
  return element === undefined ? text.covered === true : element.states.includes('covered');
}

function hitsOf({ element, text }: Item, words: readonly string[]): number {
  if (words.length === 0) return 0;
  const folded = fold(element === undefined ? text.text : element.name);
  return words.filter((word) => folded.includes(word)).length;
}

/** As many of the best lines as fit, with the lines that name their regions. */
function take(page: PageSnapshot, ranked: readonly Scored[], { budget, count }: Room): Scored[] {
  const taken: Scored[] = [];
  const opened = new Set<number>();
  let tokens = count(leftOut(page, 99_999, 99_999));
  let misses = 0;
  for (const scored of ranked) {
    const path = pathOf(page.regions, scored.line.region);
    const fresh = path.filter((index) => !opened.has(index));
    const heads = fresh.map((index) => headWords(page, index)).join('\n');
    const cost = count(`${heads}\n${' '.repeat(path.length)}${scored.words}\n`);
    if (tokens + cost > budget) {
      misses += 1;
      if (misses > MISSES) break;
      continue;
    }
    tokens += cost;
    for (const index of fresh) opened.add(index);
    taken.push(scored);
  }
  return taken;
}

/** The line that opens a region, with the room for the one that tells what is folded in it. */
function headWords(page: PageSnapshot, index: number): string {
  const region = page.regions[index];
  if (region === undefined) return '';
  return isFolded(region) ? `${regionWords(region)}\n${foldWords(region.rows ?? 0, region.ref)}` : regionWords(region);
}

function foldWords(rows: number, ref: string): string {
  return `... ${rows} more rows (look ${ref})`;
}

function compose(page: PageSnapshot, chosen: readonly Scored[], { count }: Room): View {
  const out: string[] = [];
  const folds: string[] = [];
  let open: number[] = [];
  const rows = rowsShown(page, chosen);
  const close = (to: number) => {
    for (let depth = open.length; depth > to; depth--) {
      const region = page.regions[open[depth - 1] ?? -1];
      const more = (region?.rows ?? 0) - (rows.get(open[depth - 1] ?? -1) ?? 0);
      if (region === undefined || region.rows === undefined || more <= 0) continue;
      out.push(`${' '.repeat(depth)}${foldWords(more, region.ref)}`);
      folds.push(region.ref);
    }
    open = open.slice(0, to);
  };
  for (const { line, words } of chosen) {
    const path = pathOf(page.regions, line.region);
    const same = path.findIndex((index, i) => open[i] !== index);
    close(same === -1 ? path.length : same);
    for (const index of path.slice(open.length)) {
      const region = page.regions[index];
      if (region !== undefined) out.push(`${' '.repeat(open.length)}${regionWords(region)}`);
      open.push(index);
    }
    out.push(`${' '.repeat(open.length)}${words}`);
  }
  close(0);
  const items = chosen.flatMap(({ line }) => line.items);
  const elements = items.flatMap(({ element }) => (element === undefined ? [] : [element]));
  const told = items.reduce((sum, { text }) => sum + (text?.text.length ?? 0), 0);
  const left = Math.max(page.elementTotal, page.elements.length) - elements.length;
  const leftText = Math.max(0, page.textTotal - told);
  const rest = leftOut(page, left, leftText);
  if (rest !== '') out.push(rest);
  const text = out.join('\n');
  return { text, refs: elements.filter(isReady).map(({ ref }) => ref), folds, tokens: count(text), left, leftText };
}

/** Rows of each list that the view shows something of. */
function rowsShown(page: PageSnapshot, chosen: readonly Scored[]): Map<number, number> {
  const seen = new Map<number, Set<number>>();
  for (const { line } of chosen) {
    for (const item of line.items) {
      const { region, row } = placeOf(item);
      for (let at = region, number = row; at !== undefined; at = page.regions[at]?.outer, number = undefined) {
        if (page.regions[at]?.rows === undefined || number === undefined || number === 0) continue;
        const rows = seen.get(at) ?? new Set();
        seen.set(at, rows.add(number));
      }
    }
  }
  return new Map([...seen].map(([index, rows]) => [index, rows.size]));
}

function isReady({ states }: PageSnapshot['elements'][number]): boolean {
  return !states.includes('disabled') && !states.includes('hidden');
}

/** The last line: what of the page is not told above, and that `more` tells it. '' where all is. */
function leftOut(page: PageSnapshot, elements: number, characters: number): string {
  const parts: string[] = [];
  if (elements > 0) parts.push(`${elements} elements`);
  if (characters > 200) parts.push(`${characters} characters of text`);
  if (page.closedFrames.length > 0) parts.push(`${page.closedFrames.length} frames of other sites`);
  if (page.unread > 0) parts.push(`${page.unread} not read`);
  return parts.length === 0 ? '' : `(left out: ${parts.join(', ')})`;
}

function handfulOf(page: PageSnapshot, scores: readonly number[], { budget, count }: Room): View {
  const ranked = page.elements
    .map((element, index) => ({ element, index, score: scores[index] ?? 0 }))
    .filter(({ element }) => isReady(element))
    .toSorted((a, b) => b.score - a.score || a.index - b.index);
  const taken: string[] = [];
  const refs: string[] = [];
  let tokens = 0;
  const best = ranked[0]?.score ?? 0;
  for (const { element, score } of ranked) {
    if (taken.length >= HANDFUL) break;
    if (taken.length >= AT_LEAST && score < best * FAIR_SHARE) break;
    const line = elementWords(element);
    const cost = count(`${line}\n`);
    if (tokens + cost > budget) break;
    tokens += cost;
    taken.push(line);
    refs.push(element.ref);
  }
  const left = Math.max(page.elementTotal, page.elements.length) - taken.length;
  return { text: taken.join('\n'), refs, folds: [], tokens, left, leftText: page.textTotal };
}
