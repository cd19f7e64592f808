import * as v from 'valibot';
import { expect, test } from 'vitest';

import { fakeWorld } from '../testing/doors.ts';
import { httpFetch } from './http-fetch.ts';
import type { Carrying, Spent } from './shape.ts';

interface Given {
  asked?: Record<string, unknown>;
  spent?: Spent;
  isLocal?: boolean;
  carrying?: Carrying;
  answer?: (url: string) => Response | Promise<Response>;
  signal?: AbortSignal;
}

async function fetched(
  input: unknown,
  {
    asked = {},
    spent = { calls: 0, units: 0 },
    isLocal = false,
    carrying = { reads: [], carries: undefined },
    answer,
    signal = new AbortController().signal,
  }: Given = {},
) {
  // prettier-ignore
  const fake = fakeWorld({}, answer);
  const entry = v.parse(httpFetch.asked, { name: 'http.fetch', reason: 'x', hosts: ['api.example'], ...asked });
  const place = { callId: 'c', runId: undefined, site: undefined, tabId: undefined };
  const outcome = await httpFetch.run(input, { asked: entry, world: fake.world, sha256: 'aa', place, spent, isLocal, carrying, signal }); // prettier-ignore
  return { outcome, fetched: fake.fetched };
}
const code = (problem: string) => ({ ok: false, problem: { code: problem } });
const url = 'https://api.example/a';
const asJson = () => new Response('{"a":1}', { status: 203, headers: { 'content-type': 'application/json', 'set-cookie': 'a=b' } }); // prettier-ignore
const sendsOn = () => Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });

test('a server is asked as nobody, and what it says comes back', async () => {
  const { outcome, fetched: all } = await fetched({ url: `${url}#part`, headers: { Accept: 'application/json' } }, { answer: asJson }); // prettier-ignore
  expect(outcome).toMatchObject({
    ok: true,
    value: { value: { status: 203, headers: { 'content-type': 'application/json' }, body: '{"a":1}', cut: false } },
  });
  expect(JSON.stringify(outcome)).not.toContain('a=b');
  expect(all).toMatchObject([
    { url, init: { method: 'GET', credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'manual', headers: { accept: 'application/json' } } },
  ]); // prettier-ignore
});

test('bytes come as two digits each where that is asked for', async () => {
  const { outcome } = await fetched({ url, as: 'hex' }, { answer: () => new Response(new Uint8Array([0, 255])) });
  expect(outcome).toMatchObject({ ok: true, value: { value: { body: '00ff' } } });
});

test('what leaves is counted with its host', async () => {
  const { outcome } = await fetched({ url, method: 'POST', body: 'ä' }, { asked: { methods: ['POST'] } });
  expect(outcome).toMatchObject({ ok: true, value: { sent: { host: 'api.example', bytes: url.length + 2 + 2 } } });
});

test.each([
  ['another host', { url: 'https://evil.example/' }, {}, 'host'],
  ['another scheme', { url: 'http://api.example/' }, {}, 'host'],
  ['another method', { url, method: 'POST' }, {}, 'host'],
  ['a method that is none', { url, method: 'CONNECT' }, {}, 'input'],
  ['a cookie', { url, headers: { cookie: 'a=b' } }, {}, 'input'],
  ['the name of another host', { url, headers: { Host: 'evil.example' } }, {}, 'input'],
  ['an origin', { url, headers: { origin: 'https://evil.example' } }, {}, 'input'],
  ['an address that it pretends to come from', { url, headers: { 'x-forwarded-for': '127.0.0.1' } }, {}, 'input'],
  ['a header in two lines', { url, headers: { accept: 'a\r\nhost: evil.example' } }, {}, 'input'],
  ['credentials of the user', { url, credentials: 'include' }, {}, 'input'],
  ['its calls used up', { url }, { spent: { calls: 10, units: 0 } }, 'budget'],
  ['its bytes used up', { url }, { spent: { calls: 1, units: 1_000_000 } }, 'budget'],
  ['more to send than its bytes', { url, method: 'POST', body: 'x'.repeat(2000) }, { asked: { methods: ['POST'], maxBytes: 1000 } }, 'budget'], // prettier-ignore
  ['something read that stays on this device', { url }, { isLocal: true }, 'local_only'],
])('with %s nothing leaves', async (_name, input, given, problem) => {
  const { outcome, fetched: all } = await fetched(input, given);
  expect(outcome).toMatchObject(code(problem));
  expect(all).toEqual([]);
});

