import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';

import { type Problem, problem, type ServerListing, type Traffic } from '@/lib/contracts/index.ts';
import type { McpCalled, McpListed, McpRequest, ServerTarget } from '@/lib/protocol/index.ts';
import { abortable, failure, isRecord, type Result, success } from '@/lib/shared/index.ts';

import { Fault } from './fault.ts';
import { outputOf, textOf } from './output.ts';
import { plainLine } from './plain.ts';
import { openSession, type Session } from './session.ts';

type Call = Omit<Extract<McpRequest, { type: 'mcp.call' }>, 'type' | 'host'>;

export interface Servers {
  list: (server: ServerTarget) => Promise<McpListed>;
  call: (call: Call) => Promise<McpCalled>;
  cancel: (callId: string) => void;
  leave: (id: string) => Promise<void>;
}

const TIMEOUT: number = ErrorCode.RequestTimeout;
/** Whatever a server does, this is the end of it. Milliseconds. */
const LIST_MS = 60_000;

interface Held {
  /** Address and key: with others it is another session. */
  as: string;
  session: Promise<Session>;
}

/** Speaks with servers of tools: one session each, kept while it is used. */
export function createServers(fetch: typeof globalThis.fetch = (...given) => globalThis.fetch(...given)): Servers {
  const sessions = createSessions(fetch);
  const calls = new Map<string, AbortController>();
  return {
    leave: (id) => sessions.leave(id),
    async list(server) {
      const signal = AbortSignal.timeout(LIST_MS);
      // Anew: what was listed before is what is to be looked at again.
      await sessions.leave(server.id);
      const ended = await settled(server, () => sessions.within(server, signal, (session) => session.listing(signal)));
      return { traffic: sessions.traffic(server.id), ended };
    },
    async call({ server, callId, ...call }) {
      const began = Date.now();
      const leaving = new AbortController();
      const { signal } = leaving;
      const seen: Seen = { sent: false };
      calls.set(callId, leaving);
      const said = await settled(server, () => sessions.within(server, signal, (session) => callWithin(session, { server, ...call }, seen, signal))); // prettier-ignore
      calls.delete(callId);
      const ended = said.ok ? said.value : seen.sent ? failure(doubtful(said.problem, call.tool, server)) : said;
      const { listing } = seen;
      return { traffic: sessions.traffic(server.id), ended, ms: Date.now() - began, ...(listing !== undefined && { listing }) }; // prettier-ignore
    },
    cancel(callId) {
      calls.get(callId)?.abort(new DOMException('stopped', 'AbortError'));
    },
  };
}

function createSessions(fetch: typeof globalThis.fetch) {
  const held = new Map<string, Held>();
  const counts = new Map<string, Traffic>();
  const countOf = (id: string) => {
    const count = counts.get(id) ?? { sent: 0, got: 0 };
    counts.set(id, count);
    return count;
  };
  const drop = (id: string, session: Promise<Session>) => {
    if (held.get(id)?.session === session) held.delete(id);
  };
  const sessionOf = (server: ServerTarget): Promise<Session> => {
    const as = JSON.stringify([server.url, server.key]);
    const there = held.get(server.id);
    if (there?.as === as) return there.session;
    const session = openSession(server, fetch, countOf(server.id));
    held.set(server.id, { as, session });
    session.catch(() => {
      drop(server.id, session);
    });
    return session;
  };
  return {
    /** A server that knows the session no more has done nothing: then it is asked once more, in a new one. */
    async within<T>(server: ServerTarget, signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
      for (let again = false; ; again = true) {
        const opening = sessionOf(server);
        const session = await abortable(opening, signal);
        try {
          return await work(session);
        } catch (error) {
          if (isOver(error)) drop(server.id, opening);
          if (!isForgotten(error) || again) throw error;
        }
      }
    },
    async leave(id: string): Promise<void> {
      const there = held.get(id);
      held.delete(id);
      await there?.session.then(
        (session) => session.leave(),
        () => undefined,
      );
    },
    /** What went over the line to a server since this was asked last. */
    traffic(id: string): Traffic {
      const count = countOf(id);
      const { sent, got } = count;
      // An open session goes on counting in the same place.
      Object.assign(count, { sent: 0, got: 0 });
      return { sent, got };
    },
  };
}

/** How far a call came. */
interface Seen {
  listing?: ServerListing;
  /** It is with the server, and nobody knows whether it was done. */
  sent: boolean;
}

async function callWithin(
  session: Session,
  { server, tool, sha256, input }: Omit<Call, 'callId'>,
  seen: Seen,
  signal: AbortSignal,
): Promise<Result<unknown, Problem>> {
  seen.listing = await session.listing(signal);
  const known = session.known(tool);
  const { host } = new URL(server.url);
  if (known?.tool.sha256 !== sha256) return failure(problem('mcp.changed', { params: { tool: plainLine(tool, 100), host } })); // prettier-ignore
  const { title } = known.tool;
  const said = (code: 'sandbox.input' | 'sandbox.output' | 'mcp.failed', reason: string) => failure(problem(code, { params: { tool: title, reason }, detail: reason })); // prettier-ignore
  const unfit = known.input(input);
  if (unfit !== undefined || !isRecord(input)) return said('sandbox.input', unfit ?? 'it is no object');
  signal.throwIfAborted();
  seen.sent = true;
  const result = await session.call(tool, input, signal).catch((error: unknown) => {
    seen.sent = !isForgotten(error);
    throw error;
  });
  if (result.isError === true) return said('mcp.failed', plainLine(textOf(result.content), 300));
  const other = result.structuredContent === undefined ? undefined : known.output(result.structuredContent);
  return other === undefined ? success(outputOf(result)) : said('sandbox.output', other);
}

/** The session is none any more for its server. */
function isForgotten(error: unknown): boolean {
  return error instanceof Fault && error.problem.params?.['status'] === 404;
}

/** A session in which this happened is not gone on with. */
function isOver(error: unknown): boolean {
  return !(error instanceof McpError) || error.data instanceof Fault || error.code === TIMEOUT;
}

async function settled<T>({ url }: ServerTarget, work: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return success(await work());
  } catch (error) {
    return failure(problemOf(error, new URL(url).host));
  }
}

function problemOf(error: unknown, host: string): Problem {
  if (error instanceof Fault) return error.problem;
  const detail = plainLine(error instanceof Error ? error.message : String(error), 300);
  if (!(error instanceof McpError)) {
    const timely = error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
    return problem(timely ? 'mcp.slow' : 'mcp.no_server', { params: { host }, detail });
  }
  if (error.data instanceof Fault) return error.data.problem;
  if (error.code === TIMEOUT) return problem('mcp.slow', { params: { host }, detail });
  return problem('mcp.failed', { params: { tool: host, reason: detail }, detail });
}

/** An answer that did not come says nothing about what was done. */
function doubtful(found: Problem, tool: string, { url }: ServerTarget): Problem {
  const { host } = new URL(url);
  const status = Number(found.params?.['status'] ?? 0);
  const isSaid = found.code === 'mcp.failed' || found.code === 'mcp.unauthorised' || found.code === 'mcp.redirect' || found.code === 'mcp.too_big' || (found.code === 'mcp.status' && status < 500); // prettier-ignore
  return isSaid ? found : problem('mcp.unknown', { params: { tool: plainLine(tool, 100), host }, detail: found.code });
}
