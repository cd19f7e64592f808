import * as v from 'valibot';

import { Problem, problem } from '@/lib/contracts/index.ts';
import { delay, failure, isAbort, type Result, success } from '@/lib/shared/index.ts';

/** What comes back over any border: a value that the caller parses, or a problem. */
const Reply = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.optional(v.unknown()) }),
  v.object({ ok: v.literal(false), problem: Problem }),
]);

type Send = () => Promise<unknown>;

/**
 * Sends until somebody answers. Messages are at-least-once: while a background or a host restarts, they get lost, some of them
 * silently (an `undefined` answer), so every request is safe to repeat and is repeated here, `tries` times.
 */
export async function ask<T extends v.GenericSchema>(
  send: Send,
  schema: T,
  { tries = 4, pauseMs = 150 }: { tries?: number; pauseMs?: number } = {},
): Promise<Result<v.InferOutput<T>, Problem>> {
  let last = 'nobody answered';
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await delay(pauseMs * attempt);
    try {
      const reply = v.safeParse(Reply, await send());
      if (reply.success) return read(reply.output, schema);
      last = 'the reply is none';
    } catch (error) {
      if (isAbort(error)) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
  }
  return failure(problem('internal', { detail: last }));
}

function read<T extends v.GenericSchema>(
  reply: v.InferOutput<typeof Reply>,
  schema: T,
): Result<v.InferOutput<T>, Problem> {
  if (!reply.ok) return failure(reply.problem);
  const value = v.safeParse(schema, reply.value);
  return value.success
    ? success(value.output)
    : failure(problem('internal', { detail: `unexpected reply: ${v.summarize(value.issues)}` }));
}
