import * as v from 'valibot';

const Target = v.object({ id: v.string(), url: v.string(), key: v.optional(v.string()) });

const Work = v.variant('do', [
  v.object({ do: v.literal('list'), server: Target }),
  v.object({
    do: v.literal('call'),
    server: Target,
    callId: v.string(),
    tool: v.string(),
    sha256: v.string(),
    input: v.unknown(),
  }),
  v.object({ do: v.literal('leave'), id: v.string() }),
  v.object({ do: v.literal('cancel'), callId: v.string() }),
]);
export type Work = v.InferOutput<typeof Work>;

const Asked = v.object({ number: v.number(), work: Work });

/** What the desk asks of its worker. Throws where it is nothing of that: only the desk speaks to it. */
export function workIn(data: unknown): v.InferOutput<typeof Asked> {
  return v.parse(Asked, data);
}

/** What the worker says. */
export const Answered = v.object({ number: v.number(), answer: v.unknown() });
