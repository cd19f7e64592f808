import type { Page } from '@playwright/test';

declare const chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } };

/** Milliseconds from a message to a worker that `stop` has stopped until its answer. */
export async function startCost(page: Page, stop: () => Promise<void>, message: unknown): Promise<number> {
  await stop();
  return page.evaluate(async (sent) => {
    const began = performance.now();
    const answer = await chrome.runtime.sendMessage(sent);
    const cost = performance.now() - began;
    if (answer === undefined || Object(answer).ok === false)
      throw new Error(`not dealt with: ${JSON.stringify(answer)}`);
    return cost;
  }, message);
}
