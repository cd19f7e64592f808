import type { Firefox } from '../firefox/firefox.ts';
import type { Subject } from './trial.ts';

/** Firefox, whose event page is terminated as it is after half a minute of silence. */
export function firefoxSubject(firefox: Firefox): Subject {
  return {
    open: async (url) => void (await firefox.page.goto(url)),
    async begin(task, answer) {
      const runId = await firefox.begin(task);
      const ended = firefox.end(runId, { answer }).then(async ({ status }) => ({ status, records: await firefox.records(runId) })); // prettier-ignore
      return { runId, ended };
    },
    until: (runId, kind, iteration) => firefox.waitForRecord({ runId, kind, iteration }),
    async kill() {
      await firefox.stopBackground();
      await firefox.wake();
    },
  };
}
