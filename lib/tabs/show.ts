import { browser } from 'wxt/browser';

import type { Source } from '@/lib/contracts/index.ts';
import { askPage } from '@/lib/protocol/index.ts';

import { addReader } from './frames.ts';
import { turnTo } from './pdf.ts';

/**
 * Shows a source in its tab, and brings the tab to the front. False where the tab, or the document in it, is not there any more: nothing
 * is injected for it, since only the script that named the place can find it.
 */
export async function showSource(
  tabId: number,
  { anchor, documentKey, page }: Source,
  signal: AbortSignal,
): Promise<boolean> {
  const turned = await turnTo(tabId, { documentKey, page });
  if (turned !== undefined) return turned;
  const request = { type: 'page.show', anchor, documentKey } as const;
  // Into a new document it brings nothing: the script that it teaches is not there.
  await addReader(tabId);
  const reply = await askPage({ tabId, frameId: 0 }, request, { signal, tries: 1 }).catch(() => undefined);
  if (reply?.ok !== true || !reply.value.shown) return false;
  await browser.tabs.update(tabId, { active: true }).catch(() => undefined);
  return true;
}
