import * as v from 'valibot';
import { browser } from 'wxt/browser';

import type { Problem } from '@/lib/contracts/index.ts';
import { abortable, log, type Result } from '@/lib/shared/index.ts';

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

/** Which document asks, in the words of the browser: no page can say that it is another. */
export interface Asker {
  tabId: number;
  frameId: number;
  origin: string;
}

const Asked = v.object({ to: v.literal('background'), give: v.string() });
const Sender = v.object({
  id: v.string(),
  url: v.string(),
  /** Of Chrome, and newer versions of Firefox: that of a sandboxed frame is its own, whatever its address. */
  origin: v.optional(v.string()),
  frameId: v.number(),
  tab: v.object({ id: v.number() }),
});

/** Answers content scripts that ask for the secret of an act. The answer goes to the document that asked, and to nobody else. */
export function onSecretAsked(answer: (actId: string, asker: Asker) => Promise<string | undefined>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: unknown, reply: (value: unknown) => void) => {
    const asked = v.safeParse(Asked, message);
    if (!asked.success) return false;
    const asker = askerOf(sender);
    const told = asker === undefined ? Promise.resolve(undefined) : answer(asked.output.give, asker);
    void tell(told, reply);
    return true;
  });
}

/** Nothing where it cannot be read. */
async function tell(told: Promise<string | undefined>, reply: (value: unknown) => void): Promise<void> {
  try {
    reply((await told) ?? null);
  } catch (error) {
    log.error('secrets', 'a secret could not be read', error);
    reply(null);
  }
}

function askerOf(sender: unknown): Asker | undefined {
  const parsed = v.safeParse(Sender, sender);
  if (!parsed.success || parsed.output.id !== browser.runtime.id) return undefined;
  const { url, frameId, tab } = parsed.output;
  const at = URL.parse(url)?.origin;
  const { origin = at } = parsed.output;
  return origin === undefined || origin !== at ? undefined : { tabId: tab.id, frameId, origin };
}
