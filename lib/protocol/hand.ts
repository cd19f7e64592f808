import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { type HandStep, HandSteps } from '@/lib/contracts/index.ts';

import { HAND } from './page/index.ts';

const FromPage = v.object({ to: v.literal(HAND), steps: HandSteps });

/** Steps by hand, and where the browser says that they were done. */
export interface HandTold {
  tabId: number;
  origin: string;
  steps: HandStep[];
}

/** Hears what the watching script tells: from the top documents of tabs that are not private. Nobody is answered. */
export function onHandSteps(listener: (told: HandTold) => void): void {
  browser.runtime.onMessage.addListener((message: unknown, { id, tab, frameId, url }) => {
    const parsed = v.safeParse(FromPage, message);
    if (!parsed.success || id !== browser.runtime.id) return false;
    if (tab?.id === undefined || tab.incognito || frameId !== 0 || url === undefined || !URL.canParse(url))
      return false;
    listener({ tabId: tab.id, origin: new URL(url).origin, steps: parsed.output.steps });
    return false;
  });
}
