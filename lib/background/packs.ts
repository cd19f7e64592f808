import * as v from 'valibot';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import type { PackStore, ToolStore } from '@/lib/memory/index.ts';
import { type HostLink, type HostReply, type HostRequest, type PackLook, type PackRequest, ToolInfo } from '@/lib/protocol/index.ts'; // prettier-ignore
import { failure, type Result, success } from '@/lib/shared/index.ts';

export interface PackParts {
  host: HostLink;
  packs: PackStore;
}

/** What tools were granted and keep goes with the tool. */
interface KeepParts extends PackParts {
  tools: Pick<ToolStore, 'forget'>;
}

type Row = Awaited<ReturnType<PackStore['kept']>>[number];

/**
 * The host, with the tools that the user has added: they are listed with its own, and called by their names. A host that was closed in
 * between knows none of them; it says so, and is sent the file again.
 */
export function hostWithPacks(host: HostLink, packs: PackStore): HostLink {
  const answer = async (request: HostRequest): Promise<Result<unknown, Problem>> => {
    if (request.type === 'tools.list') return listed(host, packs);
    if (request.type !== 'tools.call' && request.type !== 'tools.replay') return host.ask(request);
    const id = (await packs.named(request.name))?.id;
    const { pack: _only, ...bare } = request;
    if (id === undefined) return host.ask(bare);
    const asked = { ...bare, pack: id };
    const first = await host.ask(asked);
    if (first.ok || first.problem.code !== 'sandbox.no_tool') return first;
    const installed = await install(id, { host, packs });
    return installed.ok ? host.ask(asked) : installed;
  };
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every way gives what the host's own schema of that type has parsed
    ask: <R extends HostRequest>(request: R) => answer(request) as Promise<Result<HostReply<R>, Problem>>,
    listen: (listener) => host.listen(listener),
  };
}

async function listed(host: HostLink, packs: PackStore): Promise<Result<ToolInfo[], Problem>> {
  const own = await host.ask({ type: 'tools.list' });
  if (!own.ok) return own;
  const names = new Set(own.value.map(({ name }) => name));
  const rows = (await packs.kept()).filter(({ name }) => !names.has(name));
  const added = await Promise.all(rows.map((row) => infoOf(row, { host, packs })));
  return success([...own.value, ...added.flatMap((tool) => tool ?? [])]);
}

/** What is known of an added tool; asked of the host again where another version of Locus noted it in another way. */
async function infoOf(row: Row, parts: PackParts): Promise<ToolInfo | undefined> {
  const noted = v.safeParse(ToolInfo, row.tool);
  if (noted.success) return noted.output;
  const installed = await install(row.id, parts);
  return installed.ok ? installed.value : undefined;
}

async function install(
  id: string,
  { host, packs }: PackParts,
  titles?: readonly string[],
): Promise<Result<ToolInfo, Problem>> {
  const base64 = await packs.base64(id);
  if (base64 === undefined) return failure(problem('pack.gone'));
  const check = titles === undefined ? {} : { check: { titles: [...titles] } };
  const said = await host.ask({ type: 'tools.install', id, base64, ...check });
  if (said.ok) await packs.checked(id, said.value.name, said.value);
  return said;
}

/** What the panel wants of packs; every one may come twice. */
export async function answerPacks(request: PackRequest, parts: KeepParts): Promise<Result<unknown, Problem>> {
  switch (request.type) {
    case 'packs.look':
      return look(request, parts);
    case 'packs.keep':
      return keep(request.id, parts);
    case 'packs.remove':
      return remove(request.id, parts);
  }
}

async function keep(id: string, { packs, tools }: KeepParts): Promise<Result<undefined, Problem>> {
  const row = await packs.find(id);
  const before = row && (await packs.named(row.name));
  const kept = await packs.keep(id);
  const old = hashOf(before);
  if (kept.ok && old !== undefined && old !== hashOf(row)) await tools.forget(old);
  return kept;
}

async function remove(id: string, { packs, tools }: KeepParts): Promise<Result<undefined, Problem>> {
  const hash = hashOf(await packs.find(id));
  await packs.remove(id);
  if (hash !== undefined) await tools.forget(hash);
  return success(undefined);
}

/** SHA-256 of its module or script, as the host has said it. */
function hashOf(row: Row | undefined): string | undefined {
  const noted = v.safeParse(ToolInfo, row?.tool);
  return noted.success ? noted.output.sha256 : undefined;
}

async function look(
  { id, titles }: { id: string; titles: readonly string[] },
  parts: PackParts,
): Promise<Result<PackLook, Problem>> {
  const { packs } = parts;
  const tool = await install(id, parts, titles);
  if (!tool.ok) {
    // What is refused is not kept, but for one that was taken before.
    if ((await packs.find(id))?.kept === 0) await packs.remove(id);
    return tool;
  }
  const known = await packs.named(tool.value.name);
  const before = known === undefined || known.id === id ? undefined : await infoOf(known, parts);
  return success({ tool: tool.value, kept: known?.id === id, ...(before !== undefined && { before }) });
}
