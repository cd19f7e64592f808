import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { EngineChoice, EngineEvent, EngineRequest, ModelProgress, type Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { answerWith } from './answer.ts';
import { ask } from './envelope.ts';
import { MODEL_REPLIES, ModelRequest } from './panel-background.ts';
import { isOwnPage } from './panel-look.ts';
import { MCP_REPLIES, McpRequest } from './servers.ts';
import { TOOL_REPLIES, ToolInfo, ToolInstall, ToolRequest } from './tools.ts';

/** PDFs: the file comes in parts of base64, or is fetched by the host; the text is the reply. */
export const PdfRequest = v.variant('type', [
  v.object({ type: v.literal('pdf.part'), id: v.string(), index: v.number(), base64: v.string() }),
  /** With `url` the host fetches it, which takes the permission for its site. */
  v.object({ type: v.literal('pdf.read'), id: v.string(), url: v.optional(v.string()) }),
]);
export type PdfRequest = v.InferOutput<typeof PdfRequest>;

/** The text of a PDF as markdown; blocks are `[start, end)` in UTF-16 units of it, pages count from 1. */
export const PdfRead = v.object({
  title: v.string(),
  lang: v.string(),
  markdown: v.string(),
  blocks: v.array(v.object({ start: v.number(), end: v.number(), page: v.number() })),
  pages: v.number(),
  cut: v.boolean(),
});
export type PdfRead = v.InferOutput<typeof PdfRead>;

/**
 * What the background asks of the host of the engines. Long work is acknowledged at once and answered by events with the job's id:
 * a reply that is waited for dies with the background (30 s in Firefox, 357 s in Chrome).
 */
export const HostRequest = v.variant('type', [
  /** Starts the job, or attaches to it where it is known already. */
  v.object({ type: v.literal('job.start'), choice: EngineChoice, request: EngineRequest }),
  v.object({ type: v.literal('job.cancel'), jobId: v.string() }),
  /** What became of a job: its latest event; `null` where the host does not know it (host restarted). */
  v.object({ type: v.literal('job.look'), jobId: v.string() }),
  ...PdfRequest.options,
  ...ToolRequest.options,
  ToolInstall,
  ...McpRequest.options,
  ...ModelRequest.options,
]);
export type HostRequest = v.InferOutput<typeof HostRequest>;
/** Those for the engines and their models. */
export type EngineRoomRequest = Exclude<HostRequest, PdfRequest | ToolRequest | ToolInstall | McpRequest>;

const REPLIES = {
  'job.start': v.undefined(),
  'job.cancel': v.undefined(),
  'job.look': v.nullable(EngineEvent),
  'pdf.part': v.undefined(),
  'pdf.read': PdfRead,
  ...TOOL_REPLIES,
  'tools.install': ToolInfo,
  ...MCP_REPLIES,
  ...MODEL_REPLIES,
} as const;
type Replies = { [T in keyof typeof REPLIES]: v.InferOutput<(typeof REPLIES)[T]> };
export type HostReply<R extends { type: keyof Replies }> = Replies[R['type']];

/** What the host says by itself, to background and panel alike. `settings` changes travel by storage, not here. */
export const HostEvent = v.variant('type', [
  v.object({ type: v.literal('job'), jobId: v.string(), event: EngineEvent }),
  v.object({ type: v.literal('model'), progress: ModelProgress }),
  /** Lines that a tool wrote since the last ones; its result has all of them. Only of calls that asked for it. */
  v.object({ type: v.literal('logs'), callId: v.string(), lines: v.array(v.string()) }),
]);
export type HostEvent = v.InferOutput<typeof HostEvent>;

/** `hub`: base of the model hub from the user's settings, which an offscreen document cannot read itself. */
const ToHost = v.object({ to: v.literal('host'), hub: v.string(), request: HostRequest });
const FromHost = v.object({ to: v.literal('everyone'), event: HostEvent });

/** How the background reaches the host: by messages (Chrome's offscreen document) or by a call (Firefox, same page). */
export interface HostLink {
  ask<R extends HostRequest>(request: R): Promise<Result<HostReply<R>, Problem>>;
  /** Returns the way to stop listening. */
  listen(listener: (event: HostEvent) => void): () => void;
}

/** `ready` makes the offscreen document exist before a message goes to it, and gives the hub's base URL. */
export function hostByMessages(ready: () => Promise<{ hub: string }>): HostLink {
  return {
    ask: (request) => sendToHost(request, ready),
    listen: onHostEvent,
  };
}

/**
 * The host lives in this very context (Firefox's event page): its answers still pass the same schemas, so that both ways are one.
 * `send` is what the host calls for its events.
 */
export function hostByCall(
  answer: (request: HostRequest, hub: string) => Promise<Result<unknown, Problem>>,
  hub: () => Promise<string>,
): HostLink & { send: (event: HostEvent) => void } {
  const listeners = new Set<(event: HostEvent) => void>();
  return {
    async ask<R extends HostRequest>(request: R) {
      const result = await ask(async () => answer(request, await hub()), REPLIES[request.type], { tries: 1 });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of that very type has just parsed it
      return result as Result<HostReply<R>, Problem>;
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    send(event) {
      for (const listener of listeners) listener(event);
      void tellEveryone(event);
    },
  };
}

async function sendToHost<R extends HostRequest>(
  request: R,
  ready: () => Promise<{ hub: string }>,
): Promise<Result<HostReply<R>, Problem>> {
  const result = await ask(async () => {
    const { hub } = await ready();
    return browser.runtime.sendMessage({ to: 'host', hub, request });
  }, REPLIES[request.type]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of that very type has just parsed it
  return result as Result<HostReply<R>, Problem>;
}

/** The host's side: answers the background. */
export function onHostRequest(answer: (request: HostRequest, hub: string) => Promise<Result<unknown, Problem>>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, reply) => {
    const parsed = v.safeParse(ToHost, message);
    // The service worker's own messages carry no page URL or that of its script: both are ours.
    if (!parsed.success || (sender.url !== undefined && !isOwnPage(sender.url))) return false;
    return answerWith(answer(parsed.output.request, parsed.output.hub), reply);
  });
}

/** The host's side: says something to whoever listens. Nobody listening is fine; the last event is asked for again. */
export async function tellEveryone(event: HostEvent): Promise<void> {
  await browser.runtime.sendMessage({ to: 'everyone', event }).catch(() => undefined);
}

export function onHostEvent(listener: (event: HostEvent) => void): () => void {
  const hear = (message: unknown, sender: { url?: string | undefined }) => {
    const parsed = v.safeParse(FromHost, message);
    if (parsed.success && isOwnPage(sender.url)) listener(parsed.output.event);
  };
  browser.runtime.onMessage.addListener(hear);
  return () => {
    browser.runtime.onMessage.removeListener(hear);
  };
}

const isForServers = (request: HostRequest): request is McpRequest => request.type.startsWith('mcp.');
const isForTools = (request: HostRequest): request is ToolRequest | ToolInstall => request.type.startsWith('tools.');

/** What the host's rooms answer; `hub` is the base URL of the model hub in the user's settings. */
interface HostRooms {
  engines: { answer(request: EngineRoomRequest, hub: string): Promise<Result<unknown, Problem>> };
  pdf: { answer(request: PdfRequest): Promise<Result<unknown, Problem>> };
  tools: { answer(request: ToolRequest | ToolInstall): Promise<Result<unknown, Problem>> };
  servers: { answer(request: McpRequest): Promise<Result<unknown, Problem>> };
}

/** One answer for all that the background asks of the host, wherever that is: each request goes to its room. */
export function hostAnswers({ engines, pdf, tools, servers }: HostRooms) {
  return async (request: HostRequest, hub: string): Promise<Result<unknown, Problem>> => {
    if (request.type === 'pdf.part' || request.type === 'pdf.read') return pdf.answer(request);
    if (isForTools(request)) return tools.answer(request);
    if (isForServers(request)) return servers.answer(request);
    return engines.answer(request, hub);
  };
}
