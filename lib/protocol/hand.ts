import * as v from 'valibot';
import { type Browser, browser } from 'wxt/browser';

import { type HandStep, HandSteps } from '@/lib/contracts/index.ts';

import { HAND } from './page/index.ts';

type Sender = Browser.runtime.MessageSender;
const FromPage = v.object({ to: v.literal(HAND), steps: HandSteps });

/** Steps by hand, and where the browser says that they were done. */
export interface HandTold {
  tabId: number;
  origin: string;
  steps: HandStep[];
}

/** Hears what the watching script tells, as it came: a start of the background has no time to read it. Nobody is answered. */
export function onHand(hear: (message: unknown, sender: Sender) => void): void {
  browser.runtime.onMessage.addListener((message: unknown, sender) => {
    if (typeof message === 'object' && message !== null && Reflect.get(message, 'to') === HAND) hear(message, sender);
    return false;
  });
}

/** What was told, where it comes from the top document of a tab that is not private. */
export function handTold(message: unknown, { id, tab, frameId, url }: Sender): HandTold | undefined {
  const parsed = v.safeParse(FromPage, message);
  if (!parsed.success || id !== browser.runtime.id) return undefined;
  if (tab?.id === undefined || tab.incognito || frameId !== 0 || url === undefined || !URL.canParse(url))
    return undefined;
  return { tabId: tab.id, origin: new URL(url).origin, steps: parsed.output.steps };
}
