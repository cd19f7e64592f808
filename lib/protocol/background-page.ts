import { browser } from 'wxt/browser';

import type { Problem } from '@/lib/contracts/index.ts';
import { abortable, type Result } from '@/lib/shared/index.ts';

import { ask } from './envelope.ts';
import type { PageRequest } from './page/messages.ts';
import { PAGE_REPLIES, type PageReply } from './page/replies.ts';

/** Asks the content script of one frame. The caller has injected it; `tries` is 1 for acts, which are looked at, not resent. */
export async function askPage<R extends PageRequest>(
  { tabId, frameId }: { tabId: number; frameId: number },
  request: R,
  { signal, tries = 3 }: { signal: AbortSignal; tries?: number },
): Promise<Result<PageReply<R>, Problem>> {
  const send = () => abortable(browser.tabs.sendMessage(tabId, { to: 'page', request }, { frameId }), signal);
  const result = await ask(send, PAGE_REPLIES[request.type], { tries, pauseMs: 60 });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of that very type has just parsed it
  return result as Result<PageReply<R>, Problem>;
}
