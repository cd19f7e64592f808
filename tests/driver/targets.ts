import type { CDPSession } from '@playwright/test';
import * as v from 'valibot';

const Evaluated = v.object({
  result: v.object({ value: v.optional(v.unknown()) }),
  exceptionDetails: v.optional(
    v.object({ text: v.string(), exception: v.optional(v.object({ description: v.optional(v.string()) })) }),
  ),
});
const Answer = v.object({
  id: v.optional(v.number()),
  result: v.optional(v.unknown()),
  error: v.optional(v.object({ message: v.string() })),
});

/** A target of the browser that Playwright does not show as a page: the offscreen document, the real side panel, the worker. */
export interface Target {
  readonly targetId: string;
  /** Evaluates an expression there, as if the user had just clicked; a promise is awaited, the value comes as JSON. */
  evaluate(expression: string): Promise<unknown>;
  send(method: string, params?: object): Promise<unknown>;
  detach(): Promise<void>;
}

export interface TargetInfo {
  targetId: string;
  type: string;
  url: string;
  attached: boolean;
}

async function targets(cdp: CDPSession): Promise<TargetInfo[]> {
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{}] });
  return targetInfos;
}

/** A command that Playwright's types do not know (the domain `Extensions`). */
export async function sendUntyped(cdp: CDPSession, method: string, params: object): Promise<unknown> {
  return await Object(cdp).send(method, params);
}

/** The first target that fits, waited for up to `timeoutMs`. */
export async function findTarget(
  cdp: CDPSession,
  fits: (info: TargetInfo) => boolean,
  { timeoutMs = 10_000, label = 'target' }: { timeoutMs?: number; label?: string } = {},
): Promise<TargetInfo> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = (await targets(cdp)).find(fits);
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`no such target in the browser: ${label}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Attaches over Playwright's own browser session; `flatten: false` keeps Playwright from seeing the new session. */
export async function attach(cdp: CDPSession, targetId: string): Promise<Target> {
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const hear = (event: { sessionId: string; message: string }) => {
    if (event.sessionId !== sessionId) return;
    const { id, result, error } = v.parse(Answer, JSON.parse(event.message));
    if (id === undefined) return;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error.message));
  };
  cdp.on('Target.receivedMessageFromTarget', hear);
  let last = 0;
  const send = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      const message = JSON.stringify({ id: last, method, params });
      cdp.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  return {
    targetId,
    send,
    evaluate: async (expression) => {
      const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
      const { result, exceptionDetails: thrown } = v.parse(Evaluated, await send('Runtime.evaluate', params));
      if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text);
      return result.value;
    },
    detach: async () => {
      cdp.off('Target.receivedMessageFromTarget', hear);
      await cdp.send('Target.detachFromTarget', { sessionId }).catch(() => undefined);
    },
  };
}

/** A worker that is still listed so long after it was closed is the next one. */
const RESTARTED_MS = 1000;

/** Stops the extension's service worker and waits until it is gone, or there again. */
export async function stopWorker(cdp: CDPSession, extensionId: string): Promise<void> {
  const workers = async () =>
    (await targets(cdp)).filter(({ type, url }) => type === 'service_worker' && url.includes(extensionId));
  const running = await workers();
  const gone = new Set(running.map(({ targetId }) => targetId));
  for (const { targetId } of running) await cdp.send('Target.closeTarget', { targetId });
  // A message may have started the next worker already, and Chromium gives it the old one's target: then it never looks gone.
  const until = Date.now() + RESTARTED_MS;
  while (Date.now() < until && (await workers()).some(({ targetId }) => gone.has(targetId))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
