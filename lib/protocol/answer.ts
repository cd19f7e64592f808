import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result } from '@/lib/shared/index.ts';

/** Runs a handler for `onMessage`, which must answer by callback in both browsers: a thrown error becomes a problem. */
export function answerWith(work: Promise<Result<unknown, Problem>>, reply: (value: unknown) => void): true {
  work.then(reply, (error: unknown) => {
    reply(failure(problem('internal', { detail: error instanceof Error ? error.message : String(error) })));
  });
  return true;
}
