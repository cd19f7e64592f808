import * as v from 'valibot';

/** What a server says of the effects of a tool. A hint by a stranger: it is shown, and no verdict gets milder by it. */
const HINTS = ['reads_only', 'destroys'] as const;

/** A tool of a server that the user added. All of it are a stranger's words, made plain and short on arrival. */
export const ServerTool = v.object({
  /** As the server calls it. */
  name: v.pipe(v.string(), v.maxLength(128)),
  title: v.pipe(v.string(), v.maxLength(100)),
  description: v.pipe(v.string(), v.maxLength(1000)),
  /** Of an object, in the words that lib/sandbox/schema.ts takes: what else it said is left to the server. */
  inputSchema: v.unknown(),
  example: v.unknown(),
  /** Of its server's address and everything that it says of itself: what the user agreed to. */
  sha256: v.string(),
  hints: v.optional(v.array(v.picklist(HINTS)), []),
});
export type ServerTool = v.InferOutput<typeof ServerTool>;

/** What a server offers. */
export const ServerListing = v.object({
  /** Its own name and version for itself. */
  title: v.pipe(v.string(), v.maxLength(100)),
  version: v.pipe(v.string(), v.maxLength(40)),
  tools: v.array(ServerTool),
  /** Tools that are not taken: too many, or of a kind that cannot be called. */
  left: v.number(),
});
export type ServerListing = v.InferOutput<typeof ServerListing>;

/** Bytes of requests and answers, by what was handed to the browser and came from it: without what TLS and HTTP add. */
export const Traffic = v.object({ sent: v.number(), got: v.number() });
export type Traffic = v.InferOutput<typeof Traffic>;

/** A server, as the panel is told of it. Its key is not in it. */
export const KeptServer = v.object({
  id: v.string(),
  url: v.string(),
  hasKey: v.boolean(),
  /** What the user agreed to; absent until they did. */
  listing: v.optional(ServerListing),
  /** What it says now, where that is something else. */
  fresh: v.optional(ServerListing),
  traffic: Traffic,
});
export type KeptServer = v.InferOutput<typeof KeptServer>;

const LONGEST = 1000;
/** Plain http goes to this machine alone. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

/** The address of a server as it is kept; undefined for what may be none: plain http elsewhere, a name or a password in it. */
export function serverUrl(text: string): string | undefined {
  const url = text.length > LONGEST ? null : URL.parse(text.trim());
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return undefined;
  url.hash = '';
  return url.href;
}

/** What is different in what a server offers, by the names of its tools. Pure. */
export function listingChanges(
  before: ServerListing,
  after: ServerListing,
): { added: ServerTool[]; gone: ServerTool[]; changed: { before: ServerTool; after: ServerTool }[] } {
  const was = new Map(before.tools.map((tool) => [tool.name, tool]));
  const is = new Set(after.tools.map(({ name }) => name));
  return {
    added: after.tools.filter(({ name }) => !was.has(name)),
    gone: before.tools.filter(({ name }) => !is.has(name)),
    changed: after.tools.flatMap((tool) => {
      const old = was.get(tool.name);
      return old === undefined || old.sha256 === tool.sha256 ? [] : [{ before: old, after: tool }];
    }),
  };
}

/** True where both are the same tools, to the letter. */
export function isSameListing(a: ServerListing, b: ServerListing): boolean {
  const { added, gone, changed } = listingChanges(a, b);
  return added.length + gone.length + changed.length === 0;
}
