import * as v from 'valibot';

import { newId } from '../../shared/index.ts';
import { capability, denied, gave, reason, upTo } from './shape.ts';

/** The engine that the user chose, with a budget of tokens for one call of the tool. */
export const modelComplete = capability({
  name: 'model.complete',
  risk: 'sends',
  asked: v.strictObject({
    name: v.literal('model.complete'),
    reason,
    /** Of all answers in one call of the tool. */
    maxTokens: v.optional(upTo(4000), 500),
  }),
  description:
    '{"prompt": text, "system"?: text, "maxTokens"?: 1 to 1000}. Gives {"text", "tokens"}: what the model at hand goes on with',
  explains: 'capability_model_complete',
  about: ({ maxTokens }) => String(maxTokens),
  input: v.strictObject({
    prompt: v.pipe(v.string(), v.minLength(1), v.maxLength(20_000)),
    system: v.optional(v.pipe(v.string(), v.maxLength(4000))),
    maxTokens: v.optional(upTo(1000), 200),
  }),
  async execute({ prompt, system, maxTokens }, { asked, world, spent, isLocal }) {
    const left = asked.maxTokens - spent.units;
    if (left <= 0) return denied('budget', `its ${asked.maxTokens} tokens are used up`);
    const said = await world.ask({
      type: 'world.complete',
      jobId: newId('tool'),
      messages: [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        { role: 'user' as const, content: prompt },
      ],
      maxTokens: Math.min(maxTokens, left),
      isLocal,
    });
    if (!said.ok) {
      const local = said.problem.code === 'site.local_only';
      return denied(local ? 'local_only' : 'model', `the model gave nothing: ${said.problem.code}`);
    }
    const { sent, ...value } = said.value;
    return gave(value, sent === undefined ? {} : { sent });
  },
  units({ answer }) {
    const value = v.safeParse(v.object({ tokens: v.number() }), answer.ok && answer.value);
    return value.success ? value.output.tokens : 0;
  },
});
