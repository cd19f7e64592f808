import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Place, type Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { answerWith } from './answer.ts';

/**
 * What the panel asks of a tab, first of all as it opens. In a file apart from all other requests, so that the script that a start of the
 * background waits for carries no schema but this one.
 */
export const LookRequest = v.object({ type: v.literal('tab.look'), tabId: v.number() });
export type LookRequest = v.InferOutput<typeof LookRequest>;

/** What the panel's header says of a tab. */
export const TabLook = v.object({
  tabId: v.number(),
  title: v.string(),
  url: v.string(),
  origin: v.string(),
  access: v.picklist(['granted', 'needed', 'never', 'restricted']),
  place: v.optional(Place),
  /** What is to stand in the composer: a recipe that still needs its values. */
  draft: v.optional(v.string()),
});
export type TabLook = v.InferOutput<typeof TabLook>;

const Addressed = v.object({ to: v.literal('background'), request: v.unknown() });

/** Undefined: that is nothing one could ask. */
type Answer<T> = (request: T) => Promise<Result<unknown, Problem>> | undefined;

/**
 * Answers the panel. Only pages of this extension are heard; messages for somebody else are left alone. `later` gets what is no look,
 * unparsed.
 */
export function onPanelRequest({ look, later }: { look: Answer<LookRequest>; later: Answer<unknown> }): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, reply) => {
    const parsed = v.safeParse(Addressed, message);
    if (!parsed.success || !isOwnPage(sender.url)) return false;
    const { request } = parsed.output;
    const looked = v.safeParse(LookRequest, request);
    const answer = looked.success ? look(looked.output) : later(request);
    return answer !== undefined && answerWith(answer, reply);
  });
}

/** Content scripts may send messages too; what only the panel may ask is refused to them. */
export function isOwnPage(url: string | undefined): boolean {
  return url?.startsWith(browser.runtime.getURL('')) === true;
}
