import { browser } from 'wxt/browser';

import type { Problem } from '@/lib/contracts/index.ts';
import { onHand, onPanelRequest, onWorldRequest } from '@/lib/protocol/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import { onAlarm } from './keepalive.ts';
import { lookAt, type LookParts } from './look.ts';
import { listenToUser, type TriggerParts } from './triggers.ts';

/**
 * The rest of the background: what the listeners of the boot script hand on to. A part that has to hear of something more gets a method
 * here, a listener in `boot`, and its answer in entrypoints/driver/.
 */
export interface Background extends Omit<TriggerParts, 'text'> {
  /** Undefined where that is nothing one could ask. */
  answer: (request: unknown) => Promise<Result<unknown, Problem>> | undefined;
  /** The browser put a tab away, and it is another one from then on. */
  replaced: (from: number, to: number) => void;
  /** The alarm of an open run rang. */
  wake: () => void;
  /** What the script that watches the user's hand said, and from where: see lib/protocol/hand.ts. */
  noticed: Parameters<typeof onHand>[0];
  /** What a tool in the sandbox asks of the outside, where its host is a page of its own. Undefined where that is nothing one could ask. */
  world: Parameters<typeof onWorldRequest>[0];
  /** Settings, permissions, or the extension itself changed. */
  renew: () => void;
}

export interface BootParts extends LookParts {
  /** Loads the rest and gives it, all in this very turn: a gesture of the user counts for no longer. */
  load: () => Background;
  /** Calls after every change of the settings. */
  watchSettings: (listener: () => void) => unknown;
}

/** How long a start waits for the message that it may be for, milliseconds; then open runs are taken up. */
const GRACE_MS = 25;

/**
 * Registers every listener of the background, in the first turn of its start, and answers what a panel asks as it opens. Everything else is
 * loaded when something needs it, and soon after the start in any case: there may be runs to take up.
 */
export function boot({ load, watchSettings, ...parts }: BootParts): void {
  const rest = lazily(load);
  onPanelRequest({
    look: ({ tabId }) => rest.after(async () => success(await lookAt(tabId, parts))),
    later: (request) => rest.now().answer(request),
  });
  listenToUser({ ...handedOn(rest.now), text: (key) => browser.i18n.getMessage(key) });
  browser.tabs.onReplaced.addListener((to, from) => {
    rest.now().replaced(from, to);
  });
  onAlarm(() => {
    rest.now().wake();
  });
  onHand((message, sender) => {
    rest.now().noticed(message, sender);
  });
  // Firefox's host is the background's own page, and calls it.
  if (!import.meta.env.FIREFOX) onWorldRequest((request) => rest.now().world(request));
  const renew = () => {
    rest.now().renew();
  };
  watchSettings(renew);
  browser.permissions.onAdded.addListener(renew);
  browser.permissions.onRemoved.addListener(renew);
  browser.runtime.onInstalled.addListener(renew);
  browser.runtime.onStartup.addListener(renew);
  // A service worker may load later only what it has loaded while it was installed.
  globalThis.addEventListener('install', () => void rest.now());
}

function handedOn(now: () => Background): Omit<TriggerParts, 'text'> {
  return {
    start: (wish) => {
      now().start(wish);
    },
    stopTab: (tabId) => {
      now().stopTab(tabId);
    },
    allow: (tabId) => {
      now().allow(tabId);
    },
    startKeyed: (key, tab) => {
      now().startKeyed(key, tab);
    },
    startNamed: (words, tab) => now().startNamed(words, tab),
    suggest: (words) => now().suggest(words),
    here: (tabId) => now().here(tabId),
  };
}

/** `load` once: when it is asked for, after work that does without, or when nothing came for a while. */
export function lazily<T>(load: () => T): { now: () => T; after: <R>(work: () => Promise<R>) => Promise<R> } {
  let there: { rest: T } | undefined;
  const now = () => (there ??= { rest: load() }).rest;
  const soon = (ms: number) => setTimeout(() => void now(), ms);
  const timer = soon(GRACE_MS);
  return {
    now,
    after(work) {
      clearTimeout(timer);
      // In a turn of its own: the answer goes first.
      return work().finally(() => soon(0));
    },
  };
}
