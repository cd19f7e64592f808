import * as v from 'valibot';

import { Asked, CapabilityAnswer, CapabilityCall } from './grants.ts';

/** A sentence of the user that a tool answers without a model; see lib/rules/tools. */
export const Trigger = v.object({
  lang: v.picklist(['en', 'de']),
  /** What the user says: words, `[optional words]`, `a|b`, and slots as `{price:number}`. Types: lib/rules/tools/slots.ts. */
  says: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(24)),
  /** The tool's input, with `{price}` where the slot goes; a value that is a slot alone keeps the type of the slot. */
  input: v.record(v.string(), v.unknown()),
  /** Words that a slot of the type `math` knows, and what the tool calls them. */
  words: v.optional(v.record(v.string(), v.string())),
  /** What the user is told: `{price}` is the slot, `{out.text}` a part of the output. Markdown. */
  answer: v.pipe(v.string(), v.maxLength(500)),
});
export type Trigger = v.InferOutput<typeof Trigger>;

/** What the page can give to a tool, and as which part of its input. */
const Feed = v.object({ part: v.pipe(v.string(), v.maxLength(64)), what: v.picklist(['table', 'text']) });

/** A tool in the sandbox, as the loop knows it. What it says of itself may be a stranger's words. */
export const OwnTool = v.object({
  name: v.string(),
  title: v.string(),
  description: v.string(),
  /** JSON Schema of an object, of the words that lib/sandbox/schema.ts takes. */
  inputSchema: v.unknown(),
  /** An input that it takes. */
  example: v.unknown(),
  triggers: v.optional(v.array(Trigger)),
  /** Words of tasks that it is for, in any language. */
  keywords: v.optional(v.array(v.string())),
  feed: v.optional(Feed),
  /** Of the module: grants belong to it. Absent where it asks for nothing. */
  sha256: v.optional(v.string()),
  /** What it asks for outside of its sandbox, with its own reasons; none: it has no effect anywhere. */
  capabilities: v.optional(v.array(Asked)),
});
export type OwnTool = v.InferOutput<typeof OwnTool>;
export const ToolFeed = Feed;

/**
 * A call of a capability as the journal keeps it. Without an answer: there was no room for it and the input. Keys of servers in the input
 * are dots.
 */
export const Reached = v.object({ ...CapabilityCall.entries, answer: v.optional(CapabilityAnswer) });
export type Reached = v.InferOutput<typeof Reached>;

/** What a call in the sandbox gave. */
export const Gave = v.object({
  /** The output as JSON; at most 20,000 characters. Data, made from whatever went in. */
  text: v.string(),
  /** There was more. */
  cut: v.optional(v.boolean()),
  fuel: v.number(),
  ms: v.number(),
  /** What it asked of the outside, in order, with the answers: with these it gives the same again. */
  calls: v.optional(v.array(Reached)),
});
export type Gave = v.InferOutput<typeof Gave>;

/** A table of a page: a row is its cells by the names of the columns. */
export const PageTable = v.object({
  ref: v.string(),
  name: v.string(),
  columns: v.array(v.string()),
  rows: v.array(v.record(v.string(), v.string())),
  /** Rows in all. */
  total: v.number(),
});
export type PageTable = v.InferOutput<typeof PageTable>;
