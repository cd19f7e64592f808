import * as v from 'valibot';

import { KeptServer, Problem, ServerListing, Traffic } from '@/lib/contracts/index.ts';

/** Whom to ask. The key is only ever in requests from the background to the host, and from there to that server. */
const Target = v.object({ id: v.string(), url: v.string(), key: v.optional(v.string()) });
export type ServerTarget = v.InferOutput<typeof Target>;

/** What the background asks of the host for servers of tools (MCP). */
export const McpRequest = v.variant('type', [
  /** Which host it is: one that was started again has another name. */
  v.object({ type: v.literal('mcp.host') }),
  v.object({ type: v.literal('mcp.list'), server: Target }),
  /**
   * May come twice: one `callId` is one call. `host`: the only one that may do it, since another cannot know whether it was done. The tool
   * is called where it is still the one of `sha256`.
   */
  v.object({
    type: v.literal('mcp.call'),
    server: Target,
    host: v.string(),
    callId: v.string(),
    tool: v.string(),
    sha256: v.string(),
    input: v.unknown(),
  }),
  v.object({ type: v.literal('mcp.cancel'), callId: v.string() }),
  /** The user has removed it: its session ends. */
  v.object({ type: v.literal('mcp.leave'), id: v.string() }),
]);
export type McpRequest = v.InferOutput<typeof McpRequest>;

/** How something with a server ended; what went over the line, it did whether that ended well or not. */
const ended = <S extends v.GenericSchema>(value: S) =>
  v.object({
    traffic: Traffic,
    ended: v.variant('ok', [
      v.object({ ok: v.literal(true), value }),
      v.object({ ok: v.literal(false), problem: Problem }),
    ]),
  });

export const McpCalled = v.object({
  ...ended(v.unknown()).entries,
  ms: v.number(),
  /** What it offers, where that was asked on the way. */
  listing: v.optional(ServerListing),
});
export type McpCalled = v.InferOutput<typeof McpCalled>;

export const McpListed = ended(ServerListing);
export type McpListed = v.InferOutput<typeof McpListed>;

export const MCP_REPLIES = {
  'mcp.host': v.string(),
  'mcp.list': McpListed,
  'mcp.call': McpCalled,
  'mcp.cancel': v.undefined(),
  'mcp.leave': v.undefined(),
} as const;

/** What the panel wants of servers; every one may come twice. The panel puts addresses and keys into memory itself. */
export const ServerRequest = v.variant('type', [
  v.object({ type: v.literal('servers.list') }),
  /** Asks the server what it offers; nothing is taken over yet. */
  v.object({ type: v.literal('servers.look'), id: v.string() }),
  /** Adds it, or takes over what it offers now. */
  v.object({ type: v.literal('servers.keep'), id: v.string() }),
  v.object({ type: v.literal('servers.remove'), id: v.string() }),
  /** Ends a call of a tool of a server. */
  v.object({ type: v.literal('servers.cancel'), callId: v.string() }),
]);
export type ServerRequest = v.InferOutput<typeof ServerRequest>;

export const SERVER_REPLIES = {
  'servers.list': v.array(KeptServer),
  'servers.look': KeptServer,
  'servers.keep': v.undefined(),
  'servers.remove': v.undefined(),
  'servers.cancel': v.undefined(),
} as const;
