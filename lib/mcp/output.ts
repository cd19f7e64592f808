import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import { plain, plainLine } from './plain.ts';

/** Characters of text of one answer. */
const MOST_TEXT = 200_000;
const MOST_LEFT = 20;

/** What a tool of a server gave: its data where it has some, else its texts. Pictures and files are named, and not taken. */
export function outputOf({ content, structuredContent }: CallToolResult): unknown {
  if (structuredContent !== undefined) return structuredContent;
  const left = content.flatMap((part) => (part.type === 'text' ? [] : [nameOf(part)]));
  return { text: textOf(content), ...(left.length > 0 && { left: left.slice(0, MOST_LEFT) }) };
}

export function textOf(content: CallToolResult['content']): string {
  return plain(content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'), MOST_TEXT);
}

function nameOf(part: Exclude<CallToolResult['content'][number], { type: 'text' }>): string {
  if (part.type === 'resource') return plainLine(`resource ${part.resource.uri}`, 200);
  if (part.type === 'resource_link') return plainLine(`resource ${part.uri}`, 200);
  return plainLine(`${part.type} ${part.mimeType}`, 200);
}
