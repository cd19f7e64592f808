import * as v from 'valibot';

import type { PageTool } from '@/lib/contracts/index.ts';

import { quote } from './words.ts';

const Schema = v.object({ properties: v.optional(v.record(v.string(), v.unknown())) });

/**
 * Tools that the page declares, one line each, while they fit into `budget` tokens: `tool "add_to_cart" takes "item", "count": "Adds
 * ..."`. All of it is page text. `names`: those that are told, and that may therefore be called.
 */
export function renderTools(
  tools: readonly PageTool[],
  { budget, count }: { budget: number; count: (text: string) => number },
): { text: string; names: string[] } {
  let text = '';
  const names: string[] = [];
  for (const tool of tools) {
    const line = toolWords(tool);
    const longer = text === '' ? line : `${text}\n${line}`;
    if (count(longer) > budget) break;
    text = longer;
    names.push(tool.name);
  }
  return { text, names };
}

function toolWords({ name, description, inputSchema }: PageTool): string {
  const schema = v.safeParse(Schema, inputSchema);
  const keys = Object.keys((schema.success ? schema.output.properties : undefined) ?? {}).slice(0, 12);
  const takes = keys.length === 0 ? '' : ` takes ${keys.map((key) => quote(key, 40)).join(', ')}`;
  return `tool ${quote(name, 128)}${takes}: ${quote(description, 160)}`;
}
