import { browser } from 'wxt/browser';

import { sitePattern } from '@/lib/contracts/index.ts';

import type { PanelPorts, TabPort } from './ports.ts';

type OwnPorts = Pick<
  PanelPorts,
  'tab' | 'trustedInput' | 'requestAccess' | 'dropAccess' | 't' | 'locale' | 'shortcuts' | 'openShortcutSettings'
>;

/** The ports that are the browser's own APIs. `search`: of the panel's address; `?tab=ID` pins it to that tab. */
export function browserPorts(search: string): OwnPorts {
  // WXT types one overload a key; a key that comes as a union fits none of them.
  const i18n: { getMessage(key: string, substitutions?: string[]): string } = browser.i18n;
  return {
    tab: tabPort(search),
    trustedInput: browser.runtime.getManifest().permissions?.includes('debugger') === true,
    requestAccess: (origin) => browser.permissions.request({ origins: patternsOf(origin) }).catch(() => false),
    dropAccess: async (origin) => {
      await browser.permissions.remove({ origins: patternsOf(origin) }).catch(() => false);
    },
    t: (key, ...substitutions) => i18n.getMessage(key, substitutions.map(String)),
    locale: browser.i18n.getUILanguage(),
    shortcuts: async () => {
      const commands = await browser.commands.getAll();
      return Object.fromEntries(commands.flatMap(({ name, shortcut }) => (name && shortcut ? [[name, shortcut]] : [])));
    },
    openShortcutSettings() {
      if (import.meta.env.FIREFOX) {
        // Firefox lets no extension open about:addons; this shows the dialog itself.
        if ('openShortcutSettings' in browser.commands && typeof browser.commands.openShortcutSettings === 'function')
          browser.commands.openShortcutSettings();
      } else void browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
    },
  };
}

const EVERY_SITE = ['http://*/*', 'https://*/*'];

function patternsOf(origin: string): string[] {
  return origin === '' ? EVERY_SITE : [sitePattern(origin)];
}

function tabPort(search: string): TabPort {
  const asked = new URLSearchParams(search).get('tab');
  const pinned = asked !== null && /^\d{1,10}$/.test(asked) ? Number(asked) : undefined;
  const current = async () => {
    if (pinned !== undefined) return pinned;
    const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
    return tab?.id;
  };
  return { current, watch: (listener) => watchTab(current, listener) };
}

function watchTab(current: TabPort['current'], listener: (tabId: number | undefined) => void): () => void {
  const tell = () => {
    void current().then(listener, () => {
      listener(undefined);
    });
  };
  const updated = (tabId: number, change: { status?: string; title?: string; url?: string }) => {
    if (change.status === undefined && change.title === undefined && change.url === undefined) return;
    const tellIfShown = async () => {
      if ((await current()) === tabId) listener(tabId);
    };
    void tellIfShown();
  };
  browser.tabs.onActivated.addListener(tell);
  browser.tabs.onUpdated.addListener(updated);
  browser.permissions.onAdded.addListener(tell);
  browser.permissions.onRemoved.addListener(tell);
  return () => {
    browser.tabs.onActivated.removeListener(tell);
    browser.tabs.onUpdated.removeListener(updated);
    browser.permissions.onAdded.removeListener(tell);
    browser.permissions.onRemoved.removeListener(tell);
  };
}
