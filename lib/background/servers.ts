import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { type CapabilityCall, covers, type KeptServer, problem, type Problem, type Settings, sitePattern, type ToolUse } from '@/lib/contracts/index.ts'; // prettier-ignore
import type { PackStore, ServerStore, ToolStore } from '@/lib/memory/index.ts';
import type { HostLink, HostReply, HostRequest, McpCalled, ServerRequest, ServerTarget, ToolRequest, ToolResult } from '@/lib/protocol/index.ts'; // prettier-ignore
import { failure, hostOf, newId, type Result, success } from '@/lib/shared/index.ts';

import type { KeepAlive } from './keepalive.ts';
import { askedBy, infoOf, type ServedTool, servedTools } from './server-tools.ts';

export interface ServerParts {
  servers: ServerStore;
  packs: Pick<PackStore, 'kept'>;
  tools: Pick<ToolStore, 'grants' | 'used' | 'forget'>;
  settings: { read: () => Promise<Settings> };
  factsOf: (tabId: number, sites: Settings['sites']) => Promise<Result<{ origin: string }, Problem>>;
  keepAlive: KeepAlive;
}

interface Parts extends ServerParts {
  host: HostLink;
}

type Call = Extract<ToolRequest, { type: 'tools.call' }>;

/** The host, with the tools of servers that the user has added: they are listed with its own, and called by their names. */
export function hostWithServers(host: HostLink, parts: ServerParts): HostLink {
  const whole = { ...parts, host };
  const answer = async (request: HostRequest): Promise<Result<unknown, Problem>> => {
    if (request.type === 'tools.list') {
      const own = await host.ask(request);
      if (!own.ok) return own;
      const served = servedTools(await parts.servers.kept(), new Set(own.value.map(({ name }) => name)));
      return success([...own.value, ...served.map(infoOf)]);
    }
    if (request.type !== 'tools.call' && request.type !== 'tools.replay') return host.ask(request);
    const served = await named(request.name, parts);
    if (served === undefined) return host.ask(request);
    return request.type === 'tools.call' ? call(served, request, whole) : again(request.calls);
  };
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every way gives what the schema of that type has parsed, or is made here
    ask: <R extends HostRequest>(request: R) => answer(request) as Promise<Result<HostReply<R>, Problem>>,
    listen: (listener) => host.listen(listener),
  };
}

async function named(name: string, { servers, packs }: ServerParts): Promise<ServedTool | undefined> {
  if (!name.startsWith('mcp_')) return undefined;
  // The tools of Locus have no such names; packs may.
  const taken = new Set((await packs.kept()).map((pack) => pack.name));
  return servedTools(await servers.kept(), taken).find((each) => each.name === name);
}

/** With the answer of then: nobody is asked. */
function again(calls: readonly CapabilityCall[]): Result<ToolResult, Problem> {
  const answer = calls.find(({ name }) => name === 'mcp.call')?.answer;
  if (answer?.ok !== true) return failure(problem('sandbox.replay', { params: { tool: 'mcp.call' } }));
  return success({ output: answer.value, logs: [], ms: 0, fuel: 0, calls: [...calls] });
}

async function call(served: ServedTool, request: Call, parts: Parts): Promise<Result<unknown, Problem>> {
  const { server, tool } = served;
  const callId = request.context?.callId ?? newId('call');
  const may = await mayCall(served, callId, request, parts);
  if (!may.ok) return may;
  const access = await reachable(server);
  if (!access.ok) return access;
  const release = parts.keepAlive.hold();
  try {
    const host = await hostFor(callId, parts.host);
    if (!host.ok) return host;
    const target = await targetOf(server, parts.servers);
    const said = await parts.host.ask({ type: 'mcp.call', server: target, host: host.value, callId, tool: tool.name, sha256: tool.sha256, input: request.input }); // prettier-ignore
    if (!said.ok) return said;
    await noted(served, callId, said.value, parts);
    return resultOf(served, request.input, said.value);
  } finally {
    release();
  }
}

/** That the user has said yes to this very tool, and that nothing of a site that is kept on this device goes out with the call. */
async function mayCall(
  served: ServedTool,
  callId: string,
  { context }: Call,
  { tools, settings, factsOf }: Parts,
): Promise<Result<undefined, Problem>> {
  const { sites, local } = await settings.read();
  const facts = context?.tabId === undefined ? undefined : await factsOf(context.tabId, sites);
  const site = facts?.ok === true ? facts.value.origin : undefined;
  const { reads = [], carries } = context ?? {};
  const staying = [site, ...reads].find((origin) => origin !== undefined && local.includes(origin));
  if (staying !== undefined) return failure(problem('site.local_only', { params: { site: hostOf(staying) } }));
  if (context?.refused.includes('mcp.call') === true) return failure(problem('action.refused'));
  const asked = askedBy(served);
  const { sha256, title } = served.tool;
  const place = { callId, runId: context?.runId, site };
  const own = new URL(served.server.url).origin;
  // In a run: what was read at another site goes along only where the user has seen from where to where.
  const isCarried = carries === undefined || reads.every((origin) => origin === own || carries.includes(origin));
  const isGranted = (await tools.grants(sha256)).some((grant) => covers(grant, sha256, asked, place));
  if (isGranted && isCarried) return success(undefined);
  return failure(problem('sandbox.needs_grant', { params: { tool: title, capability: asked.name, reason: asked.reason } })); // prettier-ignore
}

