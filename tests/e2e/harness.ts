import { readFileSync } from 'node:fs';

import { test as base } from '@playwright/test';
import * as v from 'valibot';

import { ensureModel } from '../../scripts/lib/models.ts';
import { type Driver, launch, type LaunchOptions, type RunRecord } from '../driver/index.ts';
import { serveSite, type Site } from '../fixtures/server.ts';

interface Fixtures {
  site: Site;
  /** Launches a browser that is closed when the test ends. */
  start: (options?: LaunchOptions) => Promise<Driver>;
}

interface WorkerFixtures {
  /** Path of the small model; a test that needs it fails where it cannot be had. */
  gguf: string;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  site: async ({}, use) => {
    const site = await serveSite();
    await use(site);
    await site.close();
  },
  start: async ({}, use) => {
    const open: Driver[] = [];
    await use(async (options) => {
      const driver = await launch(options);
      open.push(driver);
      return driver;
    });
    for (const driver of open) await driver.close();
  },
  gguf: [
    async ({}, use) => {
      await use(process.env['LOCUS_GGUF'] ?? (await ensureModel()));
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});
export { expect } from '@playwright/test';

const Messages = v.record(v.string(), v.object({ message: v.string() }));
const english = v.parse(
  Messages,
  JSON.parse(readFileSync(new URL('../../assets/public/_locales/en/messages.json', import.meta.url), 'utf8')),
);

/** The fixed words of a text in the English locale file, up to its first parameter: what the panel must show. */
export function words(key: string): string {
  const text = english[key]?.message;
  if (text === undefined) throw new Error(`no text for ${key}`);
  const [start = ''] = text.split(/\$\w+\$?/);
  return start.trim();
}

/** `problem_engine_forbidden` for `engine.forbidden`. */
export function problemWords(code: string): string {
  return words(`problem_${code.replaceAll('.', '_')}`);
}

/** What the panel shows of a run, as text. */
export async function shownRun(driver: Driver, runId: string): Promise<string> {
  const panel = await driver.panel();
  return panel.locator(`article[data-run-id="${runId}"]`).innerText();
}

/** The kinds of the journal's records, in order. */
export function kinds(record: RunRecord): string[] {
  return record.records.map(({ entry }) => entry.kind);
}

/** Acts that were done: one intent each, written before its outcome. */
export function acts(record: RunRecord): { do: string; target: string | undefined; status: string | undefined }[] {
  return record.iterations.flatMap(({ decide, act }) =>
    decide === undefined || decide.action.do === 'answer'
      ? []
      : [{ do: decide.action.do, target: decide.target, status: act?.outcome?.status }],
  );
}

/** Something happens that starts the background again, as it would sooner or later: here a panel that looks at its tab. */
export async function wake(driver: Driver): Promise<void> {
  await driver.ask({ type: 'tab.look', tabId: await driver.tabId() }).catch(() => undefined);
}
