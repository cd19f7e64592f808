import * as v from 'valibot';

import { type Action, type Outcome, problem } from '@/lib/contracts/index.ts';
import { askPage, type PageRequest } from '@/lib/protocol/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { callPageTool, pageTools } from './main-world.ts';
import { inputProblem } from './tool-input.ts';

type PerformRequest = Extract<PageRequest, { type: 'page.perform' }>;
type Call = Extract<Action, { do: 'call' }>;

/** Milliseconds. */
const CALL_MS = 30_000;
/** The page room has its look at the page before the tool begins. Milliseconds. */
const LOOK_MS = 60;
const MOST_TOLD = 20_000;

/** Calls a tool of the page while the page room watches what becomes of the page. `lost`: the page went away meanwhile. */
export async function performCall(
  tabId: number,
  request: PerformRequest & { deed: Call },
  signal: AbortSignal,
): Promise<Outcome | 'lost'> {
  const { tool, input } = request.deed;
  const known = (await pageTools(tabId)).find(({ name }) => name === tool);
  if (known === undefined) return failed(problem('tool.not_found', { params: { tool } }));
  const wrong = inputProblem(input, known.inputSchema);
  if (wrong !== undefined) return failed(problem('tool.input', { params: { tool, reason: wrong } }));
  const seen = askPage({ tabId, frameId: 0 }, request, { signal, tries: 1 });
  await delay(LOOK_MS, signal);
  const answer = await callPageTool(tabId, { tool, input, done: request.actId, ms: CALL_MS }, signal);
  const reply = await seen;
  if (answer === undefined || !reply.ok) return 'lost';
  const told = 'error' in answer ? { text: answer.error, failed: true } : toolText(answer.result);
  const copied = told.text.slice(0, MOST_TOLD).toWellFormed();
  if (!told.failed) return { ...reply.value, copied };
  return {
    ...reply.value,
    status: 'failed',
    problem: problem('tool.failed', { params: { tool, reason: told.text.slice(0, 200) } }),
  };
}

function failed(reason: Outcome['problem']): Outcome {
  return { status: 'failed', problem: reason, ms: 0 };
}

const McpResult = v.object({
  content: v.array(v.union([v.object({ type: v.literal('text'), text: v.string() }), v.object({ type: v.string() })])),
  isError: v.optional(v.boolean()),
});

/** What a tool answered, as text: that of an MCP result, a text as it is, all else as JSON. */
export function toolText(result: unknown): { text: string; failed: boolean } {
  const value = typeof result === 'string' ? parsed(result) : result;
  const mcp = v.safeParse(McpResult, value);
  if (mcp.success) {
    const texts = mcp.output.content.map((part) => ('text' in part ? part.text : `(${part.type})`));
    return { text: texts.join('\n'), failed: mcp.output.isError === true };
  }
  return { text: typeof result === 'string' ? result : JSON.stringify(result), failed: false };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
