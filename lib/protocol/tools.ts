import * as v from 'valibot';

/** Which added tool is meant; the background says so, as only it knows which are kept. */
const AddedId = v.optional(v.string());

/** The tools in the sandbox: what there is, and a call of one by its name. */
export const ToolRequest = v.variant('type', [
  v.object({ type: v.literal('tools.list') }),
  /** May come twice: no tool can change anything outside of its sandbox. */
  v.object({ type: v.literal('tools.call'), name: v.string(), input: v.unknown(), pack: AddedId }),
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
  /** What it asks for outside of the sandbox, each with a reason in its author's words and the rest of what it says, as JSON. */
  capabilities: v.array(v.object({ name: v.string(), reason: v.string(), terms: v.string() })),
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
  /** Where it came in a pack. */
  added: v.optional(AddedTool),
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

export const TOOL_REPLIES = { 'tools.list': v.array(ToolInfo), 'tools.call': ToolResult } as const;

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
