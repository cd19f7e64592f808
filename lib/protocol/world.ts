import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Grant, Message, type Problem, Sent, ToolUse } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { answerWith } from './answer.ts';
import { ask } from './envelope.ts';
import { isOwnPage } from './panel-look.ts';

/** What the host asks of the background for a tool in the sandbox. Every one may come twice. */
export const WorldRequest = v.variant('type', [
  /** The grants of a module, and the site of the tab where it is called. `isLocal`: nothing that is read there goes to a server. */
  v.object({
    type: v.literal('world.grants'),
    sha256: v.string(),
    tabId: v.optional(v.number()),
    /** Origins of what may be in the input of the call. */
    reads: v.array(v.string()),
  }),
  /** What a call has used up; `callId` so that it counts once. */
  v.object({ type: v.literal('world.used'), callId: v.string(), use: ToolUse }),
  v.object({ type: v.literal('world.keys'), sha256: v.string() }),
  v.object({ type: v.literal('world.get'), sha256: v.string(), key: v.string() }),
  /** All of a shelf. */
  v.object({ type: v.literal('world.all'), sha256: v.string() }),
  /** `value` is JSON; without it the key goes. `isLocal`, `from`: see `Where`. */
  v.object({
    type: v.literal('world.set'),
    sha256: v.string(),
    key: v.string(),
    value: v.optional(v.string()),
    isLocal: v.boolean(),
    from: v.array(v.string()),
    maxBytes: v.number(),
  }),
  v.object({ type: v.literal('world.page'), tabId: v.number(), kind: v.picklist(['article', 'view']) }),
  v.object({
    type: v.literal('world.complete'),
    jobId: v.string(),
    messages: v.array(Message),
    maxTokens: v.number(),
    /** Then only an engine on this device is asked. */
    isLocal: v.boolean(),
  }),
]);
export type WorldRequest = v.InferOutput<typeof WorldRequest>;

/** Of what was read: the page's own first, then those of frames in it. */
const PageOrigins = v.pipe(v.array(v.string()), v.minLength(1));

/** What was put on a shelf may be from these origins; `isLocal`: one of them is kept on this device. */
const Where = { isLocal: v.boolean(), from: v.array(v.string()) };

const REPLIES = {
  'world.grants': v.object({ grants: v.array(Grant), site: v.optional(v.string()), isLocal: v.boolean() }),
  'world.used': v.undefined(),
  'world.keys': v.object({ keys: v.array(v.string()), ...Where }),
  'world.get': v.nullable(v.object({ value: v.unknown(), ...Where })),
  'world.all': v.object({ rows: v.array(v.object({ key: v.string(), value: v.unknown() })), ...Where }),
  'world.set': v.object({ fits: v.boolean() }),
  'world.page': v.object({
    url: v.string(),
    title: v.string(),
    text: v.string(),
    isLocal: v.boolean(),
    origins: PageOrigins,
  }),
  'world.complete': v.object({ text: v.string(), tokens: v.number(), sent: v.optional(Sent) }),
} as const;
export type WorldReply<R extends { type: keyof typeof REPLIES }> = v.InferOutput<(typeof REPLIES)[R['type']]>;

const ToWorld = v.object({ to: v.literal('world'), request: v.unknown() });

type Answer = (request: WorldRequest) => Promise<Result<unknown, Problem>>;

/** The host's way to the background: by messages, where the host is a page of its own. */
export function worldByMessages<R extends WorldRequest>(request: R): Promise<Result<WorldReply<R>, Problem>> {
  return replied(request, () => browser.runtime.sendMessage({ to: 'world', request }));
}

/** The same where host and background are one page. */
export function worldByCall(answer: Answer) {
  return <R extends WorldRequest>(request: R): Promise<Result<WorldReply<R>, Problem>> =>
    replied(request, () => answer(request), 1);
}

async function replied<R extends WorldRequest>(
  request: R,
  send: () => Promise<unknown>,
  tries?: number,
): Promise<Result<WorldReply<R>, Problem>> {
  return ask(send, REPLIES[request.type], tries === undefined ? {} : { tries });
}

/**
 * The background's side. Only pages of this extension are heard. `hear` gets what is asked as it came, and gives undefined where that is
 * nothing one could ask.
 */
export function onWorldRequest(hear: (request: unknown) => ReturnType<Answer> | undefined): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, reply) => {
    const heard = v.safeParse(ToWorld, message);
    if (!heard.success || !isOwnPage(sender.url)) return false;
    const answer = hear(heard.output.request);
    return answer !== undefined && answerWith(answer, reply);
  });
}

/** What the host asks, as it came; undefined where it is nothing that one could ask. */
export function worldRequest(request: unknown): WorldRequest | undefined {
  const parsed = v.safeParse(WorldRequest, request);
  return parsed.success ? parsed.output : undefined;
}
