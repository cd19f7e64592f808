import type { Article } from '@/lib/contracts/index.ts';

import type { Rank } from './rank.ts';
import { isStopWord, stem, wordsOf } from './text.ts';

/** A piece of an article that says something by itself. */
export interface Passage {
  /** The headings it stands under, outermost first, a line each; '' where there is none. */
  heading: string;
  text: string;
  /** Blocks of the article that it is made of, in order; none where nobody knows. */
  anchors: string[];
  /** Page of a PDF, from 1. */
  page?: number;
}

/** What a stop word of the question counts, beside 1 for a word that means something. */
const STOP_WEIGHT = 0.1;
const MAX_QUESTION_WORDS = 300;

/** Indices of the passages that share a word that means something with the question, best first. Empty where none does. */
export function rankPassages(rank: Rank, question: string, passages: readonly string[]): number[] {
  const weights: number[] = [];
  const ids = new Map<string, number>();
  for (const word of wordsOf(question)) {
    const bare = stem(word);
    if (ids.has(bare) || ids.size >= MAX_QUESTION_WORDS) continue;
    ids.set(bare, weights.length);
    weights.push(isStopWord(word) ? STOP_WEIGHT : 1);
  }
  const found = passages.map((passage) => {
    const words = wordsOf(passage);
    return { hits: words.flatMap((word) => ids.get(stem(word)) ?? []), length: words.length };
  });
  const scores = rank.passages(found, weights);
  const fitting = [...passages.keys()].filter((i) => found[i]?.hits.some((id) => weights[id] === 1));
  return fitting.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** A block of the article, or a paragraph of it that is in none. */
interface Unit {
  text: string;
  anchor: string;
  page: number | undefined;
  /** It goes on in the line below the one before. */
  tight: boolean;
}

const HEADING = /^(#{1,6})\s[^\n]*$/;

/** Blocks in their order, with what lies between them. Marks of blocks that are no such thing are left out. */
export function unitsOf({ markdown, blocks }: Pick<Article, 'markdown' | 'blocks'>): Unit[] {
  const units: Unit[] = [];
  let at = 0;
  const between = (end: number) => {
    const text = markdown.slice(at, end);
    for (const part of text.split(/\n\s*\n|\n(?=#{1,6}\s)/)) {
      for (const paragraph of paragraphsOf(part))
        units.push({ text: paragraph, anchor: '', page: undefined, tight: false });
    }
  };
  for (const { anchor, start, end, page } of blocks) {
    if (start < at || end <= start || end > markdown.length) continue;
    if (insideCharacter(markdown, start) || insideCharacter(markdown, end)) continue;
    const gap = markdown.slice(at, start);
    between(start);
    const text = markdown.slice(start, end).toWellFormed().trim();
    if (text !== '') units.push({ text, anchor, page, tight: gap === '\n' && units.length > 0 });
    at = end;
  }
  between(markdown.length);
  return units;
}

/** Whether that offset cuts a surrogate pair in two. */
function insideCharacter(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** A heading line and what follows it in the same block are two things. */
function paragraphsOf(block: string): string[] {
  const text = block.toWellFormed().trim();
  if (text === '') return [];
  const end = text.indexOf('\n');
  if (!/^#{1,6}\s/.test(text) || end === -1) return [text];
  return [text.slice(0, end).trim(), text.slice(end + 1).trim()].filter((part) => part !== '');
}

/**
 * The article in passages: with its heading none has more than `maxChars` characters (50 at least). Whole blocks, joined while they fit;
 * none spans two headings or two pages. A block that is longer alone is cut at sentence ends, or, where there are none, anywhere but
 * inside a character. No word is lost, those of headings included.
 */
export function passagesOf(article: Pick<Article, 'markdown' | 'blocks'>, maxChars: number): Passage[] {
  const splitter = new Splitter(Math.max(50, Math.floor(maxChars)));
  for (const unit of unitsOf(article)) splitter.add(unit);
  return splitter.end();
}

class Splitter {
  readonly #max: number;
  readonly #passages: Passage[] = [];
  /** Open headings, outermost first. */
  #headings: { level: number; text: string; anchor: string; page: number | undefined; used: boolean }[] = [];
  #open: Passage | undefined;
  /** First two lines of the table that goes on. */
  #head = '';

  constructor(max: number) {
    this.#max = max;
  }

  add({ text, anchor, page, tight }: Unit): void {
    const level = HEADING.exec(text)?.[1]?.length;
    if (level !== undefined && text.length <= this.#max / 3) {
      this.#leave(level);
      this.#headings.push({ level, text, anchor, page, used: false });
      return;
    }
    if (!tight) this.#head = headOf(text);
    const heading = this.#context();
    const room = this.#max - (heading === '' ? 0 : heading.length + 1);
    const gap = tight ? '\n' : '\n\n';
    for (const piece of cut(text, room)) {
      const open = this.#open;
      if (open !== undefined && open.page === page && open.text.length + gap.length + piece.length <= room) {
        open.text += gap + piece;
        if (anchor !== '' && open.anchors.at(-1) !== anchor) open.anchors.push(anchor);
        continue;
      }
      const head = tight && this.#head.length + 1 + piece.length <= room ? `${this.#head}\n` : '';
      const begun = head === '\n' ? piece : head + piece;
      this.#open = {
        heading,
        text: begun,
        anchors: anchor === '' ? [] : [anchor],
        ...(page !== undefined && { page }),
      };
      this.#passages.push(this.#open);
    }
  }

  end(): Passage[] {
    this.#leave(1);
    return this.#passages;
  }

  /** Closes the headings of that level and below; one that nothing stood under is a passage itself. */
  #leave(level: number): void {
    this.#open = undefined;
    while ((this.#headings.at(-1)?.level ?? 0) >= level) {
      const last = this.#headings.pop();
      if (last === undefined || last.used) continue;
      const { text, anchor, page } = last;
      const room = this.#max - text.length - 1;
      const heading = this.#shortened(room);
      this.#passages.push({
        heading,
        text,
        anchors: anchor === '' ? [] : [anchor],
        ...(page !== undefined && { page }),
      });
    }
  }

  #context(): string {
    return this.#shortened(this.#max / 3);
  }

  /** The innermost headings that fit. */
  #shortened(room: number): string {
    let told = '';
    for (const heading of this.#headings.toReversed()) {
      const longer = told === '' ? heading.text : `${heading.text}\n${told}`;
      if (longer.length > room) break;
      told = longer;
      heading.used = true;
    }
    return told;
  }
}

/** The head of a table, which says what its later rows mean; '' where that is no table. */
function headOf(text: string): string {
  return /^\|[^\n]*\n\|[\s|:-]+(?=\n|$)/.exec(text)?.[0] ?? '';
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Graphemes; one that is absurdly long (marks upon marks) in its code points. */
function charactersOf(text: string, max: number): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment).flatMap((character) =>
    character.length <= max ? character : Array.from(character),
  );
}

/** At blanks where a sentence is too long; inside words only where a word is. */
function wordsIn(sentence: string, max: number): string[] {
  return sentence.split(/(?<=\s)/u).flatMap((word) => (word.length <= max ? word : charactersOf(word, max)));
}

function cut(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  const pieces: string[] = [];
  let open = '';
  const add = (part: string) => {
    if (open.length + part.length > max && open !== '') {
      pieces.push(open.trim());
      open = '';
    }
    open += part;
  };
  for (const { segment } of sentences.segment(text)) {
    if (segment.length <= max) add(segment);
    else for (const part of wordsIn(segment, max)) add(part);
  }
  pieces.push(open.trim());
  return pieces.filter((piece) => piece !== '');
}
