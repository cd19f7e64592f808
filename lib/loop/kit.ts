import {
  type Action,
  codeOf,
  type Gave,
  isSandboxDeed,
  mayChange,
  type Outcome,
  type OwnTool,
  type PageTable,
  problem,
  type Problem,
  type Run,
  type SandboxDeed,
  tabOf,
  type TaskCode,
} from '@/lib/contracts/index.ts';
import { failure, fold, type Result } from '@/lib/shared/index.ts';

import { actIdOf } from './act.ts';
import type { Ports, ToolAt } from './ports.ts';
import { SMALL_VIEW } from './prompt.ts';

/** Characters of a page that go into a tool, and what of all its tables. */
const MOST_TEXT = 200_000;
/** Tools that a model is offered at once. */
const MOST_OFFERED = 3;
/** A context with less room than this has no room for code. Tokens. */
const CODE_CONTEXT = 4000;
/** The name of code among tools, when they are chosen. */
const CODE: OwnTool = {
  name: 'run',
  title: 'Code',
  description: '',
  inputSchema: {},
  example: {},
  keywords: ['code', 'script', 'javascript', 'python', 'program', 'programm', 'skript', 'algorithm', 'regex'],
};

export type Kit = () => Promise<readonly OwnTool[]>;

/** The tools that there are, asked for once. */
export function rememberedKit({ kit }: Pick<Ports, 'kit'>, signal: AbortSignal): Kit {
  let tools: Promise<OwnTool[]> | undefined;
  return () => {
    tools ??= kit.list(signal);
    return tools;
  };
}

export interface Offer {
  tools: OwnTool[];
  code: boolean;
}

/** What of the sandbox a model is offered for a task: nothing where its context is small, or where nothing fits. Pure. */
export function offerFor({ engine }: Run, task: string, kit: readonly OwnTool[], rules: Ports['rules']): Offer {
  if (engine.kind === 'rules' || engine.viewTokens < SMALL_VIEW) return { tools: [], code: false };
  const roomy = engine.contextTokens >= CODE_CONTEXT;
  const chosen = rules.toolsFor(task, roomy && kit.length > 0 ? [...kit, CODE] : kit).slice(0, MOST_OFFERED);
  return { tools: chosen.filter((tool) => tool !== CODE), code: chosen.includes(CODE) };
}

function toolOf(action: Action | undefined, kit: readonly OwnTool[]): OwnTool | undefined {
  return action?.do === 'use' ? kit.find(({ name }) => name === action.tool) : undefined;
}

/** The tool that the act of this iteration uses, and what the user has granted to it. */
export async function toolAt(
  run: Run,
  kit: readonly OwnTool[],
  ports: Pick<Ports, 'kit'>,
  signal: AbortSignal,
): Promise<ToolAt> {
  const tool = toolOf(run.iterations.at(-1)?.decision?.action, kit);
  if (tool === undefined) return {};
  if ((tool.capabilities?.length ?? 0) === 0) return { tool };
  return { tool, grants: await ports.kit.grants(tool, { callId: actIdOf(run), runId: run.id }, signal) };
}

export function sandboxDeedOf(run: Run): SandboxDeed | undefined {
  const action = run.iterations.at(-1)?.decision?.action;
  return action !== undefined && isSandboxDeed(action) ? action : undefined;
}

type Serving = Pick<Ports, 'kit' | 'senses' | 'clock' | 'policy'>;

/**
 * Does an act in the sandbox. `again`: it was intended before a restart, and nobody knows whether it was done. What changes nothing
 * outside is done once more; of what may, nobody can tell.
 */
export async function serve(
  run: Run,
  { deed, tools, again }: { deed: SandboxDeed; tools: readonly OwnTool[]; again: boolean },
  ports: Serving,
  signal: AbortSignal,
): Promise<Outcome> {
  const began = ports.clock.now();
  const ms = () => ports.clock.now() - began;
  if (again && mayChange(toolOf(deed, tools)?.capabilities)) return { status: 'unknown', looked: 'cannot_tell', ms: ms() }; // prettier-ignore
  const gave = deed.do === 'run' ? await runCode(run, codeOf(deed), ports, signal) : await call(run, { deed, tools }, ports, signal); // prettier-ignore
  // A call that got no answer may have been done.
  if (!gave.ok && gave.problem.code === 'mcp.unknown') return { status: 'unknown', looked: 'cannot_tell', ms: ms() };
  return gave.ok ? { status: 'ok', gave: gave.value, ms: ms() } : { status: 'failed', problem: gave.problem, ms: ms() };
}

async function runCode(run: Run, code: TaskCode, { kit, senses }: Serving, signal: AbortSignal) {
  const tabId = tabOf(run);
  const article = await senses.article(tabId, signal);
  const tables = await senses.tables(tabId, undefined, signal);
  const { interpretation } = run.iterations.at(-1) ?? {};
  const page = {
    title: interpretation?.title ?? '',
    url: interpretation?.url ?? '',
    text: article.ok ? article.value.markdown.slice(0, MOST_TEXT) : '',
    tables: tables.map(({ name, columns, rows }) => ({ name, columns, rows })),
  };
  return kit.run(code, page, signal);
}

async function call(
  run: Run,
  { deed, tools }: { deed: Extract<SandboxDeed, { do: 'use' }>; tools: readonly OwnTool[] },
  ports: Serving,
  signal: AbortSignal,
): Promise<Result<Gave, Problem>> {
  const { kit, senses, policy } = ports;
  const { tool, grants } = await toolAt(run, tools, ports, signal);
  if (tool === undefined) return failure(problem('sandbox.no_tool', { params: { tool: deed.tool } }));
  const { from } = deed;
  const calling = {
    callId: actIdOf(run),
    runId: run.id,
    tabId: tabOf(run),
    ...policy.carries({ action: deed, run, tool, grants }),
  };
  const give = (input: unknown) => kit.call(tool.name, input, calling, signal);
  if (from === undefined) return give(deed.input);
  const { feed } = tool;
  const unfit = (reason: string) => failure(problem('sandbox.input', { params: { tool: tool.title, reason }, detail: reason })); // prettier-ignore
  if (feed === undefined) return unfit('it takes nothing from the page');
  if (feed.what === 'text') {
    const article = await senses.article(tabOf(run), signal);
    if (!article.ok) return article;
    return give({ ...deed.input, [feed.part]: article.value.markdown.slice(0, MOST_TEXT) });
  }
  const tables = await senses.tables(tabOf(run), from === 'page' ? undefined : from, signal);
  const found = fitting(deed.input, tables);
  if (found === undefined) return unfit('there is no such table on the page');
  return give({ ...found.input, [feed.part]: found.table.rows });
}

/** The table that most of the names in the input are columns of, and the input with those names as the table has them. */
function fitting(
  input: Record<string, unknown>,
  tables: readonly PageTable[],
): { table: PageTable; input: Record<string, unknown> } | undefined {
  const named = textsIn(input).map(fold);
  const scored = tables.map((table) => ({
    table,
    score: table.columns.filter((column) => named.includes(fold(column))).length,
  }));
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  if (best === undefined || (best.score === 0 && named.length > 0 && tables.length > 1)) return undefined;
  const byName = new Map(best.table.columns.map((column) => [fold(column), column]));
  return { table: best.table, input: Object.fromEntries(Object.entries(input).map(([key, value]) => [key, renamed(value, byName)])) }; // prettier-ignore
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(fold(value)) ?? value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, names)]));
}
