import * as v from 'valibot';

import { MAX_TYPED, Ref } from './action.ts';

/**
 * What a tool may ask for. `mcp.call` is what a tool of a server asks for that the user added: to be called there. All others are for tools in
 * the sandbox, each with a file in lib/sandbox/capabilities.
 */
export const CAPABILITY_NAMES = [
  'clock',
  'random',
  'storage.kv',
  'http.fetch',
  'page.read',
  'page.act',
  'ui.show',
  'model.complete',
  'memory.read',
  'memory.write',
  'mcp.call',
] as const;
const CapabilityName = v.picklist(CAPABILITY_NAMES);
export type CapabilityName = v.InferOutput<typeof CapabilityName>;

/** How long a grant stands: for one call of the tool, one run, one site (origin), or until it is taken back. */
export const SCOPES = ['once', 'run', 'site', 'always'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a tool asks for, as the user is told of it. */
export const Asked = v.object({
  name: CapabilityName,
  /** The tool's own words. */
  reason: v.string(),
  /** The whole of what is asked, as JSON: a grant is for this very text. */
  terms: v.string(),
  /** What it is limited to, for the user: hosts, numbers. Empty where there is nothing to say. */
  about: v.string(),
  /** `reads`: of what is the user's; `sends`: something may leave this device; `acts`: something may be done to the page. */
  risk: v.picklist(['none', 'reads', 'sends', 'acts']),
  /** Host patterns of where it may send something, as the manifest writes them; absent where it sends nothing to a host that it names. */
  hosts: v.optional(v.array(v.string())),
});
export type Asked = v.InferOutput<typeof Asked>;

/** The user's yes. It belongs to one module and to what that asked for: neither another module nor other terms have it. */
export const Grant = v.object({
  id: v.string(),
  sha256: v.string(),
  /** Name of the tool, for the list. */
  tool: v.string(),
  capability: CapabilityName,
  terms: v.string(),
  about: v.string(),
  scope: v.picklist(SCOPES),
  /** Id of the call or run, or the site's origin; empty where it stands always. */
  of: v.string(),
  /** Milliseconds since the epoch. */
  at: v.number(),
});
export type Grant = v.InferOutput<typeof Grant>;

/** What a grant says that covers something at the place where it was asked for: enough to judge a call, without whose it is. */
export const Standing = v.object({ capability: CapabilityName, scope: v.picklist(SCOPES), of: v.string() });
export type Standing = v.InferOutput<typeof Standing>;

/**
 * Capabilities that only tell a tool something, show or propose something; whatever else it may have can change or send something. What is
 * proposed is judged for itself.
 */
const TELLING: ReadonlySet<CapabilityName> = new Set([
  'page.read',
  'page.act',
  'clock',
  'random',
  'ui.show',
  'memory.read',
]);

/** True where a call can leave something outside of the sandbox that another call would do again. */
export function mayChange(capabilities: readonly Pick<Asked, 'name'>[] = []): boolean {
  return capabilities.some(({ name }) => !TELLING.has(name));
}

/** Where and for whom a tool is called. */
export interface GrantPlace {
  callId: string | undefined;
  runId: string | undefined;
  /** Origin. */
  site: string | undefined;
}

/** True where the grant covers what this module asks for, at this place. */
export function covers(grant: Grant, sha256: string, asked: Pick<Asked, 'name' | 'terms'>, place: GrantPlace): boolean {
  if (grant.sha256 !== sha256 || grant.capability !== asked.name || grant.terms !== asked.terms) return false;
  switch (grant.scope) {
    case 'always':
      return true;
    case 'once':
      return grant.of === place.callId;
    case 'run':
      return grant.of === place.runId;
    case 'site':
      return grant.of === place.site;
  }
}

/** Why a capability gave nothing. The tool hears it, and may go on. */
const DENIALS = [
  'not_declared', // its manifest does not ask for it
  'not_granted',
  'input', // not in the shape that the capability takes
  'host', // the address is none of those that were granted
  'redirect', // the server sends elsewhere
  'network',
  'budget', // calls, bytes or tokens are used up
  'time', // no answer in time
  'no_tab',
  'page', // it cannot be read
  'local_only', // something of a site that is kept on this device was read before
  'carried', // something was read that the user has not let go there
  'full', // no room in the tool's own storage
  'model',
] as const;
export type Denial = (typeof DENIALS)[number];

/** What a tool hears of a call of `host.call`. */
export const CapabilityAnswer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), error: v.object({ code: v.picklist(DENIALS), message: v.string() }) }),
]);
export type CapabilityAnswer = v.InferOutput<typeof CapabilityAnswer>;

