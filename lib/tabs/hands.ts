import { browser } from 'wxt/browser';

import {
  type Change,
  type Deed,
  type GivenFile,
  isGlance,
  isTabDeed,
  NO_CHANGE,
  type Outcome,
  type PageDeed,
  type PageDialog,
  problem,
  type Settings,
  type StepUndo,
} from '@/lib/contracts/index.ts';
import { askPage, type PageRequest } from '@/lib/protocol/index.ts';
import { delay } from '@/lib/shared/index.ts';

import type { Told } from './ahead.ts';
import { enter, isAlone } from './frames.ts';
import { scrollToHeading } from './heading.ts';
import { arrived } from './loading.ts';
import { guardIn, guardSaid, withDialogs } from './main-world.ts';
import { newTabOf, openedIn, performInTabs, takeBackInTabs } from './navigate.ts';
import { performCall } from './tools.ts';
import { performTrusted, wantsTrusted } from './trusted.ts';

interface Where {
  tabId: number;
  frameId: number;
  documentKey: string;
  /** Tabs of the run, by the numbers that acts name them with, from 1. */
  tabs: readonly number[];
}

interface Act {
  actId: string;
  deed: Deed;
  /** The user approved this very act: the page may be left for it. */
  approved: boolean;
  /** Words of dialogs that the user said yes to. */
  agreed: readonly string[];
  /** For `upload`. */
  file?: GivenFile;
}

export interface TabHands {
  perform: (where: Where, act: Act, signal: AbortSignal) => Promise<Outcome>;
  recall(
    where: { tabId: number; documentKey: string },
    actId: string,
    signal: AbortSignal,
  ): Promise<{ seen: boolean; frameId: number; outcome?: Outcome } | undefined>;
  undo: (
    tabId: number,
    frameId: number,
    back: { actId: string; undo: StepUndo },
    signal: AbortSignal,
  ) => Promise<Outcome>;
}

export interface HandsParts {
  settings: () => Promise<Settings>;
  /** Bytes of a file that the user gave with the task, as base64; undefined where they are gone. */
  bytesOf: (fileId: string) => Promise<string | undefined>;
  /** An act in that tab is over, and its document is still there. */
  acted: (tabId: number, told: Told) => void;
  /** From now on that frame may ask for that secret, for this act, until what comes back is called. */
  lend: (actId: string, loan: { secret: string; tabId: number; frameId: number }) => () => void;
}

type PerformRequest = Extract<PageRequest, { type: 'page.perform' }>;

/** What was so before the act. */
interface Before {
  url: string | undefined;
  began: number;
  tabs: readonly number[];
}

const URL_MS = 15_000;
const URL_STEP_MS = 100;

/** Hands for the loop: page acts go to the content script of their frame, once; tab acts to the browser. */
export function createHands(parts: HandsParts): TabHands {
  return {
    async perform(where, act, signal) {
      const { deed } = act;
      if (isTabDeed(deed)) return performInTabs(where, deed, signal);
      if (isGlance(deed)) return { status: 'ok', ms: 0 };
      if (deed.do === 'wait' && deed.for.what === 'url') return waitForUrl(where.tabId, deed.for.text, signal);
      if (deed.do === 'scroll' && deed.text !== undefined) return scrollToHeading(where.tabId, where.frameId, deed.text); // prettier-ignore
      const settings = await parts.settings();
      const request = await requestFor({ ...act, deed }, { settings, bytesOf: parts.bytesOf });
      if (request === undefined) return { status: 'failed', problem: problem('file.gone'), ms: 0 };
      const { tabId, frameId } = where;
      const done = deed.do === 'give' ? parts.lend(act.actId, { secret: deed.secret, tabId, frameId }) : undefined;
      const { approved, agreed } = act;
      return inPage(where, { request, settings, approved, agreed, acted: parts.acted }, signal).finally(done);
    },
    async recall({ tabId, documentKey }, actId, signal) {
      const { sites } = await parts.settings();
      const frames = await enter(tabId, sites, signal);
      for (const { frameId } of frames.ok ? frames.value : []) {
        const reply = await askPage({ tabId, frameId }, { type: 'page.recall', actId }, { signal });
        if (!reply.ok || reply.value.documentKey !== documentKey) continue;
        const { seen, outcome } = reply.value;
        return { seen, frameId, ...(outcome !== undefined && { outcome }) };
      }
      return undefined;
    },
    async undo(tabId, frameId, back, signal) {
      const { actId, undo } = back;
      if (undo.do === 'goto' || undo.do === 'reopen' || undo.do === 'shut') return takeBackInTabs(tabId, undo, signal);
      const reply = await askPage({ tabId, frameId }, { type: 'page.undo', actId, undo }, { signal });
      return reply.ok ? reply.value : { status: 'failed', problem: problem('page.changed'), ms: 0 };
    },
  };
}

