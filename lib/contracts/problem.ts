import type { Problem, ProblemCode } from './problem-codes.ts';

/** Apart from the list of codes: a content script makes problems, and needs no list to do so. */
export function problem(code: ProblemCode, extra: Omit<Problem, 'code'> = {}): Problem {
  return { code, ...extra };
}
