import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { DEFAULT_SETTINGS, type Grant, type KeptServer, type ServerListing, type ServerTool } from '@/lib/contracts/index.ts'; // prettier-ignore
import { openMemory } from '@/lib/memory/index.ts';
import type { HostLink, HostRequest, McpRequest } from '@/lib/protocol/index.ts';
import { success } from '@/lib/shared/index.ts';

import { askedBy, servedTools } from './server-tools.ts';
import { answerServers, hostWithServers } from './servers.ts';

const URL_HERE = 'https://mcp.shop.example/mcp';
const SITE = 'https://bakery.example';

const tool = (name: string, more: Partial<ServerTool> = {}): ServerTool => ({ name, title: name, description: `Does ${name}.`, inputSchema: {}, example: {}, sha256: `hash-${name}`, hints: [], ...more }); // prettier-ignore
const listing = (...tools: ServerTool[]): ServerListing => ({ title: 'Shop', version: '1', tools, left: 0 });
const served = (url: string, ...tools: ServerTool[]): KeptServer => ({ id: url, url, hasKey: false, listing: listing(...tools), traffic: { sent: 0, got: 0 } }); // prettier-ignore

/** What the browser says of Locus and hosts. */
let mayReach = true;
beforeEach(() => {
  fakeBrowser.reset();
  mayReach = true;
  Object.assign(browser.permissions, { contains: async () => mayReach });
});

let count = 0;
/** A server that was added, behind a host that calls whatever it is asked to. */
async function world(local: string[] = []) {
  const memory = openMemory(`servers-${(count += 1)}`);
  const state = { host: 'host-1', offers: listing(tool('find', { hints: ['reads_only'] })) };
  const calls: Extract<McpRequest, { type: 'mcp.call' }>[] = [];
  const answer = async (request: HostRequest) => {
    if (request.type === 'tools.list') return success([]);
    if (request.type === 'mcp.host') return success(state.host);
    if (request.type === 'mcp.list') return success({ traffic: { sent: 10, got: 20 }, ended: { ok: true, value: state.offers } }); // prettier-ignore
    if (request.type !== 'mcp.call') return success(undefined);
    calls.push(request);
    return success({ traffic: { sent: 3, got: 4 }, ms: 5, ended: { ok: true, value: { found: 1 } } });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake: it gives what each type promises
  const inner = { ask: answer, listen: () => () => undefined } as unknown as HostLink;
  const parts = {
    ...memory,
    settings: { read: async () => ({ ...DEFAULT_SETTINGS, local }) },
    factsOf: async () => success({ origin: SITE }),
    keepAlive: { hold: () => () => undefined },
    host: inner,
  };
  const offered = await memory.servers.offer(URL_HERE, 'k-17');
  if (!offered.ok) throw new Error(offered.problem.code);
  const { id } = offered.value;
  await answerServers({ type: 'servers.look', id }, parts);
  await answerServers({ type: 'servers.keep', id }, parts);
  const host = hostWithServers(inner, parts);
  const call = (context: object = {}) =>
    host.ask({ type: 'tools.call', name: 'mcp_shop_example_find', input: { q: 'rye' }, context: { asks: false, refused: [], ...context } }); // prettier-ignore
  const listed = await host.ask({ type: 'tools.list' });
  const [asked] = (listed.ok ? listed.value[0]?.capabilities : undefined) ?? [];
  if (asked === undefined) throw new Error('it asks for nothing');
  const grant = (more: Partial<Grant> = {}) =>
    memory.tools.give({ id: 'g', sha256: 'hash-find', tool: 'x', capability: 'mcp.call', terms: asked.terms, about: '', scope: 'always', of: '', at: Date.now(), ...more }); // prettier-ignore
  return { memory, state, calls, host, parts, id, call, grant, asked };
}

const code = (found: string) => ({ ok: false, problem: { code: found } });

test('a tool of a server says by its name whose it is, and takes the name of none that is here', () => {
  const tools = servedTools(
    [
      served(URL_HERE, tool('calculator'), tool('createIssue'), tool('créer/été'), tool('find'), tool('x'.repeat(80))),
      served('https://shop.example/other', tool('find')),
      served('http://127.0.0.1:8080/mcp', tool('...')),
    ],
    new Set(['calculator', 'mcp_shop_example_create_issue']),
  );
  const names = tools.map(({ name }) => name);
  expect(names).toEqual([
    'mcp_shop_example_calculator',
    'mcp_shop_example_create_issue_2',
    'mcp_shop_example_cr_er_t',
    'mcp_shop_example_find',
    `mcp_shop_example_${'x'.repeat(31)}`,
    'mcp_shop_example_find_2',
    'mcp_127_0_0_1_tool',
  ]);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{0,47}$/u);
});

test('each tool asks to send to its own server, and other words make it another tool', () => {
  const [one, two, here] = servedTools([served(URL_HERE, tool('find'), tool('find', { sha256: 'other' })), served('http://127.0.0.1:8080/mcp', tool('find'))], new Set()).map(askedBy); // prettier-ignore
  expect(one).toMatchObject({
    name: 'mcp.call',
    about: 'mcp.shop.example',
    risk: 'sends',
    hosts: ['mcp.shop.example'],
  });
  expect(two?.terms).not.toBe(one?.terms);
  expect(here?.hosts).toEqual(['http://127.0.0.1:8080']);
});

