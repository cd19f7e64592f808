import { type Browser, browser } from 'wxt/browser';

import { sitePattern } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { isGranted } from './access.ts';

const LONGEST_MS = 15_000;
const STEP_MS = 60;
const BEGIN_MS = 500;
/** A tab whose address Locus may know has begun to load by then, also on a busy machine. */
const BEGIN_KNOWN_MS = 10_000;

/**
 * Waits until the tab has a document that can be read, and gives the tab; gives up after 15 s and lets the caller see what is there. A
 * tab that the browser put away to save memory is fetched back, without coming to the front. Undefined where it is gone.
 */
export async function loaded(tabId: number, signal: AbortSignal): Promise<Browser.tabs.Tab | undefined> {
  const until = Date.now() + LONGEST_MS;
  let fetched = false;
  while (Date.now() < until) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    if (tab === undefined) return undefined;
    if (tab.discarded && !fetched) {
      fetched = true;
      await browser.tabs.reload(tabId).catch(() => undefined);
    } else if (tab.status !== 'loading') return tab;
    await delay(STEP_MS, signal);
  }
  return browser.tabs.get(tabId).catch(() => undefined);
}

/**
 * Waits until a navigation that was just asked for has begun, or half a second, and then until the tab is loaded. False where none
 * was seen.
 */
export async function arrived(tabId: number, before: string | undefined, signal: AbortSignal): Promise<boolean> {
  let begun = false;
  for (let waited = 0; waited < BEGIN_MS && !begun; waited += STEP_MS) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    begun = tab === undefined || tab.status === 'loading' || tab.url !== before;
    if (!begun) await delay(STEP_MS, signal);
  }
  await loaded(tabId, signal);
  return begun;
}

/**
 * The same for a tab that was just opened at `url`. Firefox makes it empty and says that it is complete before it goes anywhere, and
 * tells of an empty page no more than of a site that it keeps from Locus: where the site is let in, an address is waited for.
 */
export async function opened(tabId: number, url: string, signal: AbortSignal): Promise<Browser.tabs.Tab | undefined> {
  const tellsAddress = /^https?:/iu.test(url) && (await isGranted(sitePattern(new URL(url).origin)));
  const until = Date.now() + (tellsAddress ? BEGIN_KNOWN_MS : BEGIN_MS);
  while (Date.now() < until) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    if (tab === undefined || tab.status === 'loading' || !isEmpty(tab)) break;
    await delay(STEP_MS, signal);
  }
  return loaded(tabId, signal);
}

function isEmpty({ url }: { url?: string | undefined }): boolean {
  return url === undefined || url === '' || url === 'about:blank';
}
