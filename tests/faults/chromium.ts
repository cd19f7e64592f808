import type { Page } from '@playwright/test';

import type { Driver, RunRecord } from '../driver/index.ts';
import type { Subject } from './trial.ts';

const RUN_MS = 60_000;

interface Chromium extends Subject {
  begin(...of: Parameters<Subject['begin']>): Promise<{ runId: string; ended: Promise<RunRecord> }>;
}

/** Chromium, by the project's driver. */
export function chromium(driver: Driver, page: Page = driver.page): Chromium {
  return {
    open: async (url) => void (await page.goto(url)),
    async begin(task, answer) {
      const { promise, resolve: began } = Promise.withResolvers<string>();
      const running = driver.run(task, { page, approve: answer, timeoutMs: RUN_MS, onRecord: ({ runId }) => { began(runId); } }); // prettier-ignore
      const ended = running.then((record) => {
        if (record.timedOut) throw new Error(`"${task}" did not end by itself`);
        return record;
      });
      return { runId: await Promise.race([promise, ended.then(({ runId }) => runId)]), ended };
    },
    until: (runId, kind, iteration) => driver.waitForRecord(kind, { iteration, runId }),
    async kill() {
      await driver.stopWorker();
      await driver.ask({ type: 'tab.look', tabId: await driver.tabId(page) }).catch(() => undefined);
    },
  };
}
