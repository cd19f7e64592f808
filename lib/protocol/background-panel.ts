import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Problem } from '@/lib/contracts/index.ts';

import { isOwnPage } from './panel-look.ts';

/** What the background says to an open panel, beside the journal (which the panel reads itself). Lost ones lose nothing. */
export const PanelEvent = v.variant('type', [
  v.object({
    type: v.literal('streaming'),
    runId: v.string(),
    iteration: v.number(),
    /** All of it so far. */
    text: v.string(),
    tokens: v.number(),
  }),
  v.object({
    type: v.literal('progress'),
    runId: v.string(),
    iteration: v.number(),
    phase: v.picklist(['download', 'load', 'prefill']),
    done: v.number(),
    total: v.number(),
  }),
  /** What the journal cannot tell, as it could not be written. */
  v.object({ type: v.literal('trouble'), problem: Problem }),
  /** "Act here", the toolbar, a recipe's key: put the cursor into the box; what is to go with it, `tab.look` tells. */
  v.object({ type: v.literal('focus'), tabId: v.number() }),
]);
export type PanelEvent = v.InferOutput<typeof PanelEvent>;

const ToPanel = v.object({ to: v.literal('panel'), event: PanelEvent });

export async function tellPanel(event: PanelEvent): Promise<void> {
  await browser.runtime.sendMessage({ to: 'panel', event }).catch(() => undefined);
}

export function onPanelEvent(listener: (event: PanelEvent) => void): () => void {
  const hear = (message: unknown, sender: { url?: string | undefined }) => {
    const parsed = v.safeParse(ToPanel, message);
    if (parsed.success && (sender.url === undefined || isOwnPage(sender.url))) listener(parsed.output.event);
  };
  browser.runtime.onMessage.addListener(hear);
  return () => {
    browser.runtime.onMessage.removeListener(hear);
  };
}
