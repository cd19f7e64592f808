/** Tools that try to reach more than they were granted, for the built extension in both browsers. */
import { createServer } from 'node:http';

import * as v from 'valibot';

import { close, listen } from '../fixtures/server.ts';
import { bundle } from '../support/bundle.ts';
import type { ToolGiven } from './entry.ts';
import { whenCalled } from './guests.ts';

interface Page {
  evaluate(expression: string): Promise<unknown>;
}

/** Calls a script as a tool in a page of the built extension, in whichever browser. */
export async function useTool(page: Page, given: ToolGiven): Promise<unknown> {
  await page.evaluate(`${await bundle('tests/sandbox/entry.ts')};globalThis.bundled = bundled;undefined`);
  return page.evaluate(`bundled.useTool(${JSON.stringify(given)})`);
}

interface Heard {
  url: string;
  method: string;
  headers: Record<string, unknown>;
}

/** A server that may be reached, one that it sends on to, and all that either heard. */
export async function twoServers() {
  const allowed: Heard[] = [];
  const other: Heard[] = [];
  const elsewhere = createServer(({ url = '', method = '', headers }, response) => {
    other.push({ url, method, headers });
    response.setHeader('access-control-allow-origin', '*').end('other');
  });
  const otherPort = await listen(elsewhere);
  const server = createServer(({ url = '', method = '', headers }, response) => {
    allowed.push({ url, method, headers });
    response.setHeader('access-control-allow-origin', '*');
    const status = /^\/redirect\/(\d+)/u.exec(url)?.[1];
    if (status === undefined) response.setHeader('set-cookie', 'who=me').end('hello');
    else response.writeHead(Number(status), { location: `http://127.0.0.1:${otherPort}/landed` }).end();
  });
  const port = await listen(server);
  return { port, otherPort, allowed, other, close: () => Promise.all([close(server), close(elsewhere)]) };
}

const FETCHER = `export default async ({ urls }, host) => {
  const codes = [];
  for (const url of urls) {
    const answer = await host.call('http.fetch', { url });
    codes.push(answer.ok ? String(answer.value.status) + ' ' + answer.value.body : answer.error.code);
  }
  return { codes };
}`;

export function fetching(hosts: readonly string[], urls: readonly string[]): ToolGiven {
  return {
    script: FETCHER,
    capabilities: [{ name: 'http.fetch', reason: 'to try', hosts, maxCalls: 50 }],
    input: { urls },
  };
}

/** Ways to the other server, or to the allowed one by another door, none of which may be heard anywhere. */
export function bypasses(port: number, otherPort: number): string[] {
  return [
    `http://127.0.0.1:${otherPort}/`,
    `http://127.0.0.1:${port}@127.0.0.1:${otherPort}/`,
    `http://127.0.0.1:${otherPort}#@127.0.0.1:${port}/`,
    `http://127.0.0.1:${otherPort}\\@127.0.0.1:${port}/`,
    `http://user:pass@127.0.0.1:${port}/`,
    `http://127.0.0.2:${port}/`,
    `http://localhost:${port}/`,
    `http://localhost.:${port}/`,
    `http://foo.localhost:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://0:${port}/`,
    `http://0.0.0.0:${port}/`,
    `https://127.0.0.1:${port}/`,
    `ws://127.0.0.1:${port}/`,
    `//127.0.0.1:${port}/`,
    `http:127.0.0.1:${port}/`,
    `http://127.0.0.1:${port} /`,
    `http://127.0.0.1:${port}\t/`,
    `data:text/plain,127.0.0.1:${port}`,
    '/sandbox/tools.json',
  ];
}

/** All of a worker, without a runner: it says these things when it is called. */
export function forging(messages: readonly unknown[]): { before: string; after: string } {
  return {
    before: `self.onmessage = ${whenCalled(`(say) => { for (const message of ${JSON.stringify(messages)}) say(message); }`)}; if (false) {`,
    after: '}',
  };
}

const Outcome = v.object({
  ok: v.boolean(),
  value: v.optional(v.object({ output: v.unknown(), calls: v.array(v.unknown()) })),
  problem: v.optional(v.object({ code: v.string() })),
});
export const outcomeOf = (said: unknown) => v.parse(Outcome, said);
