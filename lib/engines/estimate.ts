import { countTokens } from '@/lib/shared/index.ts';

/** What a chat template adds around one message, tokens, at most. */
const PER_MESSAGE = 12;

export interface TokenEstimator {
  /** Upper estimate for this engine's tokenizer. */
  count(text: string): number;
  /** Tells how many tokens the engine really counted for a prompt of these texts. */
  learn(texts: readonly string[], reported: number): void;
  /** What it has learned: the plain estimate is multiplied by this. */
  scale(): number;
}

/**
 * Learns from usage reports. The factor is the highest of the last eight reports plus a fifth, within [0.6, 3]: it goes up at once,
 * and comes down only after three prompts that were cheaper than estimated.
 */
export function createEstimator(): TokenEstimator {
  const seen: number[] = [];
  return {
    count: (text) => Math.ceil(countTokens(text) * factor(seen)),
    scale: () => factor(seen),
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
  return seen.length < 3 ? Math.max(1, learned) : learned;
}
