import {
  StreamableHTTPClientTransport,
  type StreamableHTTPClientTransportOptions,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, isJSONRPCRequest, type RequestId } from '@modelcontextprotocol/sdk/types.js';

import { problem, type Traffic } from '@/lib/contracts/index.ts';
import { byteLength, fromJson } from '@/lib/shared/index.ts';

import { Fault, faultOfStatus, MOST_BYTES } from './fault.ts';

type Fetch = NonNullable<StreamableHTTPClientTransportOptions['fetch']>;

export interface Line {
  url: string;
  key: string | undefined;
  /** What goes over the line is added here. */
  traffic: Traffic;
  fetch: typeof globalThis.fetch;
}

/** A question that waits for its answer. */
interface Open {
  end: AbortController;
  /** The server has numbered what it streams: a cut stream is asked for once more, which calls nothing again. */
  resumable: boolean;
}

/** Of our own among the errors of JSON-RPC. What tells it from a server's is its `data`: a `Fault` cannot come over a line. */
const CUT = -32_099;
/** An answer that came in one piece with the end of its stream is read by then. Milliseconds. */
const GRACE_MS = 50;
const RECONNECTION = { initialReconnectionDelay: 500, maxReconnectionDelay: 2000, reconnectionDelayGrowFactor: 2, maxRetries: 2 }; // prettier-ignore

/**
 * The library's way to a server, within bounds: no redirect, no cookie, no line that stays open when nothing is asked, no answer without
 * end; every byte is counted, and a question whose stream ends without an answer is told so, where the library would wait on.
 */
export function lineTo(line: Line): Transport & { leave: () => Promise<void> } {
  const open = new Map<RequestId, Open>();
  const inner = new StreamableHTTPClientTransport(new URL(line.url), {
    fetch: guarded(line, open, (id, fault) => fail(id, fault)),
    reconnectionOptions: RECONNECTION,
  });
  const fail = (id: RequestId, fault: Fault) => {
    if (open.delete(id)) outer.onmessage?.({ jsonrpc: '2.0', id, error: { code: CUT, message: fault.message, data: fault } }); // prettier-ignore
  };
  const outer: Transport & { leave: () => Promise<void> } = {
    start: () => inner.start(),
    close: () => inner.close(),
    leave: () => inner.terminateSession(),
    get sessionId() {
      return inner.sessionId;
    },
    setProtocolVersion: (version) => {
      inner.setProtocolVersion(version);
    },
    async send(message: JSONRPCMessage) {
      if (!isJSONRPCRequest(message)) {
        endCancelled(message, open);
        return inner.send(message);
      }
      const asked: Open = { end: new AbortController(), resumable: false };
      open.set(message.id, asked);
      try {
        await inner.send(message, { onresumptiontoken: () => (asked.resumable = true) });
      } catch (error) {
        open.delete(message.id);
        throw error;
      }
    },
  };
  // oxlint-disable unicorn/prefer-add-event-listener -- the library has these and no others
  inner.onmessage = (message) => {
    if ('id' in message && !('method' in message) && message.id !== undefined) open.delete(message.id);
    outer.onmessage?.(message);
  };
  inner.onclose = () => outer.onclose?.();
  inner.onerror = (error) => {
    if (error.message.startsWith('Maximum reconnection')) for (const id of open.keys()) fail(id, cut(line.url));
    outer.onerror?.(error);
  };
  // oxlint-enable unicorn/prefer-add-event-listener
  return outer;
}

function cut(url: string): Fault {
  return new Fault(problem('mcp.cut', { params: { host: new URL(url).host } }));
}

/** Who takes a question back waits for no answer: its request ends, too. */
function endCancelled(message: JSONRPCMessage, open: Map<RequestId, Open>): void {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return;
  const id: unknown = message.params?.['requestId'];
  if (typeof id !== 'number' && typeof id !== 'string') return;
  open.get(id)?.end.abort();
  open.delete(id);
}

function guarded(line: Line, open: Map<RequestId, Open>, fail: (id: RequestId, fault: Fault) => void): Fetch {
  const { url, key, traffic } = line;
  const { host } = new URL(url);
  return async (_address, init) => {
    const headers = new Headers(init?.headers);
    // A line for what the server may want to say by itself: nothing here waits for that.
    if (init?.method === 'GET' && !headers.has('last-event-id')) return new Response(null, { status: 405 });
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    const id = askedIn(init?.body);
    const asked = id === undefined ? undefined : open.get(id);
    traffic.sent += byteLength(url) + byteLength([...headers].join('\n')) + byteLength(typeof init?.body === 'string' ? init.body : ''); // prettier-ignore
    const signals = [init?.signal, asked?.end.signal].filter((each) => each instanceof AbortSignal);
    const response = await line
      .fetch(url, { ...init, headers, redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', signal: AbortSignal.any(signals) })
      .catch((error: unknown) => {
        if (!(error instanceof TypeError)) throw error;
        throw new Fault(problem('mcp.unreachable', { params: { host }, detail: error.message }));
      }); // prettier-ignore
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new Fault(problem('mcp.redirect', { params: { host } }));
    }
    // Sessions are not ended everywhere; the library knows that by this status.
    if (!response.ok && response.status !== 405) {
      await response.body?.cancel();
      throw faultOfStatus(response.status, host);
    }
    return bounded(response, line, (fault) => {
      if (id === undefined) return;
      if (fault !== undefined) fail(id, fault);
      else setTimeout(() => open.get(id)?.resumable === false && fail(id, cut(url)), GRACE_MS);
    });
  };
}

function askedIn(body: unknown): RequestId | undefined {
  const message = fromJson(body);
  if (typeof message !== 'object' || message === null || !('id' in message) || !('method' in message)) return undefined;
  const { id } = message;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** The same answer, counted, and ended where it is too long. `over` hears of its end, and why where it was no good one. */
function bounded(response: Response, { traffic, url }: Line, over: (fault?: Fault) => void): Response {
  if (response.body === null) return response;
  const { host } = new URL(url);
  const reader = response.body.getReader();
  let size = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          over();
          return;
        }
        size += value.length;
        traffic.got += value.length;
        if (size <= MOST_BYTES) {
          controller.enqueue(value);
          return;
        }
        await reader.cancel();
        const fault = new Fault(problem('mcp.too_big', { params: { host, bytes: MOST_BYTES } }));
        over(fault);
        controller.error(fault);
      } catch (error) {
        over();
        controller.error(new Fault(problem('mcp.cut', { params: { host }, detail: String(error) })));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}