test('a server that sends elsewhere is not followed, and the tool hears it', async () => {
  const { outcome, fetched: all } = await fetched({ url }, { answer: sendsOn });
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'redirect', sent: { host: 'api.example' } } });
  expect(all).toHaveLength(1);
});

test('a longer answer is cut at the budget, and no more is taken from the network', async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(100).fill(97));
    },
    cancel() {
      cancelled = true;
    },
  });
  const { outcome } = await fetched({ url }, { asked: { maxBytes: 1000 }, answer: () => new Response(endless) });
  expect(outcome).toMatchObject({ ok: true, value: { value: { cut: true, body: expect.stringMatching(/^a{900,999}$/u) } } }); // prettier-ignore
  expect(pulled).toBeLessThan(15);
  expect(cancelled).toBe(true);
});

test('a server that cannot be reached, or does not answer in time, is an error value', async () => {
  const lost = await fetched({ url }, { answer: () => Promise.reject(new TypeError('Failed to fetch')) });
  expect(lost.outcome).toMatchObject(code('network'));
  const late = await fetched({ url }, { answer: () => Promise.reject(new DOMException('late', 'TimeoutError')) });
  expect(late.outcome).toMatchObject(code('time'));
});

test('both what was sent and what came count against the bytes', () => {
  const call = { answer: { ok: true as const, value: {} }, sent: { host: 'a', bytes: 30 }, bytes: 12 };
  expect(httpFetch.units(call)).toBe(42);
});

const carrying = (reads: string[], carries: string[]) => ({ carrying: { reads, carries } });

test('what was read at a site that the user has not let go there stays; what was read at that very server goes back', async () => {
  const kept = await fetched({ url }, carrying(['https://bank.example', 'https://api.example'], []));
  expect(kept.outcome).toMatchObject(code('carried'));
  expect(kept.fetched).toEqual([]);
  const gone = await fetched({ url }, { ...carrying(['https://bank.example'], ['https://bank.example']), answer: asJson }); // prettier-ignore
  expect(gone.outcome.ok).toBe(true);
  expect((await fetched({ url }, { ...carrying(['https://api.example'], []), answer: asJson })).outcome.ok).toBe(true);
});

test('what a server said is from that server; its own other servers may hear of it, and no page', async () => {
  const { outcome } = await fetched({ url }, { answer: asJson });
  expect(outcome).toMatchObject({ ok: true, value: { read: ['https://api.example'] } });
  const more = { asked: { hosts: ['api.example', 'b.example'] }, answer: asJson };
  const read = ['https://api.example'];
  const next = (given: Carrying) => fetched({ url: 'https://b.example/' }, { ...more, carrying: given });
  expect((await next({ reads: read, fetched: read, carries: [] })).outcome.ok).toBe(true);
  expect((await next({ reads: read, carries: [] })).outcome).toMatchObject(code('carried'));
});

test('keys and tokens are dots in what is kept of a call, in whatever shape it was', () => {
  const headers = { Authorization: 'Bearer abc', 'x-api-key': 'k', 'x-some-token': 1, accept: 'text/plain' };
  expect(httpFetch.shown({ url, headers })).toEqual({
    url,
    headers: { Authorization: '••••', 'x-api-key': '••••', 'x-some-token': '••••', accept: 'text/plain' },
  });
  expect(httpFetch.shown({ url: `${url}?q=a&api_key=abc&token=d%20e#key=f` })).toEqual({
    url: `${url}?q=a&api_key=••••&token=••••#key=••••`,
  });
  expect(httpFetch.shown({ url: `${url}?access_token=abc&monkey=b&keys=c&x-amz-signature=d` })).toEqual({
    url: `${url}?access_token=••••&monkey=b&keys=c&x-amz-signature=••••`,
  });
  expect(httpFetch.shown({ url, body: 'grant=a&client_secret=abc&city=Ulm' })).toEqual({
    url,
    body: 'grant=a&client_secret=••••&city=Ulm',
  });
  expect(
    httpFetch.shown({
      url,
      body: String.raw`{"q": "the key", "apiKey": "a\"b", "deep": [{"password" : 12, "Token":"c`,
    }),
  ).toEqual({
    url,
    body: '{"q": "the key", "apiKey": "••••", "deep": [{"password" : "••••", "Token":"••••"',
  });
  for (const odd of [undefined, null, 7, 'text', { headers: 'none' }, { url }, { url: 7, body: {} }])
    expect(httpFetch.shown(odd)).toEqual(odd);
});
