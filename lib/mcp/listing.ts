import type { ListToolsResult } from '@modelcontextprotocol/sdk/types.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import type { ServerTool } from '@/lib/contracts/index.ts';

import { plain, plainLine } from './plain.ts';
import { exampleOf, tamed } from './tame.ts';

type Said = ListToolsResult['tools'][number];

/** Tools that are taken from one server. */
export const MOST_TOOLS = 100;

/** A tool as it may be shown; undefined for one that cannot be called from here. */
export function toolIn(said: Said, url: string): ServerTool | undefined {
  const { name, description = '', annotations = {} } = said;
  const inputSchema = tamed(said.inputSchema);
  // A name is sent back as it came: one that cannot be seen as it is, nobody can agree to.
  if (inputSchema === undefined || name.trim() === '' || plainLine(name, 128) !== name) return undefined;
  // A task of the server's own, which is asked for again and again: nothing here does that.
  if (said.execution?.taskSupport === 'required') return undefined;
  const title = plainLine(said.title ?? annotations.title ?? '', 100);
  return {
    name,
    title: title === '' ? plainLine(name, 100) : title,
    description: plain(description, 1000),
    inputSchema,
    example: exampleOf(inputSchema),
    sha256: hashOf(said, url),
    hints: [
      ...(annotations.readOnlyHint === true ? (['reads_only'] as const) : []),
      ...(annotations.destructiveHint === true ? (['destroys'] as const) : []),
    ],
  };
}

/** Of all that it says of itself, before anything was made plain or left out: no change is too small. */
function hashOf({ name, title, description, inputSchema, outputSchema, annotations }: Said, url: string): string {
  const said = { name, title, description, inputSchema, outputSchema, annotations };
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([url, sorted(said)]))));
}

/** A server may say the names of an object in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
