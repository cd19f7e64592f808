import { browser } from 'wxt/browser';

import {
  type Change,
  type Deed,
  NO_CHANGE,
  type Outcome,
  problem,
  type Settings,
  type Undo,
} from '@/lib/contracts/index.ts';
import { askPage } from '@/lib/protocol/index.ts';

import { enter } from './frames.ts';
import { arrived } from './loading.ts';

interface Where {
  tabId: number;
  frameId: number;
  documentKey: string;
}

export interface TabHands {
  perform: (where: Where, act: { actId: string; deed: Deed }, signal: AbortSignal) => Promise<Outcome>;
  recall(
    where: { tabId: number; documentKey: string },
    actId: string,
    signal: AbortSignal,
  ): Promise<{ seen: boolean; frameId: number; outcome?: Outcome } | undefined>;
  undo: (tabId: number, frameId: number, back: { actId: string; undo: Undo }, signal: AbortSignal) => Promise<Outcome>;
}

/** Hands for the loop: page acts go to the content script of their frame, once; tab acts to the browser. */
export function createHands(sites: () => Promise<Settings['sites']>): TabHands {
  return {
    async perform(where, act, signal) {
      const began = Date.now();
      if (act.deed.do === 'goto') return navigate(where.tabId, { url: act.deed.url }, signal);
      if (act.deed.do === 'back') return navigate(where.tabId, 'back', signal);
      const before = await browser.tabs.get(where.tabId).catch(() => undefined);
      const tabsBefore = await openedBy(where.tabId);
      const reply = await askPage(where, { type: 'page.perform', ...act }, { signal, tries: 1 });
      if (!reply.ok) return lost(where, act, { before: before?.url, began }, signal);
      const outcome = { ...reply.value, ms: Date.now() - began };
      if (outcome.change?.newTab !== undefined) await openTab(where.tabId, outcome.change.newTab, tabsBefore);
      if (outcome.change?.navigated !== true) return outcome;
      await arrived(where.tabId, before?.url, signal);
      return { ...outcome, change: await destination(where.tabId, outcome.change, before?.url) };
    },
    async recall({ tabId, documentKey }, actId, signal) {
      const frames = await enter(tabId, await sites(), signal);
      for (const { frameId } of frames.ok ? frames.value : []) {
        const reply = await askPage({ tabId, frameId }, { type: 'page.recall', actId }, { signal });
        if (!reply.ok || reply.value.documentKey !== documentKey) continue;
        const { seen, outcome } = reply.value;
        return { seen, frameId, ...(outcome !== undefined && { outcome }) };
      }
      return undefined;
    },
    async undo(tabId, frameId, back, signal) {
      if (back.undo.do === 'goto') return navigate(tabId, { url: back.undo.url }, signal);
      const reply = await askPage({ tabId, frameId }, { type: 'page.undo', ...back }, { signal });
      return reply.ok ? reply.value : { status: 'failed', problem: problem('page.changed'), ms: 0 };
    },
  };
}

/** Tabs that this tab has opened, of those that are still there. */
async function openedBy(tabId: number): Promise<number> {
  const tabs = await browser.tabs.query({});
  return tabs.filter((tab) => tab.openerTabId === tabId).length;
}

/** A browser that blocks pop-ups opens nothing for a click that no person made; then the tab is opened here. */
async function openTab(tabId: number, url: string, before: number): Promise<void> {
  if (!/^https?:/iu.test(url) || (await openedBy(tabId)) > before) return;
  await browser.tabs.create({ url, openerTabId: tabId }).catch(() => undefined);
}

async function navigate(tabId: number, to: { url: string } | 'back', signal: AbortSignal): Promise<Outcome> {
  const began = Date.now();
  const before = await browser.tabs.get(tabId).catch(() => undefined);
  if (before === undefined) return { status: 'failed', problem: problem('page.gone'), ms: 0 };
  try {
    if (to === 'back') await browser.tabs.goBack(tabId);
    else await browser.tabs.update(tabId, { url: to.url });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const code = to === 'back' ? 'action.no_history' : 'action.blocked_url';
    return { status: 'failed', problem: problem(code, { detail }), ms: Date.now() - began };
  }
  await arrived(tabId, before.url, signal);
  const now = await browser.tabs.get(tabId).catch(() => undefined);
  const url = { from: before.url ?? '', to: now?.url ?? (to === 'back' ? '' : to.url) };
  const change: Change = { ...NO_CHANGE, navigated: true, url, settledMs: Date.now() - began };
  const undo: Undo | undefined = before.url === undefined ? undefined : { do: 'goto', url: before.url };
  return { status: 'ok', change, ...(undo !== undefined && { undo }), ms: Date.now() - began };
}

/**
 * The content script did not answer. Either its document went away because of the act (the usual end of a click on a link), or the
 * message never got there. The document decides: a new one means that the old one is gone; the same one tells whether it saw the act.
 */
async function lost(
  where: Where,
  { actId, deed }: { actId: string; deed: Deed },
  { before, began }: { before: string | undefined; began: number },
  signal: AbortSignal,
): Promise<Outcome> {
  await arrived(where.tabId, before, signal);
  const ms = () => Date.now() - began;
  const asked = await askPage(where, { type: 'page.recall', actId }, { signal, tries: 1 });
  if (asked.ok && asked.value.documentKey === where.documentKey) {
    if (asked.value.outcome !== undefined) return { ...asked.value.outcome, ms: ms() };
    const again = await askPage(where, { type: 'page.perform', actId, deed }, { signal, tries: 1 });
    return again.ok ? { ...again.value, ms: ms() } : { status: 'unknown', looked: 'cannot_tell', ms: ms() };
  }
  const change = await destination(where.tabId, { ...NO_CHANGE, navigated: true }, before);
  const led = deed.do === 'click' || deed.do === 'press';
  if (led) return { status: 'ok', change, ms: ms() };
  return { status: 'failed', problem: problem('page.changed'), change, ms: ms() };
}

async function destination(tabId: number, change: Change, before: string | undefined): Promise<Change> {
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  if (tab?.url === undefined || tab.url === '') return change;
  return {
    ...change,
    url: { from: change.url?.from ?? before ?? '', to: tab.url },
    ...(tab.title !== undefined && { title: tab.title }),
  };
}