/** The act in the words of the content script; undefined where the file it needs is not there. */
async function requestFor(
  act: Act & { deed: PageDeed },
  { settings: { outline }, bytesOf }: { settings: Settings; bytesOf: HandsParts['bytesOf'] },
): Promise<PerformRequest | undefined> {
  const { actId, deed } = act;
  const request: PerformRequest = { type: 'page.perform', actId, deed, outline };
  if (deed.do !== 'upload') return request;
  const base64 = act.file === undefined ? undefined : await bytesOf(act.file.id);
  if (act.file === undefined || base64 === undefined) return undefined;
  return { ...request, file: { name: act.file.name, type: act.file.type, base64 } };
}

/** Acts that no page answers by a dialog. */
const STILL: ReadonlySet<PerformRequest['deed']['do']> = new Set(['scroll', 'wait', 'mark', 'copy']);

interface Doing extends Pick<Act, 'approved' | 'agreed'> {
  request: PerformRequest;
  settings: Settings;
}

async function inPage(where: Where, doing: Doing & Pick<HandsParts, 'acted'>, signal: AbortSignal): Promise<Outcome> {
  const { tabId } = where;
  const { request, settings, acted } = doing;
  // Asked at once with the act: the browser answers in the order of asking.
  const asking = beforeIn(tabId);
  const { done, dialogs, told = {} } = await withoutDialogs(where, { ...doing, asking }, signal);
  const before = await asking;
  const seen = done === 'lost' ? await lost(where, request, { ...before, sites: settings.sites }, signal) : done;
  const found = dialogs.length === 0 ? seen : { ...seen, change: { ...(seen.change ?? NO_CHANGE), dialogs } };
  const opening = withNewTab(tabId, found, before);
  // Asked after the tabs: they are waited for, the look is not.
  if (done !== 'lost' && staysThere(done)) acted(tabId, told);
  const outcome = { ...(await opening), ms: Date.now() - before.began };
  if (done === 'lost') return outcome;
  if (outcome.change?.navigated !== true) return outcome;
  await arrived(tabId, before.url, signal);
  const { navigated: _, download = '', ...change } = outcome.change;
  // A document that was to go away and did not: what came was a file, or nothing.
  if (await isStillThere(where, request.actId, signal)) return { ...outcome, change: { ...change, download } };
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  return { ...outcome, change: ledTo(tab, { ...change, navigated: true }, before.url) };
}

async function isStillThere(where: Where, actId: string, signal: AbortSignal): Promise<boolean> {
  const asked = await askPage(where, { type: 'page.recall', actId }, { signal, tries: 1 });
  return asked.ok && asked.value.documentKey === where.documentKey;
}

function staysThere({ status, change }: Outcome): boolean {
  return status === 'ok' && change?.navigated !== true && change?.newTab === undefined;
}

/** Does it; no dialog that the page opens meanwhile waits for anybody. */
async function withoutDialogs(
  where: Where,
  { request, settings, approved, agreed, asking }: Doing & { asking: Promise<Before> },
  signal: AbortSignal,
): Promise<{ done: Outcome | 'lost'; dialogs: PageDialog[]; told?: Told }> {
  const { deed } = request;
  const byHand = async () => byAnyHand(where, request, { settings, url: (await asking).url }, signal);
  if (STILL.has(deed.do)) return { done: await byHand(), dialogs: [] };
  const plain = !approved && where.frameId === 0 && deed.do !== 'call' && settings.trusted.length === 0;
  const guard = plain ? await guardIn(where.tabId, where.documentKey) : undefined;
  if (guard === undefined) {
    const { value, dialogs } = await withDialogs(where, { leave: approved, agreed }, byHand);
    return { done: value, dialogs };
  }
  const looks = isAlone(where.tabId);
  const reply = await askPage(where, { ...request, guard, looks }, { signal, tries: 1 });
  if (!reply.ok) return { done: 'lost', dialogs: [] };
  const { heard, saw, ...done } = reply.value;
  const { dialogs, declares } = guardSaid(heard);
  return { done, dialogs, told: { looked: saw, declares } };
}

async function beforeIn(tabId: number): Promise<Before> {
  const began = Date.now();
  const tabs = await browser.tabs.query({});
  return { url: tabs.find(({ id }) => id === tabId)?.url, began, tabs: openedIn(tabs, tabId) };
}

