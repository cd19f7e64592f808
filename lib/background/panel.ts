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

const Pointed = v.object({ place: v.optional(Place), draft: v.optional(v.string()) });
/** The place of an "act here", or the words of a recipe that still needs its values. */
type Pointed = v.InferOutput<typeof Pointed>;

/** It waits in storage.session for a panel that is still opening, and one that is open is told. */
export async function pointAt(tabId: number, pointed: Pointed): Promise<void> {
  await browser.storage.session.set({ [slot(tabId)]: pointed });
  await tellPanel({ type: 'focus', tabId });
}

export async function pointedAt(tabId: number): Promise<Pointed> {
  const stored = v.safeParse(Pointed, (await browser.storage.session.get(slot(tabId)))[slot(tabId)]);
  return stored.success ? stored.output : {};
}

export async function forgetPointed(tabId: number): Promise<void> {
  await browser.storage.session.remove(slot(tabId));
}

function slot(tabId: number): string {
  return `pointed:${tabId}`;
}
