import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { byteLength, isAbort } from '../../shared/index.ts';
import { allowedUrl, isHostPattern } from './hosts.ts';
import { withoutKeys } from './http-keys.ts';
import { capability, type Carrying, denied, gave, type Outcome, reason, upTo, type Using } from './shape.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const asked = v.strictObject({
  name: v.literal('http.fetch'),
  reason,
  hosts: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(260), v.check(isHostPattern, 'no host pattern in its plain form'))),
    v.minLength(1),
    v.maxLength(16),
  ),
  methods: v.optional(v.pipe(v.array(v.picklist(METHODS)), v.minLength(1), v.maxLength(METHODS.length)), ['GET']),
  /** In one call of the tool. */
  maxCalls: v.optional(upTo(50), 10),
  /** Sent and received together, in one call of the tool. */
  maxBytes: v.optional(upTo(4_000_000), 1_000_000),
});

/** Headers that say what the tool wants. Those that browsers forbid, and those that pretend to come from elsewhere, are none of them. */
const HEADERS =
  /^(?:accept|accept-language|content-type|authorization|if-none-match|if-modified-since|x-api-key|x-[a-z]+-token)$/u;
/** Of the answer. */
const SHOWN = ['content-type', 'etag', 'last-modified', 'retry-after', 'link'];

const input = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(4000)),
  method: v.optional(v.picklist(METHODS), 'GET'),
  headers: v.optional(
    v.record(
      v.pipe(v.string(), v.toLowerCase(), v.regex(HEADERS)),
      v.pipe(v.string(), v.maxLength(2000), v.regex(/^[\t\u0020-\u007e]*$/u)),
    ),
    {},
  ),
  body: v.optional(v.pipe(v.string(), v.maxLength(200_000))),
  as: v.optional(v.picklist(['text', 'hex']), 'text'),
});
type Input = v.InferOutput<typeof input>;

export const httpFetch = capability({
  name: 'http.fetch',
  risk: 'sends',
  asked,
  description:
    '{"url", "method"?, "headers"?, "body"?: text, "as"?: "text" or "hex"}. Gives {"status", "headers", "body", "cut": true where the body was longer than the budget}. No cookies; a redirect is refused, so name the last address',
  explains: 'capability_http_fetch',
  hosts: ({ hosts }) => hosts,
  about: ({ hosts, methods }) => `${hosts.join(', ')} (${methods.join(', ')})`,
  input,
  shown: withoutKeys,
  execute: request,
  units: ({ sent, bytes }) => bytes + (sent?.bytes ?? 0),
});

async function request(given: Input, using: Using<v.InferOutput<typeof asked>>): Promise<Outcome> {
  const { asked: may, spent, isLocal, carrying, world, signal } = using;
  if (isLocal) {
    return denied('local_only', 'what was read before is of a site that is kept on this device: nothing is sent now');
  }
  const url = allowedUrl(given.url, may.hosts);
  if (url === undefined) return denied('host', `only ${may.hosts.join(', ')} may be reached`);
  if (!may.methods.includes(given.method)) return denied('host', `only ${may.methods.join(', ')} may be used`);
  const kept = stayingFrom(url, carrying);
  if (kept !== undefined) {
    return denied('carried', `the user has not said that what was read at ${kept} may go to ${url.host}`);
  }
  const bytes = byteLength(url.href) + byteLength(given.body ?? '') + byteLength(JSON.stringify(given.headers));
  const left = may.maxBytes - spent.units - bytes;
  if (spent.calls >= may.maxCalls || left <= 0) {
    return denied('budget', `its ${may.maxCalls} calls or ${may.maxBytes} bytes are used up`);
  }
  const sent = { host: url.host, bytes };
  try {
    const response = await world.fetch(url.href, {
      method: given.method,
      headers: given.headers,
      ...(given.body !== undefined && !['GET', 'HEAD'].includes(given.method) && { body: given.body }),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      // Where a redirect leads is told to nobody here, so that it could not be checked before it is followed.
      redirect: 'manual',
      signal,
    });
    if (response.type === 'opaqueredirect' || response.redirected) return denied('redirect', 'the server sends elsewhere; name that address', sent); // prettier-ignore
    const { part, cut } = await readUpTo(response, left);
    const body = given.as === 'hex' ? bytesToHex(part) : new TextDecoder().decode(part);
    const headers = Object.fromEntries(SHOWN.flatMap((name) => [[name, response.headers.get(name)]].filter(([, value]) => value !== null))); // prettier-ignore
    return gave({ status: response.status, headers, body, cut }, { sent, read: [url.origin] });
  } catch (error) {
    if (isAbort(error) || (error instanceof Error && error.name === 'TimeoutError'))
      return denied('time', 'no answer in time', sent);
    if (!(error instanceof TypeError)) throw error;
    return denied('network', `${url.host} cannot be reached, or lets nobody read its answers but itself`, sent);
  }
}

/** An origin that something was read at that may not be sent there; undefined where there is none. Its own servers may hear of one another. */
function stayingFrom({ origin }: URL, { reads, fetched = [], carries }: Carrying): string | undefined {
  return carries && reads.find((read) => read !== origin && !carries.includes(read) && !fetched.includes(read));
}

/** So much of the body; the rest is never taken from the network. */
async function readUpTo(response: Response, most: number): Promise<{ part: Uint8Array; cut: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let cut = false;
  // Leaving the loop cancels what is still to come.
  for await (const value of response.body ?? []) {
    const kept = value.subarray(0, most - size);
    parts.push(kept);
    size += kept.length;
    cut = kept.length < value.length;
    if (cut) break;
  }
  const part = new Uint8Array(size);
  let at = 0;
  for (const each of parts) {
    part.set(each, at);
    at += each.length;
  }
  return { part, cut };
}
