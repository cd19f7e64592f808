import * as v from 'valibot';

import { Asked, CAPABILITY_NAMES, CapabilityCall, Grant, SCOPES, ToolUse } from '@/lib/contracts/index.ts';

/** Where and for whom a tool is called; all of it optional, and without it the tool gets nothing that hangs on it. */
const ToolContext = v.object({
  /** Made by who calls: the same call asked twice is the same call, and one that stopped for a grant goes on where it was. */
  callId: v.optional(v.string()),
  runId: v.optional(v.string()),
  /** The tab whose page the tool may read, where that is granted. Its site is what grants for a site are about. */
  tabId: v.optional(v.number()),
  /**
   * Somebody is there to be asked: a capability without a grant stops the call with `sandbox.needs_grant`. Otherwise the tool hears that
   * it was not granted.
   */
  asks: v.optional(v.boolean(), false),
  /** Capabilities to which the user said no for this call. */
  refused: v.optional(v.array(v.picklist(CAPABILITY_NAMES)), []),
});

/** The tools in the sandbox: what there is, and a call of one by its name. */
export const ToolRequest = v.variant('type', [
  v.object({ type: v.literal('tools.list') }),
  /** May come twice where it has a `callId`, or the tool has no capability. */
  v.object({ type: v.literal('tools.call'), name: v.string(), input: v.unknown(), context: v.optional(ToolContext) }),
  /** Once more with the answers of then: nothing outside of the sandbox is asked. */
  v.object({ type: v.literal('tools.replay'), name: v.string(), input: v.unknown(), calls: v.array(CapabilityCall) }),
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
  /** What it asks for outside of the sandbox. */
  capabilities: v.optional(v.array(Asked), []),
});
export type ToolInfo = v.InferOutput<typeof ToolInfo>;

export const ToolResult = v.object({
  output: v.unknown(),
  logs: v.array(v.string()),
  /** By a wall clock, without the time that answers of capabilities took. */
  ms: v.number(),
  /** Units, the same for the same input (and answers) everywhere. */
  fuel: v.number(),
  /** Everything that it asked of the outside, in order, with the answers. */
  calls: v.optional(v.array(CapabilityCall), []),
});
export type ToolResult = v.InferOutput<typeof ToolResult>;

export const TOOL_REPLIES = {
  'tools.list': v.array(ToolInfo),
  'tools.call': ToolResult,
  'tools.replay': ToolResult,
} as const;

/** What the user grants to tools, and what tools did. The background answers; every one may come twice. */
export const GrantRequest = v.variant('type', [
  v.object({ type: v.literal('grants.list') }),
  /** For what the tool of that name asks for now. `callId`, `runId`, `tabId`: what the scope is about. */
  v.object({
    type: v.literal('grants.give'),
    /** Made by the panel: the same grant sent twice is one. */
    id: v.string(),
    tool: v.string(),
    capability: v.picklist(CAPABILITY_NAMES),
    scope: v.picklist(SCOPES),
    callId: v.optional(v.string()),
    runId: v.optional(v.string()),
    tabId: v.optional(v.number()),
  }),
  v.object({ type: v.literal('grants.take'), ids: v.array(v.string()) }),
]);
export type GrantRequest = v.InferOutput<typeof GrantRequest>;

export const GRANT_REPLIES = {
  'grants.list': v.object({ grants: v.array(Grant), uses: v.array(ToolUse) }),
  'grants.give': v.undefined(),
  'grants.take': v.undefined(),
} as const;
