/** Why a module is not taken. */
export type Reason =
  | 'damaged'
  | 'too_big'
  | 'threads'
  | 'memory64'
  | 'multi_memory'
  | 'relaxed_simd'
  | 'exceptions'
  | 'gc'
  | 'tail_calls'
  | 'unknown_feature'
  | 'memory'
  | 'table'
  | 'import'
  | 'export';

export interface Refusal {
  reason: Reason;
  /** Plain English words for whoever made the module. */
  words: string;
}

/** Thrown inside of this folder only: `harden` makes a value of it. */
export class Refused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, words: string) {
    super(words);
    this.reason = reason;
  }
}
