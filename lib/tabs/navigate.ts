import { type Browser, browser } from 'wxt/browser';

import {
  type Change,
  NO_CHANGE,
  type Outcome,
  problem,
  type StepUndo,
  type TabDeed,
  type Undo,
} from '@/lib/contracts/index.ts';

import { arrived, opened } from './loading.ts';

/** Tabs of a run, by the numbers that acts name them with, from 1; and the one where it is now. */
export interface RunTabs {
  tabId: number;
  tabs: readonly number[];
}

/** What is the browser's to take back. */
export type TabUndo = Extract<StepUndo, { do: 'goto' | 'reopen' | 'shut' }>;

/** What the browser does, not the page. No tab comes to the front: the user may be at something else meanwhile. */
export async function performInTabs(run: RunTabs, deed: TabDeed, signal: AbortSignal): Promise<Outcome> {
  switch (deed.do) {
    case 'goto':
    case 'back':
    case 'forward':
    case 'reload':
      return navigate(run.tabId, deed, signal);
    case 'open':
      return open(run.tabId, deed.url, signal);
    case 'switch':
      return switchTo(run, deed.tab, signal);
    case 'close':
      return close(run, deed.tab);
  }
}

type Navigation = Extract<TabDeed, { do: 'goto' | 'back' | 'forward' | 'reload' }>;

/** Takes a tab elsewhere. The way back is part of the outcome, where there is one. */
async function navigate(tabId: number, deed: Navigation, signal: AbortSignal): Promise<Outcome> {
  const began = Date.now();
  const ms = () => Date.now() - began;
  const before = await browser.tabs.get(tabId).catch(() => undefined);
  if (before === undefined) return { status: 'failed', problem: problem('page.gone'), ms: 0 };
  const inHistory = deed.do === 'back' || deed.do === 'forward';
  try {
    await begin(tabId, deed);
  } catch (error) {
    const code = inHistory ? 'action.no_history' : 'action.blocked_url';
    return { status: 'failed', problem: problem(code, { detail: detailOf(error) }), ms: ms() };
  }
  const moved = await arrived(tabId, before.url, signal);
  // Firefox says nothing where there is no page to go to.
  if (import.meta.env.FIREFOX && inHistory && !moved)
    return { status: 'failed', problem: problem('action.no_history'), ms: ms() };
  const now = await browser.tabs.get(tabId).catch(() => undefined);
  const url = { from: before.url ?? '', to: now?.url ?? (deed.do === 'goto' ? deed.url : '') };
  const change: Change = { ...NO_CHANGE, navigated: true, url, settledMs: ms() };
  const undo: Undo | undefined =
    before.url === undefined || deed.do === 'reload' ? undefined : { do: 'goto', url: before.url };
  return { status: 'ok', change, ...(undo !== undefined && { undo }), ms: ms() };
}

async function begin(tabId: number, deed: Navigation): Promise<void> {
  if (deed.do === 'back') await browser.tabs.goBack(tabId);
  else if (deed.do === 'forward') await browser.tabs.goForward(tabId);
  else if (deed.do === 'reload') await browser.tabs.reload(tabId);
  else await browser.tabs.update(tabId, { url: deed.url });
}

async function open(openerTabId: number, url: string, signal: AbortSignal): Promise<Outcome> {
  const began = Date.now();
  try {
    const { id } = await create(openerTabId, url);
    if (id === undefined) return { status: 'failed', problem: problem('action.blocked_url'), ms: Date.now() - began };
    const now = await opened(id, url, signal);
    const change: Change = { ...NO_CHANGE, newTab: now?.url || url, settledMs: Date.now() - began };
    return { status: 'ok', change, tabId: id, undo: { do: 'shut', tabId: id }, ms: Date.now() - began };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      status: 'failed',
      problem: problem('action.blocked_url', { detail: detailOf(error) }),
      ms: Date.now() - began,
    };
  }
}

