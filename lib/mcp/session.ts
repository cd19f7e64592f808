import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ListToolsResultSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';

import { type ServerListing, type ServerTool, type Traffic } from '@/lib/contracts/index.ts';
import type { ServerTarget } from '@/lib/protocol/index.ts';

import { type Check, checkFor } from './check.ts';
import { MOST_TOOLS, toolIn } from './listing.ts';
import { plainLine } from './plain.ts';
import { lineTo } from './transport.ts';

/** Milliseconds. */
const CONNECT_MS = 15_000;
const PAGE_MS = 15_000;
const CALL_MS = 60_000;
/** Pages of a list of tools that are asked for. */
const MOST_PAGES = 10;
/** What a server offers is asked again after that time. Milliseconds. */
const LISTED_MS = 300_000;

export interface Known {
  tool: ServerTool;
  input: Check;
  /** What the server says that it gives. */
  output: Check;
}

export interface Session {
  /** What the server offers: of before, where that is not long ago. */
  listing: (signal: AbortSignal) => Promise<ServerListing>;
  known: (name: string) => Known | undefined;
  call: (name: string, input: Record<string, unknown>, signal: AbortSignal) => Promise<CallToolResult>;
  /** Says goodbye, where there is a session to say it of. */
  leave: () => Promise<void>;
}

/** The library would check what tools give by code that it writes itself, which no page of an extension may run. `check.ts` does that. */
const CHECKS_NOTHING: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'nothing is checked here' }),
};

/** Opens a session. What goes over the line is added to `traffic`. Throws a `Fault`, or an error of the library. */
export async function openSession(
  { url, key }: ServerTarget,
  fetch: typeof globalThis.fetch,
  traffic: Traffic,
): Promise<Session> {
  const line = lineTo({ url, key, traffic, fetch });
  const client = new Client({ name: 'locus', version: '1' }, { capabilities: {}, jsonSchemaValidator: CHECKS_NOTHING });
  const known = new Map<string, Known>();
  let listed: { at: number; listing: ServerListing } | undefined;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    listed = undefined;
  });
  await client.connect(line, { timeout: CONNECT_MS });
  return {
    async listing(until) {
      if (listed !== undefined && Date.now() - listed.at < LISTED_MS) return listed.listing;
      const { title, name, version } = client.getServerVersion() ?? { name: '', version: '' };
      const tools = await list(client, url, known, until);
      const listing = { title: plainLine(title ?? name, 100), version: plainLine(version, 40), ...tools };
      listed = { at: Date.now(), listing };
      return listing;
    },
    known: (name) => known.get(name),
    call: (name, input, until) => client.request({ method: 'tools/call', params: { name, arguments: input } }, CallToolResultSchema, { signal: until, timeout: CALL_MS, maxTotalTimeout: CALL_MS }), // prettier-ignore
    async leave() {
      // A server that is gone, or keeps no sessions, says so: that is as good.
      await line.leave().catch(() => undefined);
      await client.close();
    },
  };
}

async function list(client: Client, url: string, known: Map<string, Known>, signal: AbortSignal) {
  known.clear();
  let left = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const said = await client.request({ method: 'tools/list', params }, ListToolsResultSchema, { signal, timeout: PAGE_MS }); // prettier-ignore
    for (const each of said.tools) {
      const tool = toolIn(each, url);
      if (tool === undefined || known.size >= MOST_TOOLS || known.has(tool.name)) left += 1;
      else known.set(tool.name, { tool, input: checkFor(tool.inputSchema), output: checkFor(each.outputSchema ?? {}) });
    }
    cursor = said.nextCursor;
    if (cursor === undefined) break;
  }
  return { tools: [...known.values()].map(({ tool }) => tool), left };
}