/** One call of a capability with its answer: a tool that gets the same answers again does the same again. */
export const CapabilityCall = v.object({
  name: v.string(),
  input: v.unknown(),
  answer: CapabilityAnswer,
  /** Bytes that left this device, and where to; absent where none did. */
  sent: v.optional(v.object({ host: v.string(), bytes: v.number() })),
  /** Origins that something in the answer is from; absent where it is from none. */
  read: v.optional(v.array(v.string())),
  /** Bytes of the answer. */
  bytes: v.number(),
  /** By a wall clock. */
  ms: v.number(),
});
export type CapabilityCall = v.InferOutput<typeof CapabilityCall>;

/** A step on the page that a tool proposes by `page.act`: of the deeds on an element, those that can be told in a line. */
export const Proposed = v.variant('do', [
  v.strictObject({ do: v.literal('click'), ref: Ref }),
  v.strictObject({ do: v.literal('type'), ref: Ref, text: v.pipe(v.string(), v.maxLength(MAX_TYPED)) }),
  v.strictObject({ do: v.literal('select'), ref: Ref, option: v.pipe(v.string(), v.maxLength(500)) }),
  v.strictObject({ do: v.literal('check'), ref: Ref, on: v.boolean() }),
  v.strictObject({ do: v.literal('set'), ref: Ref, value: v.pipe(v.string(), v.maxLength(200)) }),
]);

const amount = v.pipe(v.number(), v.finite());
const label = v.pipe(v.string(), v.maxLength(200));

/** Data that a tool shows. Never markup, never script: the panel draws it. */
export const Shown = v.variant('kind', [
  v.strictObject({ kind: v.literal('text'), text: v.pipe(v.string(), v.maxLength(20_000)) }),
  v.strictObject({
    kind: v.literal('table'),
    title: v.optional(label),
    columns: v.pipe(v.array(label), v.minLength(1), v.maxLength(20)),
    rows: v.pipe(
      v.array(v.pipe(v.array(v.union([v.pipe(v.string(), v.maxLength(500)), amount, v.null()])), v.maxLength(20))),
      v.maxLength(500),
    ),
  }),
  v.strictObject({
    kind: v.literal('chart'),
    title: v.optional(label),
    points: v.pipe(v.array(v.strictObject({ label, value: amount })), v.minLength(1), v.maxLength(100)),
  }),
  v.strictObject({
    kind: v.literal('image'),
    /** What is to be seen on it, for those who do not see it. */
    alt: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
    type: v.picklist(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    base64: v.pipe(v.string(), v.maxLength(700_000), v.base64()),
  }),
]);
export type Shown = v.InferOutput<typeof Shown>;

/** What a module has done so far, all its calls together. */
export const ToolUse = v.object({
  sha256: v.string(),
  tool: v.string(),
  calls: v.number(),
  ms: v.number(),
  fuel: v.number(),
  /** Calls of its capabilities, by name. */
  capabilities: v.record(v.string(), v.number()),
  /** Bytes that left this device, by host. */
  sent: v.record(v.string(), v.number()),
  /** Bytes that came, by host, where that is counted. */
  got: v.optional(v.record(v.string(), v.number())),
  /** Milliseconds since the epoch. */
  usedAt: v.number(),
  /** Code of the problem that its last call ended with; absent where it ended well. */
  problem: v.optional(v.string()),
});
export type ToolUse = v.InferOutput<typeof ToolUse>;
