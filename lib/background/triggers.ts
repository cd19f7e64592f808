import { browser } from 'wxt/browser';

import type { Place, Task } from '@/lib/contracts/index.ts';
import type { Wish } from '@/lib/loop/index.ts';

import { openPanel, pointAt } from './panel.ts';

export interface Tab {
  id?: number | undefined;
  windowId: number;
}

export interface TriggerParts {
  start: (wish: Wish) => void;
  stopTab: (tabId: number) => void;
  /** A gesture on a tab has let Locus in there. */
  allow: (tabId: number) => void;
  /** Starts what the keyboard command of that number is bound to. */
  startKeyed: (key: number, tab: Tab) => void;
  /** Starts a recipe that the words ask for, or makes ready one that they name; false where there is none. */
  startNamed: (words: string, tab: Tab) => Promise<boolean>;
  /** Words of recipes that these could become, as they may stand in the address bar. */
  suggest: (words: string) => Promise<string[]>;
  /** The group of elements under the pointer. */
  here: (tabId: number) => Promise<Place | undefined>;
  text: (key: 'menuSummarise' | 'menuExplain' | 'menuActHere') => string;
}

/** Every way in but the panel's chat: shortcuts, context menu, omnibox, toolbar. Each becomes a wish with its provenance. */
export function listenToUser(parts: TriggerParts): void {
  shortcuts(parts);
  menu(parts);
  omnibox(parts);
  browser.action.onClicked.addListener((tab) => {
    openPanel(tab);
    if (tab.id === undefined) return;
    parts.allow(tab.id);
    void pointAt(tab.id, {});
  });
}

function shortcuts({ start, startKeyed, stopTab, allow }: TriggerParts): void {
  browser.commands.onCommand.addListener((command, tab) => {
    if (tab?.id === undefined) return;
    switch (command) {
      case 'open-panel':
        openPanel(tab);
        allow(tab.id);
        break;
      case 'summarise-page':
        begin(tab, { kind: 'summarise' }, 'shortcut', start);
        break;
      case 'explain-selection':
        begin(tab, { kind: 'explain' }, 'shortcut', start);
        break;
      case 'stop-run':
        stopTab(tab.id);
        break;
      case 'recipe-1':
      case 'recipe-2':
      case 'recipe-3':
        openPanel(tab);
        allow(tab.id);
        startKeyed(Number(command.slice(-1)), tab);
        break;
    }
  });
}

/** Opens the panel first, in the turn of the gesture: after an await the browser refuses. */
function begin(tab: Tab, task: Task, by: Wish['by'], start: TriggerParts['start']): void {
  openPanel(tab);
  if (tab.id !== undefined) start({ tabId: tab.id, task, by });
}

function menu({ start, here, text }: TriggerParts): void {
  browser.runtime.onInstalled.addListener(() => {
    void makeMenu(text);
  });
  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (tab?.id === undefined) return;
    const { id } = tab;
    switch (info.menuItemId) {
      case 'summarise':
        begin(tab, { kind: 'summarise' }, 'menu', start);
        break;
      case 'explain':
        begin(tab, { kind: 'explain' }, 'menu', start);
        break;
      case 'act-here':
        openPanel(tab);
        void here(id).then((place) => pointAt(id, place === undefined ? {} : { place }));
        break;
    }
  });
}

async function makeMenu(text: TriggerParts['text']): Promise<void> {
  await browser.contextMenus.removeAll();
  const items = [
    { id: 'summarise', title: text('menuSummarise'), contexts: ['page'] },
    { id: 'explain', title: text('menuExplain'), contexts: ['selection'] },
    { id: 'act-here', title: text('menuActHere'), contexts: ['page', 'editable', 'link'] },
  ] as const;
  for (const { contexts, ...item } of items) browser.contextMenus.create({ ...item, contexts: [...contexts] });
}

/** What the address bar says of Locus. No listener, and nothing that a start has to wait for. */
export function hintInOmnibox(description: string): void {
  void browser.omnibox.setDefaultSuggestion({ description });
}

function omnibox({ start, startNamed, suggest }: TriggerParts): void {
  browser.omnibox.onInputChanged.addListener((words, answer) => {
    void (async () => {
      answer((await suggest(words)).map((content) => ({ content, description: plain(content) })));
    })();
  });
  browser.omnibox.onInputEntered.addListener((words) => {
    void (async () => {
      const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
      if (tab === undefined) return;
      openPanel(tab);
      if (await startNamed(words, tab)) return;
      const task: Task = words.trim() === '' ? { kind: 'summarise' } : { kind: 'ask', text: words };
      if (tab.id !== undefined) start({ tabId: tab.id, task, by: 'omnibox' });
    })();
  });
}

/** Chrome reads descriptions as XML, Firefox as they are. */
function plain(text: string): string {
  if (import.meta.env.FIREFOX) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
