import type { IncomingMessage, ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import type { EngineEvent, EngineRequest } from '@/lib/contracts/index.ts';

import { bodyOf, serve } from '../testing/server.ts';
import { checkConnection } from './check.ts';
import { openaiEngine } from './engine.ts';
import type { Target } from './problems.ts';

const KEY = 'sk-very-secret-key';
const REQUEST: EngineRequest = {
  jobId: 'r:1',
  messages: [{ role: 'user', content: 'Grüße \ud800 😀' }],
  maxTokens: 50,
  temperature: 0,
  seed: 7,
};
const GRAMMAR = { ebnf: 'e', gbnf: 'g', jsonSchema: '{"type":"object"}' };

function targetAt(url: string, extra: Partial<Target> = {}): Target {
  return { baseURL: `${url}/v1/`, model: 'tiny', origin: 'chrome-extension://abc', ...extra };
}

async function collect(target: Target, request = REQUEST, signal = new AbortController().signal) {
  const events: EngineEvent[] = [];
  for await (const event of openaiEngine(target, fetch)(request, signal)) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return { events, end };
}

function stream(response: ServerResponse, lines: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  // In pieces of three bytes: lines and characters are cut anywhere.
  const bytes = Buffer.from(lines.map((line) => `${line}\n\n`).join(''));
  for (let at = 0; at < bytes.length; at += 3) response.write(bytes.subarray(at, at + 3));
  response.end();
}

const CHUNKS = [
  ': a comment',
  'data: {"choices":[{"delta":{"role":"assistant","content":null}}]}',
  'data: {"choices":[{"delta":{"content":"Schö"}}]}',
  'data: {"choices":[{"delta":{"content":"n 😀"},"finish_reason":"stop"}]}',
  'data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3}}}',
  'data: [DONE]',
];

describe('a server that streams', () => {
  it('gives all text so far in each delta, and the usage at the end', async () => {
    await using server = await serve((_, response) => {
      stream(response, CHUNKS);
    });
    const { events, end } = await collect(targetAt(server.url));
    expect(events.filter(({ type }) => type === 'delta').map((event) => 'text' in event && event.text)).toEqual([
      'Schö',
      'Schön 😀',
    ]);
    expect(end).toMatchObject({
      reason: 'stop',
      text: 'Schön 😀',
      usage: { promptTokens: 9, cachedTokens: 3, completionTokens: 4 },
    });
    expect(server.requests).toEqual(['POST /v1/chat/completions']);
  });

  it('counts the very bytes that left, also of a try that was refused', async () => {
    const bodies: string[] = [];
    await using server = await serve((request, response) => {
      const reply = async () => {
        const body = await bodyOf(request);
        bodies.push(body);
        if (body.includes('response_format'))
          response.writeHead(400).end('{"error":{"message":"response_format unsupported"}}');
        else stream(response, CHUNKS);
      };
      void reply();
    });
    const { end } = await collect(targetAt(server.url), { ...REQUEST, grammar: GRAMMAR });
    expect(end.reason).toBe('stop');
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('"strict":true');
    const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    expect(end.sent).toEqual([{ host: new URL(server.url).host, bytes }]);
  });
});

describe('an answer that does not come whole', () => {
  it('stops at once when it is aborted, and still says what left', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
    });
    const abort = new AbortController();
    const started = Date.now();
    setTimeout(() => {
      abort.abort();
    }, 50);
    const { end } = await collect(targetAt(server.url), REQUEST, abort.signal);
    expect(end).toMatchObject({ reason: 'aborted', text: 'a' });
    expect(end.sent).toHaveLength(1);
    expect(Date.now() - started).toBeLessThan(500);
  });

  it('is a network problem where the stream is cut', async () => {
    await using server = await serve((_, response) => {
      stream(response, CHUNKS.slice(0, 3));
    });
    expect((await collect(targetAt(server.url))).end).toMatchObject({
      reason: 'error',
      text: 'Schö',
      problem: { code: 'engine.network' },
    });
  });

  it('takes a whole answer from a server that does not stream', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"choices":[{"message":{"content":"Hi"},"finish_reason":"length"}]}');
    });
    expect((await collect(targetAt(server.url))).end).toMatchObject({
      reason: 'length',
      text: 'Hi',
      usage: { estimated: true },
    });
  });
});

