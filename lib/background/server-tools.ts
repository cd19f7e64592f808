import type { Asked, KeptServer, ServerTool } from '@/lib/contracts/index.ts';
import type { ToolInfo } from '@/lib/protocol/index.ts';

/** A tool of a server that the user added, under the name that it has here. */
export interface ServedTool {
  /** `mcp_HOST_TOOL`: no tool of Locus is called so, and the host says whose it is. */
  name: string;
  server: KeptServer;
  tool: ServerTool;
}

/** Letters of a name that a model writes; and of those, at most for the host. */
const LONGEST = 48;
const LONGEST_HOST = 16;

/** The tools of all servers, as far as the user has agreed to them. `taken`: names of tools that are here already. */
export function servedTools(servers: readonly KeptServer[], taken: ReadonlySet<string>): ServedTool[] {
  const names = new Set(taken);
  return servers.flatMap((server) =>
    (server.listing?.tools ?? []).map((tool) => {
      const name = freeName(server, tool, names);
      names.add(name);
      return { name, server, tool };
    }),
  );
}

function freeName({ url }: KeptServer, { name }: ServerTool, taken: ReadonlySet<string>): string {
  const { hostname } = new URL(url);
  const labels = hostname.split('.').filter((label) => !/^(?:www|mcp|api|com|org|net|io|dev|app|ai|co)$/u.test(label));
  const host = word(labels.join('_')).slice(0, LONGEST_HOST).replace(/_$/u, '');
  const full = `mcp_${host}_${word(name)}`.slice(0, LONGEST);
  for (let count = 1; ; count++) {
    const tail = count === 1 ? '' : `_${count}`;
    const free = `${full.slice(0, LONGEST - tail.length)}${tail}`;
    if (!taken.has(free)) return free;
  }
}

function word(text: string): string {
  const spaced = text.replaceAll(/([a-z\d])([A-Z])/gu, '$1_$2').toLowerCase();
  const plain = spaced.replaceAll(/[^a-z\d]+/gu, '_').replaceAll(/^_+|_+$/gu, '');
  return plain === '' ? 'tool' : plain;
}

/** What a call of it asks the user for. Its terms have its hash: what says another thing of itself is another tool. */
export function askedBy({ server: { url }, tool }: ServedTool): Asked {
  const { origin, host, protocol } = new URL(url);
  const reason = tool.description.trim() === '' ? tool.title : tool.description;
  return {
    name: 'mcp.call',
    reason: reason.slice(0, 200).toWellFormed(),
    terms: JSON.stringify({ origin, tool: tool.name, sha256: tool.sha256 }),
    about: host,
    risk: 'sends',
    hosts: [protocol === 'http:' ? origin : host],
  };
}

export function infoOf(served: ServedTool): ToolInfo {
  const { name, server, tool } = served;
  const { title, description, sha256, example, inputSchema, hints } = tool;
  return {
    name,
    title,
    description,
    language: 'MCP',
    sha256,
    example,
    inputSchema,
    capabilities: [askedBy(served)],
    server: { id: server.id, host: new URL(server.url).host, hints },
  };
}
