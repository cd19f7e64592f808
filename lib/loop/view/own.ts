import type { OwnTool, PageSnapshot, Run } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

const MOST_TABLES = 6;
/** Characters of what a tool gave: of the last one, and of those before it. */
const LAST = 1500;
const BEFORE = 300;
const MOST_CALLS = 4;

const RUN = `{"do":"run","language":"js","code":"return page.tables[0].rows.length"}: JavaScript on page.text, page.tables; or
{"do":"run","language":"py","code":"len(page['tables'][0]['rows'])"}: Python, its last line is what it gives`;

/**
 * A line for each tool that is offered: its example is an act as it is to be written. What a tool says of itself may be a stranger's words:
 * all of it belongs into a fence.
 */
export function ownWords({ tools, code }: { tools: readonly OwnTool[]; code: boolean }): string {
  const lines = tools.map(({ name, description, example, feed }) => {
    const page = feed?.what === 'table' ? ', "from" a table' : feed === undefined ? '' : ', "from":"page" for its text';
    return `${clip(JSON.stringify({ do: 'use', tool: name, input: without(example, feed?.what === 'table' ? feed.part : undefined) }), 240)}${page}: ${clip(oneLine(description), 200)}`; // prettier-ignore
  });
  if (code) lines.push(RUN);
  return lines.join('\n');
}

function without(example: unknown, part: string | undefined): unknown {
  if (part === undefined || typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(Object.entries(example).filter(([key]) => key !== part));
}

/** What the last calls in the sandbox gave, oldest first. It is made from what the page says, and as little to be trusted. */
export function gaveWords({ iterations }: Run): string {
  const calls = iterations.flatMap(({ decision, outcome }) => {
    const action = decision?.action;
    if (outcome === undefined || (action?.do !== 'use' && action?.do !== 'run')) return [];
    const asked = action.do === 'use' ? `${action.tool} ${clip(JSON.stringify(action.input), 200)}` : 'the code';
    const { gave, problem } = outcome;
    return [{ asked, end: gave === undefined ? `failed: ${problem?.detail ?? problem?.code ?? outcome.status}` : `gave ${gave.text}` }]; // prettier-ignore
  });
  const last = calls.slice(-MOST_CALLS);
  return last.map(({ asked, end }, i) => `${asked} ${clip(oneLine(end), i === last.length - 1 ? LAST : BEFORE)}`).join('\n'); // prettier-ignore
}

/** Tables of the page's own document, which a tool can be given by their refs. */
export function tablesOf({ regions }: PageSnapshot): string[] {
  const tables = regions.filter(({ role, ref }) => /^(?:table|grid|treegrid)$/u.test(role) && /^e\d/u.test(ref));
  return tables.slice(0, MOST_TABLES).map(({ ref }) => ref);
}
