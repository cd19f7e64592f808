import * as v from 'valibot';

import type { Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { answerWith } from '../answer.ts';
import { type PageRequest, ToPage } from './messages.ts';

export type { PageRequest } from './messages.ts';
export type { PageReply } from './replies.ts';

type Listener = (message: unknown, sender: { id?: string }, reply: (value: unknown) => void) => boolean;
interface Native {
  runtime: {
    id: string;
    onMessage: { addListener(listener: Listener): void };
    sendMessage(message: unknown): Promise<unknown>;
  };
}

// Not as a bare `browser`: WXT puts an import in front of any file that has one.
function native(): Native {
  return Reflect.get(globalThis, 'browser');
}

/** Asks for the secret that the act of this id is to give; the browser tells the background which document asks. */
export function askSecret(actId: string): Promise<unknown> {
  return native().runtime.sendMessage({ to: 'background', give: actId });
}

/**
 * The page's side of the conversation, by the native `browser` of Chrome >= 148 and of Firefox (docs/decisions/0003).
 */
export function onPageRequest(answer: (request: PageRequest) => Promise<Result<unknown, Problem>>): void {
  const { runtime } = native();
  runtime.onMessage.addListener((message, sender, reply) => {
    // Nothing in these schemas changes what it reads; a plain yes or no is the smallest code that parses.
    if (!v.is(ToPage, message) || sender.id !== runtime.id) return false;
    return answerWith(answer(message.request), reply);
  });
}