test('nothing is called without a yes to this very tool, whatever its server says of its effects', async () => {
  const { call, calls, grant } = await world();
  expect(await call()).toMatchObject(code('sandbox.needs_grant'));
  await grant({ id: 'a', terms: '{}' });
  await grant({ id: 'b', sha256: 'hash-other' });
  await grant({ id: 'c', scope: 'site', of: 'https://elsewhere.example' });
  await grant({ id: 'd', scope: 'once', of: 'another-call' });
  expect(await call({ callId: 'one', tabId: 1 })).toMatchObject(code('sandbox.needs_grant'));
  expect(calls).toEqual([]);
  await grant({ id: 'e', scope: 'once', of: 'one' });
  expect(await call({ callId: 'one' })).toMatchObject({ ok: true, value: { output: { found: 1 } } });
  expect(await call({ callId: 'two' })).toMatchObject(code('sandbox.needs_grant'));
  await grant();
  expect(await call({ refused: ['mcp.call'] })).toMatchObject(code('action.refused'));
  expect(calls).toHaveLength(1);
});

test('what is of a site that stays on this device goes to no server, and what was read goes only where the user let it', async () => {
  const { call, calls, grant } = await world([SITE]);
  await grant();
  expect(await call({ tabId: 1 })).toMatchObject(code('site.local_only'));
  expect(await call({ reads: [SITE] })).toMatchObject(code('site.local_only'));
  expect(await call({ reads: ['https://news.example'], carries: [] })).toMatchObject(code('sandbox.needs_grant'));
  expect(calls).toEqual([]);
  expect(await call({ reads: ['https://news.example'], carries: ['https://news.example'] })).toMatchObject({
    ok: true,
  });
  expect(await call({ reads: ['https://mcp.shop.example'], carries: [] })).toMatchObject({ ok: true });
});

test('a call goes with the key to its server, and is counted by where it went', async () => {
  const { call, calls, grant, memory, host } = await world();
  await grant();
  const said = await call({ callId: 'one' });
  expect(said).toMatchObject({ ok: true, value: { calls: [{ sent: { host: 'mcp.shop.example', bytes: 3 }, bytes: 4, read: ['https://mcp.shop.example'] }] } }); // prettier-ignore
  expect(calls[0]).toMatchObject({ server: { url: URL_HERE, key: 'k-17' }, tool: 'find', sha256: 'hash-find' });
  expect(await memory.servers.kept()).toMatchObject([{ traffic: { sent: 13, got: 24 } }]);
  expect(await memory.tools.uses()).toMatchObject([{ calls: 1, sent: { 'mcp.shop.example': 3 }, got: { 'mcp.shop.example': 4 } }]); // prettier-ignore
  const kept = JSON.stringify([await memory.servers.kept(), await host.ask({ type: 'tools.list' }), said]);
  expect(kept).not.toContain('k-17');
});

test('a call that is asked again goes to the host that had it first, which may be gone; another call to the one that is there', async () => {
  const { call, calls, grant, state } = await world();
  await grant();
  await call({ callId: 'one' });
  state.host = 'host-2';
  await call({ callId: 'one' });
  await call({ callId: 'two' });
  expect(calls.map(({ callId, host }) => [callId, host])).toEqual([
    ['one', 'host-1'],
    ['one', 'host-1'],
    ['two', 'host-2'],
  ]);
});

test('without the browser’s permission no server is asked', async () => {
  const { call, calls, grant, parts, id } = await world();
  await grant();
  mayReach = false;
  expect(await call()).toMatchObject(code('mcp.no_access'));
  expect(await answerServers({ type: 'servers.look', id }, parts)).toMatchObject(code('mcp.no_access'));
  expect(calls).toEqual([]);
});

test('what a server offers anew waits for the user’s word; then the grants of what changed are gone', async () => {
  const { parts, state, id, memory, host, grant, call } = await world();
  await grant();
  const names = async () => {
    const listed = await host.ask({ type: 'tools.list' });
    return listed.ok ? listed.value.map(({ description }) => description) : [];
  };
  state.offers = { ...state.offers, version: '2' };
  expect(await answerServers({ type: 'servers.look', id }, parts)).toMatchObject({ ok: true, value: { listing: { version: '2' } } }); // prettier-ignore
  state.offers = listing(tool('find', { sha256: 'new', description: 'Finds, and tells.' }), tool('buy'));
  const looked = await answerServers({ type: 'servers.look', id }, parts);
  expect(looked).toMatchObject({ ok: true, value: { fresh: { tools: [{ sha256: 'new' }, { name: 'buy' }] } } });
  expect(await names()).toEqual(['Does find.']);
  await answerServers({ type: 'servers.keep', id }, parts);
  expect(await names()).toEqual(['Finds, and tells.', 'Does buy.']);
  expect(await memory.tools.grants()).toEqual([]);
  expect(await call()).toMatchObject(code('sandbox.needs_grant'));
  await answerServers({ type: 'servers.remove', id }, parts);
  expect(await names()).toEqual([]);
});