async function reachable({ url }: KeptServer): Promise<Result<undefined, Problem>> {
  const { origin, host } = new URL(url);
  const has = await browser.permissions.contains({ origins: [sitePattern(origin)] });
  return has ? success(undefined) : failure(problem('mcp.no_access', { params: { host } }));
}

async function targetOf({ id, url }: KeptServer, servers: ServerStore): Promise<ServerTarget> {
  const key = await servers.keyOf(id);
  return { id, url, ...(key !== undefined && { key }) };
}

/** Where `{callId: host}` lies in storage.session: a background that was killed in the middle of a call still knows which host has it. */
const SLOT = 'mcpCalls';
const Begun = v.record(v.string(), v.string());
const MOST_BEGUN = 50;
let noting: Promise<unknown> = Promise.resolve();

/** The one host that may do that call: the one that was asked first, which knows whether it did. */
async function hostFor(callId: string, host: HostLink): Promise<Result<string, Problem>> {
  const now = await host.ask({ type: 'mcp.host' });
  if (!now.ok) return now;
  const note = async () => {
    const stored = v.safeParse(Begun, (await browser.storage.session.get(SLOT))[SLOT]);
    const begun = stored.success ? stored.output : {};
    const first = begun[callId];
    if (first !== undefined) return first;
    const rest = Object.entries(begun).slice(-MOST_BEGUN);
    await browser.storage.session.set({ [SLOT]: Object.fromEntries([...rest, [callId, now.value]]) });
    return now.value;
  };
  const first = noting.then(note, note);
  noting = first;
  return success(await first);
}

/** What went over the line, and what the server offers, where that came along. */
async function noted({ server, tool, name }: ServedTool, callId: string, said: McpCalled, { servers, tools }: Parts) {
  const { traffic, listing, ended, ms } = said;
  const { host } = new URL(server.url);
  await servers.count(server.id, traffic);
  if (listing !== undefined) await servers.heard(server.id, listing);
  const use: ToolUse = {
    sha256: tool.sha256,
    tool: name,
    calls: 1,
    ms,
    fuel: 0,
    capabilities: {},
    sent: { [host]: traffic.sent },
    got: { [host]: traffic.got },
    usedAt: Date.now(),
    ...(!ended.ok && { problem: ended.problem.code }),
  };
  await tools.used(callId, use);
}

function resultOf(
  { server }: ServedTool,
  input: unknown,
  { ended, traffic, ms }: McpCalled,
): Result<ToolResult, Problem> {
  // prettier-ignore
  if (!ended.ok) return ended;
  const { host, origin } = new URL(server.url);
  const made: CapabilityCall = { name: 'mcp.call', input, answer: { ok: true, value: ended.value }, sent: { host, bytes: traffic.sent }, read: [origin], bytes: traffic.got, ms }; // prettier-ignore
  return success({ output: ended.value, logs: [], ms, fuel: 0, calls: [made] });
}

/** What the panel wants of servers. */
export async function answerServers(request: ServerRequest, parts: Parts): Promise<Result<unknown, Problem>> {
  const { servers, host } = parts;
  switch (request.type) {
    case 'servers.list':
      return success(await servers.kept());
    case 'servers.look':
      return look(request.id, parts);
    case 'servers.keep':
      return keep(request.id, parts);
    case 'servers.remove':
      return remove(request.id, parts);
    case 'servers.cancel':
      return host.ask({ type: 'mcp.cancel', callId: request.callId });
  }
}

async function look(id: string, parts: Parts): Promise<Result<KeptServer, Problem>> {
  const { servers, host, keepAlive } = parts;
  const server = await servers.find(id);
  if (server === undefined) return failure(problem('mcp.gone'));
  const access = await reachable(server);
  if (!access.ok) return access;
  const release = keepAlive.hold();
  try {
    const said = await host.ask({ type: 'mcp.list', server: await targetOf(server, servers) });
    if (!said.ok) return said;
    const { traffic, ended } = said.value;
    await servers.count(id, traffic);
    if (!ended.ok) return ended;
    await servers.heard(id, ended.value);
    const now = await servers.find(id);
    return now === undefined ? failure(problem('mcp.gone')) : success(now);
  } finally {
    release();
  }
}

/** Grants of tools that are others now, or gone, are of no use to anybody. */
async function keep(id: string, { servers, tools }: Parts): Promise<Result<undefined, Problem>> {
  const before = hashesOf(await servers.find(id));
  const kept = await servers.keep(id);
  if (!kept.ok) return kept;
  const after = new Set(hashesOf(await servers.find(id)));
  await Promise.all(before.filter((hash) => !after.has(hash)).map((hash) => tools.forget(hash)));
  return kept;
}

async function remove(id: string, { servers, tools, host }: Parts): Promise<Result<undefined, Problem>> {
  const hashes = hashesOf(await servers.find(id));
  await servers.remove(id);
  await Promise.all(hashes.map((hash) => tools.forget(hash)));
  return host.ask({ type: 'mcp.leave', id });
}

function hashesOf(server: KeptServer | undefined): string[] {
  return (server?.listing?.tools ?? []).map(({ sha256 }) => sha256);
}