describe('a server that refuses', () => {
  it.each([
    [401, '{"error":{"message":"bad key"}}', 'engine.unauthorised'],
    [403, '', 'engine.forbidden'],
    [404, '{"error":{"message":"model \\"tiny\\" not found, try pulling it first"}}', 'engine.no_such_model'],
    [404, '404 page not found', 'engine.wrong_path'],
    [405, '', 'engine.wrong_path'],
    [429, '{"error":"slow down"}', 'engine.rate_limited'],
    [500, 'oops', 'engine.server_error'],
    [400, '{"error":{"message":"prompt exceeds the context"}}', 'engine.context_full'],
    [200, '<!doctype html><title>Router</title>', 'engine.wrong_path'],
  ] as const)('with %i %s is %s', async (status, body, code) => {
    await using server = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(body);
    });
    expect((await collect(targetAt(server.url))).end.problem?.code).toBe(code);
  });

  it('names host and origin for the remedy of a 403', async () => {
    await using server = await serve((_, response) => void response.writeHead(403).end());
    const { end } = await collect(targetAt(server.url));
    expect(end.problem?.params).toEqual({ host: new URL(server.url).host, origin: 'chrome-extension://abc' });
  });

  it('is a network problem where nobody listens', async () => {
    const server = await serve(() => undefined);
    await server[Symbol.asyncDispose]();
    expect((await collect(targetAt(server.url))).end.problem?.code).toBe('engine.network');
  });

  it('never gets the key into a problem, whatever it echoes', async () => {
    await using server = await serve((request, response) => {
      response.writeHead(401).end(JSON.stringify({ error: { message: `no: ${request.headers.authorization}` } }));
    });
    const { end } = await collect(targetAt(server.url, { apiKey: KEY }));
    expect(end.problem?.detail).toContain('no: Bearer');
    expect(JSON.stringify(end)).not.toContain(KEY);
  });
});

describe('a server with ways of its own', () => {
  it('is asked as newer models want it where it says so, and every byte of both requests counts', async () => {
    const bodies: string[] = [];
    await using server = await serve((request, response) => {
      const reply = async () => {
        const body = await bodyOf(request);
        bodies.push(body);
        const refusal = `{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}`;
        if (body.includes('"max_tokens"')) response.writeHead(400).end(refusal);
        else stream(response, CHUNKS);
      };
      void reply();
    });
    const { end } = await collect(targetAt(server.url));
    expect(end.reason).toBe('stop');
    expect(bodies[1]).toContain('"max_completion_tokens"');
    expect(bodies[1]).not.toContain('"temperature"');
    expect(end.sent[0]?.bytes).toBe(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0));
  });

  it('gets its schema as an object, and the action comes out of it', async () => {
    const bodies: string[] = [];
    await using server = await serve((request, response) => {
      const reply = async () => {
        bodies.push(await bodyOf(request));
        stream(response, [
          'data: {"choices":[{"delta":{"content":"{\\"action\\": {\\"do\\":\\"back\\"}}"},"finish_reason":"stop"}]}',
        ]);
      };
      void reply();
    });
    const { end } = await collect(targetAt(server.url), { ...REQUEST, grammar: GRAMMAR });
    expect(end.text).toBe('{"do":"back"}');
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      response_format: {
        json_schema: { schema: { type: 'object', required: ['action'], additionalProperties: false } },
      },
    });
  });

  it('gets nothing sent on by a redirect: neither page text nor key', async () => {
    await using other = await serve((_, response) => {
      stream(response, CHUNKS);
    });
    await using server = await serve((_, response) => void response.writeHead(307, { location: other.url }).end());
    for (const extra of [{ apiKey: KEY }, {}]) {
      const { end } = await collect(targetAt(server.url, extra));
      expect(end.reason).toBe('error');
    }
    // The question whether anybody is there at all (a GET without key or body) may follow.
    expect(other.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

function list(request: IncomingMessage, response: ServerResponse, models: string): void {
  if (request.url === '/v1/models') response.end(models);
  else stream(response, CHUNKS);
}

describe('the test of a connection', () => {
  it('is well where the model is listed and answers', async () => {
    await using server = await serve((request, response) => {
      list(request, response, '{"data":[{"id":"tiny:latest"},{"id":"big"}]}');
    });
    expect(await checkConnection(targetAt(server.url), fetch)).toMatchObject({
      ok: true,
      models: ['tiny:latest', 'big'],
    });
  });

  it('says which models there are where the wanted one is not', async () => {
    await using server = await serve((request, response) => {
      list(request, response, '{"data":[{"id":"big"}]}');
    });
    expect(await checkConnection(targetAt(server.url), fetch)).toMatchObject({
      ok: false,
      models: ['big'],
      problem: { code: 'engine.no_such_model', params: { model: 'tiny' } },
    });
  });

  it('asks for a token where there is no list', async () => {
    await using server = await serve((request, response) => {
      if (request.method === 'GET') response.writeHead(404).end();
      else stream(response, CHUNKS);
    });
    expect(await checkConnection(targetAt(server.url), fetch)).toMatchObject({ ok: true, models: [] });
  });

  it('gives up on a server that says nothing', async () => {
    await using server = await serve(() => undefined);
    expect(await checkConnection(targetAt(server.url), fetch, 100)).toMatchObject({
      ok: false,
      problem: { code: 'engine.network' },
    });
  });

  it('refuses an address that is none', async () => {
    expect(await checkConnection(targetAt('localhost:11434'), fetch)).toMatchObject({
      ok: false,
      problem: { code: 'engine.wrong_path' },
    });
  });
});
