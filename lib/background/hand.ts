import { browser } from 'wxt/browser';

import { type Run, type Settings, tabsOf, watchedSites } from '@/lib/contracts/index.ts';
import type { HandStore } from '@/lib/memory/index.ts';
import { handTold, type HandTold } from '@/lib/protocol/index.ts';
import type { HandWords, Recipes } from '@/lib/recipes/index.ts';
import { log } from '@/lib/shared/index.ts';

export interface HandParts {
  settings: { read: () => Promise<Settings>; watch: (listener: () => void) => unknown };
  hand: Pick<HandStore, 'note' | 'prune' | 'forget'>;
  recipes: Pick<Recipes, 'noticed'>;
  journal: { open: () => Promise<string[]> };
  readRun: (runId: string) => Promise<Run | undefined>;
}

/** Keeps what the user does by hand where they let it, and offers what they did three times. */
export function noticeHand(parts: HandParts) {
  let last: Promise<void> = Promise.resolve();
  // One after the other: two at once would each look without the other's steps.
  const after = (work: () => Promise<void>) => {
    last = last.then(work).catch((error: unknown) => {
      log.warn('hand', 'not noticed', error);
    });
  };
  // What is not to be noticed any more is not kept either.
  const prune = () => {
    after(async () => parts.hand.prune(watchedSites(await parts.settings.read()), Date.now()));
  };
  parts.settings.watch(prune);
  return {
    /** What the watching script said, as it came. */
    told: (...[message, sender]: Parameters<typeof handTold>) => {
      const told = handTold(message, sender);
      if (told !== undefined) after(() => notice(told, parts));
    },
    prune,
  };
}

/** The message comes from a page: whether that page's site is watched is looked up here. */
async function notice({ tabId, origin, steps }: HandTold, parts: HandParts) {
  if (!watchedSites(await parts.settings.read()).includes(origin)) return;
  if (await isAtWork(tabId, parts)) return;
  const kept = await parts.hand.note({ origin, tabId, at: Date.now() }, steps);
  if (await parts.recipes.noticed(origin, kept, words)) await parts.hand.forget(origin);
}

/** What Locus does itself is in the journal. */
async function isAtWork(tabId: number, { journal, readRun }: Pick<HandParts, 'journal' | 'readRun'>): Promise<boolean> {
  const open = await Promise.all((await journal.open()).map(readRun));
  return open.some((run) => run !== undefined && tabsOf(run).includes(tabId));
}

/** Keys of the locale files, which WXT types one by one. */
const i18n: { getMessage(key: string, substitutions: string[]): string } = browser.i18n;
const words: HandWords = (key, ...values) => i18n.getMessage(key, values);
