import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Place } from '@/lib/contracts/index.ts';
import { tellPanel } from '@/lib/protocol/index.ts';
import { log } from '@/lib/shared/index.ts';

/** Firefox only, and therefore not in WXT's types. */
interface Sidebar {
  open(): Promise<void>;
}
const sidebar: Sidebar = {
  async open() {
    const api: unknown = Reflect.get(browser, 'sidebarAction');
    const open: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'open') : undefined;
    if (typeof open === 'function') await Reflect.apply(open, api, []);
  },
};

/** Opens the side panel or the sidebar. Must be called in the same turn as the user's gesture. */
export function openPanel(tab: { id?: number | undefined; windowId: number }): void {
  const opening = import.meta.env.FIREFOX ? sidebar.open() : browser.sidePanel.open({ windowId: tab.windowId });
  opening.catch((error: unknown) => {
    log.warn('panel', 'the browser did not open it', error);
  });
}

/** "Act here": the place waits in storage.session for a panel that is still opening, and is told to one that is open. */
export async function pointAt(tabId: number, place: Place | undefined): Promise<void> {
  await browser.storage.session.set({ [slot(tabId)]: place ?? null });
  await tellPanel({ type: 'focus', tabId, ...(place !== undefined && { place }) });
}

export async function placeOf(tabId: number): Promise<Place | undefined> {
  const stored = v.safeParse(Place, (await browser.storage.session.get(slot(tabId)))[slot(tabId)]);
  return stored.success ? stored.output : undefined;
}

export async function forgetPlace(tabId: number): Promise<void> {
  await browser.storage.session.remove(slot(tabId));
}

function slot(tabId: number): string {
  return `place:${tabId}`;
}
