import * as v from 'valibot';

import { MAX_CODE, ToolFeed, Trigger } from '@/lib/contracts/index.ts';

/** The tools in the sandbox: what there is, and a call of one by its name. */
export const ToolRequest = v.variant('type', [
  v.object({ type: v.literal('tools.list') }),
  /** May come twice: no tool can change anything outside of its sandbox. */
  v.object({ type: v.literal('tools.call'), name: v.string(), input: v.unknown() }),
  /** A script of `js/1` that nobody packed: it gets its input and nothing else. May come twice, too. */
  v.object({ type: v.literal('tools.run'), code: v.pipe(v.string(), v.maxLength(MAX_CODE)), input: v.unknown() }),
]);
export type ToolRequest = v.InferOutput<typeof ToolRequest>;

export const ToolInfo = v.object({
  name: v.string(),
  title: v.string(),
  description: v.string(),
  language: v.string(),
  /** Of the module or script. */
  sha256: v.string(),
  /** An input that it takes. */
  example: v.unknown(),
  inputSchema: v.unknown(),
  triggers: v.optional(v.array(Trigger)),
  keywords: v.optional(v.array(v.string())),
  feed: v.optional(ToolFeed),
  capabilities: v.optional(v.array(v.string())),
});
export type ToolInfo = v.InferOutput<typeof ToolInfo>;

export const ToolResult = v.object({
  output: v.unknown(),
  logs: v.array(v.string()),
  /** By a wall clock. */
  ms: v.number(),
  /** Units, the same for the same input everywhere. */
  fuel: v.number(),
});
export type ToolResult = v.InferOutput<typeof ToolResult>;

export const TOOL_REPLIES = {
  'tools.list': v.array(ToolInfo),
  'tools.call': ToolResult,
  'tools.run': ToolResult,
} as const;
