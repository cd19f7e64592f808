import type { Article } from '@/lib/contracts/index.ts';

import { unitsOf } from './passages.ts';
import { MAX_SENTENCES, type Rank } from './rank.ts';
import { sentencesOf } from './sentences.ts';
import { isStopWord, stem, wordsOf } from './text.ts';

/** A sentence of fewer words is a label, a date, a by-line. */
const MIN_WORDS = 4;
/** Two sentences that have this share of their words in common say much the same; the second number is for texts that are all alike. */
const SAME = [0.5, 0.85];

interface Sentence {
  text: string;
  /** Its distinct content words, as stems. */
  stems: ReadonlySet<string>;
}

/** A sentence of the article in its own words, with what would be markup in them escaped. */
export interface Quote {
  text: string;
  /** Block of the article that it is in; '' where nobody knows. */
  anchor: string;
  page?: number;
}

/**
 * Ranks the sentences that the article itself holds together by (TextRank), once. What it gives chooses of them: the best `count`, in the
 * order of the article, none that says again what another says; all where it has no more.
 */
export function gist(rank: Rank, article: Pick<Article, 'markdown' | 'blocks' | 'lang'>): (count: number) => Quote[] {
  const all = thin(sentencesIn(article));
  const full = all.filter(({ words }) => words >= MIN_WORDS);
  // A page of labels only: better those than nothing.
  const candidates = full.length > 0 ? full : all;
  let scores: number[] | undefined;
  return (count) => {
    const most = Math.max(0, Math.floor(count));
    if (candidates.length > most) scores ??= scoresOf(rank, candidates);
    const chosen = scores === undefined || candidates.length <= most ? candidates : choose(candidates, scores, most);
    return chosen.map(({ text, anchor, page }) => ({
      text: escapeMarkdown(unquoted(text)),
      anchor,
      ...(page !== undefined && { page }),
    }));
  };
}

type Placed = Sentence & { words: number; anchor: string; page: number | undefined };

function sentencesIn(article: Pick<Article, 'markdown' | 'blocks' | 'lang'>): Placed[] {
  if (article.blocks.length === 0) return sentencesOf(article.markdown, article.lang).map((text) => sentenceOf(text));
  return unitsOf(article).flatMap(({ text, anchor, page }) =>
    sentencesOf(text, article.lang).map((sentence) => ({ ...sentenceOf(sentence), anchor, page })),
  );
}

function sentenceOf(text: string): Placed {
  const words = wordsOf(text);
  const stems = new Set(words.filter((word) => !isStopWord(word)).map(stem));
  return { text, words: words.length, stems, anchor: '', page: undefined };
}

/** A sentence that begins or ends in the middle of a quotation has one mark without its partner: it would stand beside ours. */
function unquoted(text: string): string {
  const marks = text.match(/["“”„«»]/gu)?.length ?? 0;
  return marks === 1 ? text.replace(/^["“„«]|["”“»]$/u, '') : text;
}

/** Over the module's limit, every so many sentences are left out, evenly. */
function thin<T>(sentences: readonly T[]): T[] {
  if (sentences.length <= MAX_SENTENCES) return [...sentences];
  return sentences.filter(
    (_, i) =>
      Math.floor((i * MAX_SENTENCES) / sentences.length) !== Math.floor(((i - 1) * MAX_SENTENCES) / sentences.length),
  );
}

function scoresOf(rank: Rank, sentences: readonly Sentence[]): number[] {
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  };
  const scores = rank.sentences(sentences.map(({ stems }) => [...stems].map(idOf)));
  // Authors say first what it is about: the beginning counts up to a quarter more.
  return Array.from(scores, (score, i) => score * (1 + 0.25 / (1 + i)));
}

/** The best, none that says again what a better one says, in the order of the text. */
function choose<T extends Sentence>(sentences: readonly T[], scores: readonly number[], count: number): T[] {
  const order = sentences.map((_, i) => i).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const chosen: number[] = [];
  for (const same of SAME) {
    for (const i of order) {
      if (chosen.length >= count) break;
      const stems = sentences[i]?.stems ?? new Set();
      const isNew = chosen.every((other) => overlap(stems, sentences[other]?.stems ?? stems) < same);
      if (isNew && !chosen.includes(i)) chosen.push(i);
    }
  }
  return chosen.toSorted((a, b) => a - b).flatMap((i) => sentences[i] ?? []);
}

/** Common words by all words of the two. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}

/** Signs that would make page text a tag, a link, a picture, code or emphasis; not those that stand between letters or alone. */
const MARKUP =
  /[`*~|]|\\(?=[\p{P}\p{S}])|<(?=[a-z/!?])|\](?=[([:])|!(?=\[)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/giu;

/** Page text is data: it stays text when the answer is shown. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(MARKUP, String.raw`\$&`);
}
