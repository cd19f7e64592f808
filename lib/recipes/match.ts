import type { Pattern } from '@/lib/contracts/index.ts';

import { isStop, stripped, type Token, tokensOf } from './words.ts';

type Piece = { is: 'word'; word: string } | { is: 'value'; index: number };

/** How well the user's words fit: word for word, or but for words that change nothing. */
export interface Match {
  exact: boolean;
  values: string[];
}

/**
 * The values that the user's words give a pattern; undefined where they ask for something else, or where they could be read in two ways.
 */
export function matchWords(words: Pattern, text: string): Match | undefined {
  const pieces = piecesOf(words);
  const tokens = tokensOf(text);
  const exact = valuesIn(pieces, tokens, text, false);
  if (exact === 'unclear') return undefined;
  if (exact !== undefined) return { exact: true, values: exact };
  const telling = pieces.filter((piece) => piece.is === 'value' || !isStop(piece));
  if (telling.every(({ is }) => is === 'value')) return undefined;
  // Only a telling word says where one value ends and the next begins.
  if (telling.some(({ is }, i) => is === 'value' && telling[i + 1]?.is === 'value')) return undefined;
  const loose = valuesIn(telling, tokens, text, true);
  return loose === undefined || loose === 'unclear' ? undefined : { exact: false, values: loose };
}

function piecesOf(words: Pattern): Piece[] {
  return words.flatMap((piece): Piece[] => {
    if (typeof piece === 'number') return [{ is: 'value', index: piece }];
    return tokensOf(piece).flatMap(({ word }) => (word === '' ? [] : [{ is: 'word', word }]));
  });
}

/** Ways tried before a sentence counts as unclear. */
const MOST_WAYS = 20_000;

/** Every way to read the tokens as these pieces; the values where all ways give the same ones. */
function valuesIn(
  pieces: readonly Piece[],
  tokens: readonly Token[],
  text: string,
  loose: boolean,
): string[] | 'unclear' | undefined {
  const found = new Map<string, string[]>();
  let ways = 0;
  const walk = (piece: number, token: number, values: string[]): void => {
    if (found.size > 1 || (ways += 1) > MOST_WAYS) return;
    const here = tokens[token];
    const wanted = pieces[piece];
    if (wanted === undefined && here === undefined) found.set(JSON.stringify(values), values);
    if (here !== undefined && (here.word === '' || (loose && isStop(here)))) walk(piece, token + 1, values);
    if (wanted === undefined || here === undefined) return;
    if (wanted.is === 'word') {
      if (here.word === wanted.word) walk(piece + 1, token + 1, values);
      return;
    }
    if (here.word === '' || (loose && isStop(here))) return;
    for (let last = token; last < tokens.length; last++) {
      const end = tokens[last];
      if (end === undefined || end.word === '' || (loose && isStop(end))) continue;
      const value = stripped(text.slice(here.from, end.to));
      const before = values[wanted.index];
      if (value === '' || (before !== undefined && before !== value)) continue;
      walk(piece + 1, last + 1, Object.assign([...values], { [wanted.index]: value }));
    }
  };
  walk(0, 0, []);
  if (found.size > 1 || ways > MOST_WAYS) return 'unclear';
  return [...found.values()][0];
}
