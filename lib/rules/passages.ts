import type { Rank } from './rank.ts';
import { isStopWord, stem, wordsOf } from './text.ts';

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

/**
 * The article in passages of at most `maxChars` characters: whole paragraphs, joined while they fit; none spans two headings, and each
 * begins with its heading. A paragraph that is longer alone is cut at sentence ends, or, where there are none, anywhere but
 * inside a character.
 */
export function splitPassages(markdown: string, maxChars: number): string[] {
  const max = Math.max(50, Math.floor(maxChars));
  const passages: string[] = [];
  let heading = '';
  let open = '';
  const close = () => {
    if (open.trim() !== '' && open !== heading) passages.push(open.trim());
    open = '';
  };
  for (const block of markdown.toWellFormed().split(/\n\s*\n|\n(?=#{1,6}\s)/)) {
    for (const paragraph of paragraphsOf(block)) {
      if (/^#{1,6}\s/.test(paragraph)) {
        close();
        heading = paragraph.length <= max / 3 ? paragraph : '';
        if (heading === '') passages.push(...cut(paragraph, max));
        continue;
      }
      for (const piece of cut(paragraph, max - heading.length - 1)) {
        if (open !== '' && open.length + 2 + piece.length > max) close();
        const before = open === '' ? heading : open;
        open = before === '' ? piece : `${before}${open === '' ? '\n' : '\n\n'}${piece}`;
      }
    }
  }
  close();
  return passages;
}

/** A heading line and what follows it in the same block are two things. */
function paragraphsOf(block: string): string[] {
  const text = block.trim();
  if (text === '') return [];
  const end = text.indexOf('\n');
  if (!/^#{1,6}\s/.test(text) || end === -1) return [text];
  return [text.slice(0, end), text.slice(end + 1).trim()].filter((part) => part !== '');
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Graphemes; one that is absurdly long (marks upon marks) in its code points. */
function charactersOf(text: string, max: number): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment).flatMap((character) =>
    character.length <= max ? character : Array.from(character),
  );
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
    else for (const character of charactersOf(segment, max)) add(character);
  }
  pieces.push(open.trim());
  return pieces.filter((piece) => piece !== '');
}
