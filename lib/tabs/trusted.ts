import { browser } from 'wxt/browser';

import type { Action, Outcome, Settings } from '@/lib/contracts/index.ts';
import { askPage, type PageRequest } from '@/lib/protocol/index.ts';
import { abortable, delay } from '@/lib/shared/index.ts';

import { type Command, commandsFor, type InputDeed, type Spot } from './trusted-input.ts';

type PerformRequest = Extract<PageRequest, { type: 'page.perform' }>;

/** What the build has of Chrome's debugger. WXT types it as always there; Firefox and the release build have none. */
interface Debugger {
  attach: (target: { tabId: number }, version: string) => Promise<void>;
  detach: (target: { tabId: number }) => Promise<void>;
  sendCommand: (target: { tabId: number }, method: string, params: Record<string, unknown>) => Promise<unknown>;
}

/** A page may hold the browser's answer to an event back, by an alert for one. Milliseconds. */
const COMMAND_MS = 3000;
/** The content script has its look at the page before the input comes, and looks on until it has come. Milliseconds. */
const LOOK_MS = 60;
const WATCH_MS = 400;
const WATCH_KEY_MS = 12;

/** True where the user wants trusted input for the site of this tab, and this act can be done with it. */
export function wantsTrusted(deed: Action, url: string | undefined, { trusted }: Settings): deed is InputDeed {
  if (url === undefined || !URL.canParse(url) || !trusted.includes(new URL(url).origin)) return false;
  return ['click', 'hover', 'drag', 'type', 'press'].includes(deed.do);
}

/**
 * Does an act with the mouse and keyboard of the browser itself, which pages cannot tell from a person's. The debugger is attached for
 * the act only. Undefined where it could not be done that way and nothing was done yet: the tab is not in front, a debugger is attached
 * already, the element is in a frame of another site.
 */
export async function performTrusted(
  where: { tabId: number; frameId: number },
  request: PerformRequest & { deed: InputDeed },
  signal: AbortSignal,
): Promise<Outcome | 'lost' | undefined> {
  const tab = await browser.tabs.get(where.tabId).catch(() => undefined);
  const tool = debuggerOf();
  if (tool === undefined || tab?.active !== true) return undefined;
  const target = { tabId: where.tabId };
  try {
    await tool.attach(target, '1.3');
  } catch {
    return undefined;
  }
  try {
    const commands = await located(where, request.deed, signal);
    if (commands === undefined) return undefined;
    if ('status' in commands) return commands;
    // The content script looks at the page before and after, as with its own acts; the act's id is kept there.
    const ms = Math.min(10_000, WATCH_MS + commands.length * WATCH_KEY_MS);
    const watching: PerformRequest = { ...request, deed: { do: 'wait', for: { what: 'time', ms } } };
    const seen = askPage(where, watching, { signal, tries: 1 });
    await delay(LOOK_MS, signal);
    for (const { method, params } of commands) {
      await abortable(
        tool.sendCommand(target, method, params),
        AbortSignal.any([signal, AbortSignal.timeout(COMMAND_MS)]),
      );
    }
    const reply = await seen;
    return reply.ok ? reply.value : 'lost';
  } catch (error) {
    if (signal.aborted) throw error;
    return 'lost';
  } finally {
    await tool.detach(target).catch(() => undefined);
  }
}

async function located(
  where: { tabId: number; frameId: number },
  deed: InputDeed,
  signal: AbortSignal,
): Promise<Command[] | Outcome | undefined> {
  const spotOf = (ref: string, focus = false) => askPage(where, { type: 'page.locate', ref, focus }, { signal });
  if (deed.do === 'press' && deed.ref === undefined) return commandsFor(deed, undefined);
  const ref = deed.ref ?? '';
  // What something is dragged onto is brought into view first: the thing itself has to be there when it is taken.
  const to = deed.do === 'drag' && deed.to !== undefined ? await spotOf(deed.to) : undefined;
  const spot = await spotOf(ref, deed.do === 'press');
  if (!spot.ok) return { status: 'failed', problem: spot.problem, ms: 0 };
  if (to !== undefined && !to.ok) return { status: 'failed', problem: to.problem, ms: 0 };
  const end = to === undefined || deed.do !== 'drag' || deed.to === undefined ? undefined : await spotOf(deed.to);
  const [from, onto]: (Spot | null | undefined)[] = [spot.value, end?.ok === true ? end.value : undefined];
  if (from === null || onto === null) return undefined;
  return commandsFor(deed, from, onto);
}

function debuggerOf(): Debugger | undefined {
  const found: unknown = Reflect.get(browser, 'debugger');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the browser's own object: there or not
  return typeof found === 'object' && found !== null ? (found as Debugger) : undefined;
}
