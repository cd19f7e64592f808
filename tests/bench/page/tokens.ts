import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const PIECE = 8000;

/** Tokens by o200k. A long text is counted in pieces cut at line ends: the sum is the same to well under 0.1%. */
export function tokens(text: string): number {
  let sum = 0;
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + PIECE);
    const cut = text.lastIndexOf('\n', to);
    if (to < text.length && cut > from) to = cut;
    sum += countTokens(text.slice(from, to), { disallowedSpecial: new Set() });
    from = to;
  }
  return sum;
}
