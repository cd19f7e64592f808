/** What a chat template adds around one message, tokens, at most. */
const PER_MESSAGE = 12;

const PIECES = /[A-Za-z]+|[0-9]|\n|[^\S\n]+|[!-~]|[^!-~\s]+/gu;
const encoder = new TextEncoder();

/**
 * An upper estimate of the tokens of `text` for any byte-level BPE tokenizer of a chat model: words by length and case, each
 * digit, mark and line end one, other scripts by their UTF-8 bytes (the most that a byte-level tokenizer can make of them).
 * Measured against SmolLM2's own counts in estimate.test.ts.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) tokens += tokensOf(piece);
  return tokens;
}

function tokensOf(piece: string): number {
  const code = piece.charCodeAt(0);
  if (piece === '\n') return 1;
  // One space belongs to the word after it; a longer run is a token or more of its own.
  if (/^\s/u.test(piece)) return piece === ' ' ? 0 : Math.ceil(piece.length / 4);
  if (code > 126) return encoder.encode(piece).length;
  if (!/[A-Za-z]/.test(piece)) return 1;
  // Ordinary words are common tokens; capitals inside a word (HTTP, camelCase, base64) break it up.
  const capitals = piece.slice(1).replace(/[^A-Z]/g, '').length;
  return capitals > 0 ? Math.ceil(piece.length / 1.5) : Math.ceil(piece.length / 3);
}

export interface TokenEstimator {
  /** Upper estimate for this engine's tokenizer. */
  count(text: string): number;
  /** Tells how many tokens the engine really counted for a prompt of these texts. */
  learn(texts: readonly string[], reported: number): void;
}

/**
 * Learns from usage reports. The factor is the highest of the last eight reports plus a fifth, within [0.6, 3]: it comes down
 * slowly, when eight prompts in a row were cheaper than estimated, and goes up at once.
 */
export function createEstimator(): TokenEstimator {
  const seen: number[] = [];
  return {
    count: (text) => Math.ceil(countTokens(text) * factor(seen)),
    learn(texts, reported) {
      const estimated = texts.reduce((sum, text) => sum + countTokens(text) + PER_MESSAGE, 0);
      // Short prompts say more of the template than of the text.
      if (!(reported > 0) || estimated < 64) return;
      seen.push(reported / estimated);
      if (seen.length > 8) seen.shift();
    },
  };
}

function factor(seen: readonly number[]): number {
  if (seen.length === 0) return 1;
  const learned = Math.min(3, Math.max(0.6, Math.max(...seen) * 1.2));
  // Fewer than eight reports may all be of one easy kind of text.
  return seen.length < 8 ? Math.max(1, learned) : learned;
}