/** With trusted input where the user wants it there and the browser gives it, else by the content script; `lost`: nobody answered. */
async function byAnyHand(
  where: Where,
  request: PerformRequest,
  { settings, url }: { settings: Settings; url: string | undefined },
  signal: AbortSignal,
): Promise<Outcome | 'lost'> {
  const { deed } = request;
  if (deed.do === 'call') return performCall(where.tabId, { ...request, deed }, signal);
  const wanted = wantsTrusted(deed, url, settings);
  const trusted = wanted ? await performTrusted(where, { ...request, deed }, signal) : undefined;
  if (trusted === 'lost') return trusted;
  if (trusted !== undefined) return { ...trusted, trusted: true };
  const reply = await askPage(where, request, { signal, tries: 1 });
  return reply.ok ? { ...reply.value, ...(wanted && { trusted: false }) } : 'lost';
}

/** The outcome with the tab that the act opened, which is one of the run's from then on. */
async function withNewTab(tabId: number, outcome: Outcome, before: Before): Promise<Outcome> {
  if (outcome.status !== 'ok') return outcome;
  const opened = await newTabOf(tabId, { wanted: outcome.change?.newTab, before: before.tabs });
  if (opened === undefined) return outcome;
  const change = { ...(outcome.change ?? NO_CHANGE), newTab: opened.url };
  return { ...outcome, change, openedTabId: opened.id };
}

/** Not asked of the page: a document that goes away could not tell. */
async function waitForUrl(tabId: number, text: string, signal: AbortSignal): Promise<Outcome> {
  const began = Date.now();
  for (;;) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    const ms = Date.now() - began;
    if (tab === undefined) return { status: 'failed', problem: problem('page.gone'), ms };
    if (tab.url?.includes(text) === true && tab.status !== 'loading') return { status: 'ok', change: NO_CHANGE, ms };
    if (ms > URL_MS) return { status: 'failed', problem: problem('action.timeout'), ms };
    await delay(URL_STEP_MS, signal);
  }
}

/** Acts that a page often answers by going elsewhere: where its document went away during one of them, it was done. */
const LEADING: ReadonlySet<PerformRequest['deed']['do']> = new Set([
  'click',
  'press',
  'submit',
  'select',
  'check',
  'set',
  'drag',
  'upload',
  'call',
]);

/**
 * The content script did not answer. Either its document went away because of the act (the usual end of a click on a link), or the
 * message never got there. The document decides: a new one means that the old one is gone; the same one tells whether it saw the act.
 */
async function lost(
  where: Where,
  request: PerformRequest,
  { url: before, began, sites }: Before & Pick<Settings, 'sites'>,
  signal: AbortSignal,
): Promise<Outcome> {
  await arrived(where.tabId, before, signal);
  const ms = () => Date.now() - began;
  const { actId, deed } = request;
  const asked = await askPage(where, { type: 'page.recall', actId }, { signal, tries: 1 });
  if (asked.ok && asked.value.documentKey === where.documentKey) {
    if (asked.value.outcome !== undefined) return { ...asked.value.outcome, ms: ms() };
    const again = await askPage(where, request, { signal, tries: 1 });
    return again.ok ? { ...again.value, ms: ms() } : { status: 'unknown', looked: 'cannot_tell', ms: ms() };
  }
  const tab = await browser.tabs.get(where.tabId).catch(() => undefined);
  if (tab === undefined) return { status: 'unknown', looked: 'cannot_tell', problem: problem('page.gone'), ms: ms() };
  // Somebody, or the act, loaded it anew: before the act, or after?
  if (LEADING.has(deed.do) && (await isReloaded(where))) return { status: 'unknown', looked: 'cannot_tell', ms: ms() };
  const change = ledTo(tab, { ...NO_CHANGE, navigated: true }, before);
  if (LEADING.has(deed.do)) return { status: 'ok', change, ms: ms() };
  if (deed.do === 'wait') {
    // What is waited for may be on the page that came instead: waiting changes nothing, so that it is done again there.
    const frames = await enter(where.tabId, sites, signal);
    const there = frames.ok && (await askPage({ tabId: where.tabId, frameId: 0 }, request, { signal, tries: 1 }));
    if (there !== false && there.ok) return { ...there.value, change, ms: ms() };
  }
  return { status: 'failed', problem: problem('page.changed'), change, ms: ms() };
}

/** Runs in the page. */
function howItCame(): string {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming ? entry.type : '';
}

/** The document is there because its page was loaded anew: not by a link or a form, which go somewhere, if only to the same address. */
async function isReloaded({ tabId, frameId }: Where): Promise<boolean> {
  const target = { tabId, frameIds: [frameId] };
  const answers = await browser.scripting.executeScript({ target, func: howItCame }).catch(() => []);
  return answers[0]?.result === 'reload';
}

/** The change with where the tab is now. */
function ledTo(
  tab: { url?: string | undefined; title?: string | undefined } | undefined,
  change: Change,
  before: string | undefined,
): Change {
  if (tab?.url === undefined || tab.url === '') return change;
  return {
    ...change,
    url: { from: change.url?.from ?? before ?? '', to: tab.url },
    ...(tab.title !== undefined && { title: tab.title }),
  };
}
