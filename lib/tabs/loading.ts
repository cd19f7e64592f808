import { browser } from 'wxt/browser';

import { delay } from '@/lib/shared/index.ts';

const LONGEST_MS = 15_000;
const STEP_MS = 60;

/** Waits until the tab has a document that can be read; gives up after 15 s and lets the caller see what is there. */
export async function loaded(tabId: number, signal: AbortSignal): Promise<void> {
  const until = Date.now() + LONGEST_MS;
  while (Date.now() < until) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    if (tab === undefined || tab.status !== 'loading') return;
    await delay(STEP_MS, signal);
  }
}

/** Waits until a navigation that was just asked for has begun, or half a second, and then until the tab is loaded. */
export async function arrived(tabId: number, before: string | undefined, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < 500; waited += STEP_MS) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    if (tab === undefined || tab.status === 'loading' || tab.url !== before) break;
    await delay(STEP_MS, signal);
  }
  await loaded(tabId, signal);
}
