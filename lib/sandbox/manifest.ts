import * as v from 'valibot';

import { ToolFeed, Trigger } from '@/lib/contracts/index.ts';

import { ABIS } from './call.ts';
import { AskedCapabilities } from './capabilities/index.ts';

const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** What a tool may ask for at most. */
const LimitsAsked = v.object({
  fuel: whole(1e12),
  ms: whole(30_000),
  pages: whole(2048),
  outputBytes: whole(4_000_000),
  logBytes: whole(1_000_000),
});

const Schema = v.looseObject({ type: v.literal('object') });

const part = v.optional(v.pipe(v.string(), v.regex(/^\w{1,64}$/u)));

/** See `Plugin` in call.ts. */
const ExtismAsked = v.strictObject({
  function: v.pipe(v.string(), v.regex(/^\w[\w.:-]{0,99}$/u)),
  input: part,
  output: part,
  config: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(100)), v.pipe(v.string(), v.maxLength(4000))),
      v.check((config) => Object.keys(config).length <= 32, 'more than 32 settings'),
    ),
    {},
  ),
});

/** Where MCP keeps what others add to a tool. */
export const META = 'locus.example/sandbox';

/** An MCP `Tool` (https://modelcontextprotocol.io/specification, `tools/list`) with what the sandbox has to know. */
export const Manifest = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,47}$/u)),
  title: v.pipe(v.string(), v.maxLength(100)),
  description: v.pipe(v.string(), v.maxLength(1000)),
  inputSchema: Schema,
  outputSchema: Schema,
  _meta: v.object({
    [META]: v.pipe(
      v.object({
        abi: v.picklist(ABIS),
        /** Of the module or script, hexadecimal. */
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
        language: v.pipe(v.string(), v.maxLength(30)),
        /** The author's own count of what came before. */
        version: v.optional(v.pipe(v.string(), v.maxLength(30))),
        limits: LimitsAsked,
        /** Sentences that it answers without a model, words of tasks that it is for, and what the page can give it. */
        triggers: v.optional(v.pipe(v.array(Trigger), v.maxLength(24))),
        keywords: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(80))),
        feed: v.optional(ToolFeed),
        /** What it may ask for outside of the sandbox. Nothing is granted by that. */
        capabilities: AskedCapabilities,
        /** How a plug-in of `extism/1` is called. */
        extism: v.optional(ExtismAsked),
      }),
      v.check(
        ({ abi, extism }) => (abi === 'extism/1') === (extism !== undefined),
        '"extism" is for the ABI "extism/1", which needs it',
      ),
    ),
  }),
});
export type Manifest = v.InferOutput<typeof Manifest>;

export function sandboxOf({ _meta: meta }: Manifest): Manifest['_meta'][typeof META] {
  return meta[META];
}
