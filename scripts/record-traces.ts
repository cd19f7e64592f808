/**
 * Records the traces that tests replay, anew: `node scripts/record-traces.ts [NAME...]`. Drives the built extension in Chromium on the
 * fixture site. To be run when the loop has learned something that an old trace cannot show; see docs/decisions/0011.
 */
import { mkdir, writeFile } from 'node:fs/promises';

import type { Run, SiteRule, Trace } from '../lib/contracts/index.ts';
import { type Driver, type EngineOption, launch, type RunOptions, type RunTask } from '../tests/driver/index.ts';
import { RECIPE } from '../tests/fixtures/recipe.ts';
import { serveSite } from '../tests/fixtures/server.ts';
import './lib/alias.ts';
import { ensureBuild, ROOT } from './lib/build.ts';

const { sealed } = await import('../lib/loop/index.ts');

interface Scenario {
  page: string;
  task: RunTask;
  engine?: EngineOption;
  options?: RunOptions;
  /** The user's rule for the site. */
  rule?: SiteRule;
  /** What is done before it. */
  first?: (driver: Driver) => Promise<void>;
  /** What happens beside it. */
  beside?: (driver: Driver) => Promise<void>;
}

const began = ({ iterations }: Run) => iterations.length > 0;
const QUESTION = 'what is sold here, and why does it take so long?';

const SCENARIOS: Record<string, Scenario> = {
  form: { page: 'index.html', task: 'fill Name with Ada, fill Email with ada@example.org, choose Large, check "Wrap it as a gift"' },
  approved: { page: 'index.html', task: 'fill Name with Ada, press Order', options: { approve: 'all' } },
  refused: { page: 'index.html', task: 'fill Name with Ada, press Order', options: { approve: 'none' } },
  rule: { page: 'index.html', task: 'fill Name with Ada', rule: 'ask', options: { approve: 'all' } },
  summary: { page: 'long.html', task: { kind: 'summarise' } },
  quotes: { page: 'index.html', task: 'how much does the large loaf weigh?' },
  doubtful: { page: 'required.html', task: 'press Join', options: { approve: 'all' } },
  password: { page: 'login.html', task: 'fill User name with ada, fill Password with "open sesame 42"' },
  secret: {
    page: 'login.html',
    task: 'log in',
    options: { approve: 'all' },
    first: async (driver) => {
      const panel = await driver.panel();
      await panel.getByTestId('settings-open').click();
      await panel.getByTestId('secrets').locator('summary').click();
      await panel.getByTestId('secret-user').fill('ada');
      await panel.getByTestId('secret-form').getByTestId('secret-value').fill('open sesame 42');
      await panel.getByTestId('secret-keep').click();
      await panel.getByTestId('secret').waitFor();
      await panel.getByTestId('back').click();
    },
  },
  answer: { page: 'index.html', task: QUESTION, engine: { kind: 'scripted', replies: ['Six kinds of bread [1]. They rest for a night [2].'] } },
  stopped: {
    page: 'index.html',
    task: QUESTION,
    engine: { kind: 'scripted', replies: ['word '.repeat(300)], delayMs: 30 },
    beside: async (driver) => {
      await driver.waitForRun(({ iterations }) => iterations[0]?.interpretation !== undefined);
      await driver.page.waitForTimeout(700);
      await (await driver.panel()).getByTestId('stop').click();
    },
  },
  killed: {
    page: 'counter.html',
    task: 'click "Add one", check "Remember me", click "Second step"',
    beside: async (driver) => {
      for (const iteration of [1, 2]) {
        await driver.stopWorkerAt('intent', { iteration });
        await driver.ask({ type: 'tab.look', tabId: await driver.tabId() }).catch(() => undefined);
      }
    },
  },
  paused: {
    page: 'counter.html',
    task: 'click "Add one", wait 2 seconds, click "Second step"',
    beside: async (driver) => {
      const panel = await driver.panel();
      await driver.waitForRun(({ iterations }) => iterations.length > 1);
      await panel.getByTestId('pause').click();
      await driver.waitForRun(({ status }) => status === 'paused');
      await panel.getByTestId('go').click();
    },
  },
  recipe: {
    page: 'counter.html',
    task: `please ${RECIPE.task('Bad Tölz')}`,
    first: async (driver) => {
      await driver.settings({ engine: { kind: 'scripted', replies: RECIPE.replies } });
      await driver.run(RECIPE.task('Ulm'));
      await (await driver.panel()).getByTestId('recipe-learned').waitFor();
      await driver.settings({ engine: { kind: 'rules' } });
      await driver.page.reload();
    },
  },
  granted: {
    page: 'index.html',
    task: 'what is the reading time of this page?',
    engine: { kind: 'scripted', replies: ['{"do":"use","tool":"page_report","input":{}}', '{"do":"answer","text":"A minute."}'] },
    options: { approve: 'all' },
  },
  model: {
    page: 'index.html',
    task: 'open the way to what it all costs, for Ada, and then tell me',
engine: { kind: 'scripted', replies: ['Sure, I will.', '{"do":"type","ref":"e5","text":"Ada"}', '{"do":"click","ref":"e2"}', '{"do":"answer","text":"Three euros."}'] },
  },
}; // prettier-ignore

async function record(scenario: Scenario, site: Awaited<ReturnType<typeof serveSite>>): Promise<Trace> {
  const { page, task, engine = { kind: 'rules' }, options = {}, first, beside, rule } = scenario;
  const settings = rule === undefined ? {} : { sites: { [site.origin]: rule } };
  const driver = await launch({ url: site.url(page), engine, settings });
  try {
    await first?.(driver);
    const running = driver.run(task, options);
    if (beside !== undefined) await driver.waitForRun(began).then(() => beside(driver));
    const { runId, status } = await running;
    const device = { browser: await driver.page.evaluate(() => navigator.userAgent) };
    console.log(`  ${status}`);
    return sealed(await driver.trace(runId), device);
  } finally {
    await driver.close();
  }
}

await ensureBuild();
await mkdir(`${ROOT}tests/traces`, { recursive: true });
const site = await serveSite();
const asked = process.argv.slice(2);
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(name);
  const trace = await record(scenario, site);
  await writeFile(`${ROOT}tests/traces/${name}.json`, `${JSON.stringify(trace)}\n`);
}
await site.close();
