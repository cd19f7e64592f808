import * as v from 'valibot';

import {
  Asked,
  CAPABILITY_NAMES,
  CapabilityCall,
  CODE_LANGUAGES,
  Grant,
  MAX_CODE,
  SCOPES,
  ServerTool,
  ToolFeed,
  ToolUse,
  Trigger,
} from '@/lib/contracts/index.ts';

/** Which added tool is meant; the background says so, as only it knows which are kept. */
const AddedId = v.optional(v.string());

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
  /** In a run: origins of what may be in the input. */
  reads: v.optional(v.array(v.string())),
  /**
   * In a run: of all that the tool may know, the origins from which it may send something elsewhere. Absent: that is not followed, as
   * where the user tries a tool and grants each thing that it asks for.
   */
  carries: v.optional(v.array(v.string())),
  /** Somebody looks on: its lines are told while it runs (`HostEvent`), and not only at its end. */
  live: v.optional(v.boolean()),
  /** Capabilities to which the user said no for this call. */
  refused: v.optional(v.array(v.picklist(CAPABILITY_NAMES)), []),
});

/** The tools in the sandbox: what there is, and a call of one by its name. */
export const ToolRequest = v.variant('type', [
  v.object({ type: v.literal('tools.list') }),
  /** May come twice where it has a `callId`, or the tool has no capability. */
  v.object({
    type: v.literal('tools.call'),
    name: v.string(),
    input: v.unknown(),
    context: v.optional(ToolContext),
    pack: AddedId,
  }),
  /** Once more with the answers of then: nothing outside of the sandbox is asked. */
  v.object({
    type: v.literal('tools.replay'),
    name: v.string(),
    input: v.unknown(),
    calls: v.array(CapabilityCall),
    pack: AddedId,
  }),
  /** Nobody waits any more: the call ends with `sandbox.stopped`. Of one that is not at work, nothing is heard. */
  v.object({ type: v.literal('tools.stop'), callId: v.string() }),
  /** A script that nobody packed: it gets its input and nothing else. May come twice, too. */
  v.object({
    type: v.literal('tools.run'),
    language: v.picklist(CODE_LANGUAGES),
    code: v.pipe(v.string(), v.maxLength(MAX_CODE)),
    input: v.unknown(),
  }),
]);
export type ToolRequest = v.InferOutput<typeof ToolRequest>;

/** Brings the file of an added tool to the host, which may not know it, or no longer. Twice is once. */
export const ToolInstall = v.object({
  type: v.literal('tools.install'),
  id: v.string(),
  base64: v.string(),
  /** Before it is kept: its vectors are run. Titles: see `packs.look`. */
  check: v.optional(v.object({ titles: v.array(v.string()) })),
});
export type ToolInstall = v.InferOutput<typeof ToolInstall>;

const AddedTool = v.object({
  /** SHA-256 of its file. */
  id: v.string(),
  /** Bytes of its module or script. */
  bytes: v.number(),
  version: v.optional(v.string()),
  abi: v.string(),
  /** The first line of its licence. */
  licence: v.string(),
  limits: v.object({ fuel: v.number(), ms: v.number(), pages: v.number() }),
  /** How many examples it brought; they were tried before it was kept. */
  vectors: v.number(),
});
export type AddedTool = v.InferOutput<typeof AddedTool>;

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
  /** Where it came in a pack. */
  added: v.optional(AddedTool),
  /** Where it is a tool of a server: nothing of it runs here. Hints are what that says of its effects. */
  server: v.optional(v.object({ id: v.string(), host: v.string(), hints: ServerTool.entries.hints })),
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

/** Packs that the panel has put into memory. */
export const PackRequest = v.variant('type', [
  /** Checks one, vectors and all. Titles are those under which the user knows the tools that come with Locus. */
  v.object({ type: v.literal('packs.look'), id: v.string(), titles: v.array(v.string()) }),
  /** Adds one that was looked at, instead of the one with the same name. */
  v.object({ type: v.literal('packs.keep'), id: v.string() }),
  v.object({ type: v.literal('packs.remove'), id: v.string() }),
]);
export type PackRequest = v.InferOutput<typeof PackRequest>;

/** A pack that may be added. */
export const PackLook = v.object({
  tool: ToolInfo,
  /** The added tool with the same name, of another file. */
  before: v.optional(ToolInfo),
  /** This very file is there already. */
  kept: v.boolean(),
});
export type PackLook = v.InferOutput<typeof PackLook>;

export const PACK_REPLIES = {
  'packs.look': PackLook,
  'packs.keep': v.undefined(),
  'packs.remove': v.undefined(),
} as const;

export const TOOL_REPLIES = {
  'tools.list': v.array(ToolInfo),
  'tools.call': ToolResult,
  'tools.replay': ToolResult,
  'tools.run': ToolResult,
  'tools.stop': v.undefined(),
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
