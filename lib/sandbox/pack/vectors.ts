import { deepCompareStrict } from '@cfworker/json-schema';
import * as v from 'valibot';

import { type Problem, problem } from '../../contracts/index.ts';
import { clip, failure, fromJson, type Result, success } from '../../shared/index.ts';
import { isTooDeep } from './depth.ts';

/** What a tool gives for an input; or that it fails, and what its reason has in it. */
export const Vectors = v.pipe(
  v.array(v.object({ input: v.unknown(), output: v.optional(v.unknown()), fails: v.optional(v.string()) })),
  v.maxLength(64),
);
export type Vectors = v.InferOutput<typeof Vectors>;

/** Milliseconds for all of them: whoever opens a pack waits for them, and so does a background that may not live long. */
const MOST_MS = 20_000;
const SHOWN = 200;

type Call = (input: unknown, signal: AbortSignal) => Promise<Result<{ output: unknown }, Problem>>;

/** Runs them, one after the other. The first that gives something else is the problem. */
export async function runVectors(
  vectors: Vectors,
  call: Call,
  signal: AbortSignal = AbortSignal.timeout(MOST_MS),
): Promise<Result<undefined, Problem>> {
  for (const [index, vector] of vectors.entries()) {
    const result = await answered(call, vector.input, signal);
    if (result === undefined) return failure(problem('pack.slow', { params: { count: MOST_MS / 1000 } }));
    const detail = differs(vector, result);
    if (detail === undefined) continue;
    return failure(problem('pack.vector', { params: { count: index + 1, reason: clip(detail, SHOWN) }, detail }));
  }
  return success(undefined);
}

/** Undefined where the time was over first. */
async function answered(
  call: Call,
  input: unknown,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<Call>> | undefined> {
  try {
    return signal.aborted ? undefined : await call(input, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function differs({ output, fails }: Vectors[number], result: Awaited<ReturnType<Call>>): string | undefined {
  if (!result.ok) {
    const { code, detail = '' } = result.problem;
    const isMeant = fails !== undefined && code === 'sandbox.failed' && detail.includes(fails);
    return isMeant ? undefined : `${code}: ${detail}`;
  }
  const { output: gave } = result.value;
  if (isTooDeep(gave)) return 'its output is nested too deeply';
  if (fails === undefined && deepCompareStrict(gave, output)) return undefined;
  return `it gave ${JSON.stringify(gave)}`;
}

/** The text of `vectors.json`. */
export function vectorsIn(text: string): Result<Vectors, string> {
  const json = fromJson(text);
  if (json === undefined || isTooDeep(json)) return failure('it is no JSON, or nested too deeply');
  const parsed = v.safeParse(Vectors, json);
  return parsed.success ? success(parsed.output) : failure(v.summarize(parsed.issues));
}
