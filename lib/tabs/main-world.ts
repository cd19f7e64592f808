import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { PageDialog, PageTool } from '@/lib/contracts/index.ts';
import { abortable, fromJson, newId } from '@/lib/shared/index.ts';

import { answerDialogs, dialogsSince, letLeave } from './answer-dialogs.ts';
import { callTool, readTools } from './webmcp.ts';

/** Longer than any act takes to settle: a background that dies meanwhile must not leave the page without its dialogs. Milliseconds. */
const MOST_MS = 40_000;
/** A page that stands still (in a dialog of its own, for one) is not waited for. Milliseconds. */
const PATIENCE_MS = 1500;

/**
 * Does `work` while dialogs that the page opens in that frame, or in the top one, are answered instead of shown: alerts closed, those
 * with the words in `agreed` accepted, the others dismissed; `leave`: the page may be left, whatever it objects. Outside of it they are the browser's own. Gives what was opened; [] where nobody could tell, as after a navigation.
 */
export async function withDialogs<T>(
  { tabId, frameId }: { tabId: number; frameId: number },
  { leave, agreed }: { leave: boolean; agreed: readonly string[] },
  work: () => Promise<T>,
): Promise<{ value: T; dialogs: PageDialog[] }> {
  const key = newId('d');
  const target = { tabId, frameIds: [...new Set([0, frameId])] };
  const injected = { target, world: 'MAIN' as const, injectImmediately: true };
  await within(PATIENCE_MS, () =>
    Promise.all([
      browser.scripting.executeScript({
        ...injected,
        func: answerDialogs,
        args: [[...agreed], key, { ms: MOST_MS, stays: false }],
      }),
      leave && browser.scripting.executeScript({ ...injected, func: letLeave, args: [key, MOST_MS] }),
    ]),
  );
  const dialogs: PageDialog[] = [];
  let value: T;
  try {
    value = await work();
  } finally {
    const told = await within(PATIENCE_MS, () =>
      browser.scripting.executeScript({ ...injected, func: dialogsSince, args: [key] }),
    );
    for (const { result } of told ?? []) if (Array.isArray(result)) dialogs.push(...result.flatMap(dialogsIn));
  }
  return { value, dialogs };
}

/** What the guard said at the end of an act; where the page's own world said something else, nothing is known. */
export function guardSaid(said: unknown): { dialogs: PageDialog[]; declares: boolean } {
  const parsed = v.safeParse(v.object({ opened: v.array(PageDialog), declares: v.boolean() }), fromJson(said));
  return parsed.success
    ? { dialogs: parsed.output.opened, declares: parsed.output.declares }
    : { dialogs: [], declares: true };
}

/** What the page's own world said that it opened; [] where it said something else. */
function dialogsIn(said: unknown): PageDialog[] {
  const parsed = v.safeParse(v.array(PageDialog), fromJson(said));
  return parsed.success ? parsed.output : [];
}

/** Names of the guards, by tab: each stays as long as the top document in which it stands. Lost with the background. */
const guards = new Map<number, { documentKey: string; name: string }>();

/**
 * The name of a guard in the top document that dismisses dialogs while it is told to, put there by the first act: what the content script
 * can tell it costs an act nothing, two injections around each act did. Undefined where the page stands still.
 */
export async function guardIn(tabId: number, documentKey: string): Promise<string | undefined> {
  const known = guards.get(tabId);
  if (known?.documentKey === documentKey) return known.name;
  const name = newId('d');
  const injected = { target: { tabId, frameIds: [0] }, world: 'MAIN' as const, injectImmediately: true };
  const args: Parameters<typeof answerDialogs> = [[], name, { ms: MOST_MS, stays: true }];
  const stands = await within(PATIENCE_MS, () =>
    browser.scripting.executeScript({ ...injected, func: answerDialogs, args }),
  );
  if (stands === undefined) return undefined;
  guards.set(tabId, { documentKey, name });
  return name;
}

const MOST_TOOLS = 40;

/** Tools that the page in the tab declares; [] where it declares none, or cannot be asked. */
export async function pageTools(tabId: number): Promise<PageTool[]> {
  const read = await within(PATIENCE_MS, () =>
    browser.scripting.executeScript({ target: { tabId }, world: 'MAIN', injectImmediately: true, func: readTools }),
  );
  const listed = v.safeParse(v.array(v.unknown()), fromJson(read?.[0]?.result));
  const tools: PageTool[] = [];
  for (const each of listed.success ? listed.output : []) {
    const parsed = v.safeParse(PageTool, each);
    if (!parsed.success || parsed.output.name === '' || parsed.output.name.length > 128) continue;
    const { inputSchema } = parsed.output;
    // Chrome gives the schema as text.
    const schema = typeof inputSchema === 'string' ? fromJson(inputSchema) : inputSchema;
    tools.push({ ...parsed.output, description: parsed.output.description.slice(0, 1000), inputSchema: schema ?? {} });
  }
  return tools.slice(0, MOST_TOOLS);
}

const Answer = v.union([v.object({ error: v.string() }), v.object({ result: v.unknown() })]);

/** Calls one of them; undefined where the page went away. `done`: name of the event by which the page room learns that it is over. */
export async function callPageTool(
  tabId: number,
  call: { tool: string; input: string; done: string; ms: number },
  signal: AbortSignal,
): Promise<v.InferOutput<typeof Answer> | undefined> {
  const { tool, input, done, ms } = call;
  const called = browser.scripting
    .executeScript({
      target: { tabId },
      world: 'MAIN',
      injectImmediately: true,
      func: callTool,
      args: [tool, input, done, ms],
    })
    .catch(() => undefined);
  const results = await abortable(called, AbortSignal.any([signal, AbortSignal.timeout(ms + PATIENCE_MS)]));
  const answer = v.safeParse(Answer, fromJson(results?.[0]?.result));
  return answer.success ? answer.output : undefined;
}

/** What `work` gives; undefined where it fails or takes too long. */
async function within<T>(ms: number, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await abortable(work(), AbortSignal.timeout(ms));
  } catch {
    return undefined;
  }
}
