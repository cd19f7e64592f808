import * as v from 'valibot';

import type { Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { answerWith } from '../answer.ts';
import { type PageRequest, ToPage } from './messages.ts';

export type { PageRequest } from './messages.ts';
export type { PageReply } from './replies.ts';

type Listener = (message: unknown, sender: { id?: string }, reply: (value: unknown) => void) => boolean;
interface Native {
  runtime: { id: string; onMessage: { addListener(listener: Listener): void } };
}

/**
 * The page's side of the conversation, without the polyfill: each tab pays for it, and the native `browser` of Chrome >= 148 and
 * of Firefox is enough (docs/decisions/0003).
 */
export function onPageRequest(answer: (request: PageRequest) => Promise<Result<unknown, Problem>>): void {
  // Not as a bare `browser`: WXT puts an import of the polyfill in front of any file that has one.
  const { runtime }: Native = Reflect.get(globalThis, 'browser');
  runtime.onMessage.addListener((message, sender, reply) => {
    // Nothing in these schemas changes what it reads; a plain yes or no is the smallest code that parses.
    if (!v.is(ToPage, message) || sender.id !== runtime.id) return false;
    return answerWith(answer(message.request), reply);
  });
}