/** A tab beside the one that opens it, behind it. */
async function create(openerTabId: number, url: string) {
  const opener = await browser.tabs.get(openerTabId).catch(() => undefined);
  const beside = opener === undefined ? {} : { openerTabId, windowId: opener.windowId };
  return browser.tabs.create({ url, active: false, ...beside });
}

async function switchTo({ tabs }: RunTabs, number: number, signal: AbortSignal): Promise<Outcome> {
  const id = tabs[number - 1];
  const tab = id === undefined ? undefined : await opened(id, '', signal);
  if (id === undefined || tab === undefined) return { status: 'failed', problem: problem('page.gone'), ms: 0 };
  return { status: 'ok', change: NO_CHANGE, tabId: id, ms: 0 };
}

/** Closes a tab of the run. Where the run was in it, it goes on in the last of its tabs that is still there. */
async function close({ tabId, tabs }: RunTabs, number: number): Promise<Outcome> {
  const began = Date.now();
  const id = tabs[number - 1];
  if (id === undefined) return { status: 'failed', problem: problem('page.gone'), ms: 0 };
  const url = (await browser.tabs.get(id).catch(() => undefined))?.url;
  const undo: StepUndo | undefined = url === undefined || url === '' ? undefined : { do: 'reopen', url };
  try {
    await browser.tabs.remove(id);
  } catch (error) {
    return { status: 'failed', problem: problem('page.gone', { detail: detailOf(error) }), ms: Date.now() - began };
  }
  const ms = Date.now() - began;
  const closed = { status: 'ok' as const, change: NO_CHANGE, ...(undo !== undefined && { undo }), ms };
  if (id !== tabId) return closed;
  const left = await existing(tabs.filter((other) => other !== id));
  return { ...closed, ...(left !== undefined && { tabId: left }) };
}

/** Takes back what the browser did. */
export async function takeBackInTabs(tabId: number, undo: TabUndo, signal: AbortSignal): Promise<Outcome> {
  const began = Date.now();
  if (undo.do === 'goto') return navigate(tabId, { do: 'goto', url: undo.url }, signal);
  try {
    if (undo.do === 'shut') await browser.tabs.remove(undo.tabId);
    else await create(tabId, undo.url);
    return { status: 'ok', ms: Date.now() - began };
  } catch (error) {
    const code = undo.do === 'shut' ? 'page.gone' : 'action.blocked_url';
    return { status: 'failed', problem: problem(code, { detail: detailOf(error) }), ms: Date.now() - began };
  }
}

async function existing(tabs: readonly number[]): Promise<number | undefined> {
  const found = await Promise.all(tabs.map((id) => browser.tabs.get(id).catch(() => undefined)));
  return found.findLast((tab) => tab !== undefined)?.id;
}

/** Of these tabs those that this tab has opened. */
export function openedIn(tabs: readonly Pick<Browser.tabs.Tab, 'id' | 'openerTabId'>[], tabId: number): number[] {
  return tabs.flatMap((tab) => (tab.openerTabId === tabId && tab.id !== undefined ? [tab.id] : []));
}

/**
 * The tab that an act opened. A browser that blocks pop-ups opens nothing for a click that no person made; then the address that the
 * page wanted is opened here. `before`: those that it had opened before the act.
 */
export async function newTabOf(
  tabId: number,
  { wanted, before }: { wanted: string | undefined; before: readonly number[] },
): Promise<{ id: number; url: string } | undefined> {
  const own = openedIn(await browser.tabs.query({}), tabId).findLast((id) => !before.includes(id));
  if (own !== undefined) {
    const tab = await browser.tabs.get(own).catch(() => undefined);
    return { id: own, url: tab?.pendingUrl || tab?.url || wanted || '' };
  }
  if (wanted === undefined || !/^https?:/iu.test(wanted)) return undefined;
  const made = await create(tabId, wanted).catch(() => undefined);
  return made?.id === undefined ? undefined : { id: made.id, url: wanted };
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
