import type { Page } from '@playwright/test';

declare const chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } };

/** Milliseconds from a message to a worker that was stopped until the message is dealt with; the first start is left out. */
export async function starts(page: Page, times: number, stop: () => Promise<void>): Promise<number[]> {
  const costs: number[] = [];
  for (let i = 0; i <= times; i++) {
    await stop();
    const cost = await page.evaluate(async () => {
      const began = performance.now();
      // Nobody is meant: what is waited for is that the worker has started and all its listeners have heard.
      await chrome.runtime.sendMessage('anybody there?').catch(() => undefined);
      return performance.now() - began;
    });
    if (i > 0) costs.push(cost);
  }
  return costs;
}
