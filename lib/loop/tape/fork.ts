import * as v from 'valibot';

import { type Problem, problem, Trace } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

/**
 * The same trace with one input changed. `path`: of a record (`entry.reply`), or of what came in before it, by the kind of item
 * (`observe.page.title`, `predict.end.text`); the first of that kind counts. Refused where nothing is there, or where the value does
 * not fit.
 */
export function changed(trace: Trace, seq: number, path: string, value: unknown): Result<Trace, Problem> {
  const copy = structuredClone(trace);
  const [first = '', ...rest] = path.split('.');
  const record = copy.records.find((each) => each.seq === seq);
  const item = copy.tape.find((part) => part.seq === seq)?.items.find(({ is }) => is === first);
  const steps = item === undefined ? [first, ...rest] : rest;
  if (!put(item ?? record, steps, value)) return failure(problem('internal', { detail: `nothing at ${seq}.${path}` }));
  const parsed = v.safeParse(Trace, copy);
  if (!parsed.success) return failure(problem('internal', { detail: v.summarize(parsed.issues) }));
  return success(parsed.output);
}

function put(root: unknown, path: readonly string[], value: unknown): boolean {
  let at = root;
  for (const [index, key] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    if (index === path.length - 1) return Reflect.set(at, key, value);
    at = Reflect.get(at, key);
  }
  return false;
}
