/** The background may be killed at any moment: the run goes on from the journal, and each act is done once. */
import type { JournalRecord } from '../../lib/contracts/index.ts';
import { acts, expect, test, wake } from './harness.ts';

const STAGES: JournalRecord['entry']['kind'][] = [
  'signal',
  'interpretation',
  'decision',
  'verdict',
  'intent',
  'outcome',
];

for (const stage of STAGES) {
  test(`a worker stopped after the first ${stage} leaves a run that ends, with each act done once`, async ({
    site,
    start,
  }) => {
    const driver = await start({ url: site.url('counter.html') });
    const running = driver.run('click "Add one", check "Remember me", click "Second step"', { approve: 'all' });
    await driver.stopWorkerAt(stage);
    // Proof that it was stopped in the middle: `resumed` alone may be missing, where the panel's repeated request took the run up.
    expect((await driver.runs()).at(-1)?.status).toBe('running');
    await wake(driver);
    const record = await running;
    expect(record.status).toBe('done');
    expect(acts(record).map((act) => act.do)).toEqual(['click', 'check', 'click']);
    await expect.poll(() => site.counts).toEqual({ add: 1, agree: 1, second: 1 });
    await expect(driver.page.locator('#clicks')).toHaveText('2');
  });
}

test('a worker that is stopped again and again still gets the run done, each act once', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const running = driver.run('click "Add one", check "Remember me", click "Second step"', { approve: 'all' });
  for (let iteration = 1; iteration <= 3; iteration++) {
    await driver.stopWorkerAt('intent', { iteration });
    await wake(driver);
  }
  expect((await running).status).toBe('done');
  await expect.poll(() => site.counts).toEqual({ add: 1, agree: 1, second: 1 });
});

test('an act that leaves the page is not repeated when the worker dies while it goes', async ({ site, start }) => {
  const driver = await start({ url: site.origin, approve: 'all' });
  const running = driver.run('fill Name with Ada, press Order');
  await driver.stopWorkerAt('intent', { iteration: 2 });
  await wake(driver);
  const record = await running;
  expect(['done', 'failed', 'refused']).toContain(record.status);
  await expect(driver.page).toHaveURL(/thanks/);
  expect(site.count('order')).toBe(1);
});

test('a question outlives the worker', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const record = await driver.run('fill Name with Ada, press Order', {
    approve: async () => {
      await driver.stopWorker();
      return true;
    },
  });
  expect(record.status).toBe('done');
  expect(site.count('order')).toBe(1);
});

test('generation outlives the worker', async ({ site, start }) => {
  const text = 'The bakery sells six kinds of bread, none of them quick. '.repeat(4);
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies: [text], delayMs: 60 } });
  let stopped: Promise<void> | undefined;
  const record = await driver.run('what is sold here, and why does it take so long?', {
    onText: () => {
      stopped ??= driver.stopWorker().then(() => wake(driver));
    },
  });
  await stopped;
  expect(stopped).toBeDefined();
  expect(record.status).toBe('done');
  expect(record.answer.trim()).toBe(text.trim());
  expect(record.resumed).toBeGreaterThan(0);
});

test('closing the panel changes nothing', async ({ site, start }) => {
  const driver = await start({
    url: site.url('counter.html'),
    engine: { kind: 'scripted', replies: ['Six kinds of bread.'], delayMs: 200 },
  });
  const panel = await driver.panel();
  await panel.getByTestId('composer').fill('what does this page count, and what for?');
  await panel.getByTestId('ask').click();
  await driver.waitForRun(({ iterations }) => iterations.length > 0, { label: 'run that has begun' });
  await panel.close();
  const run = await driver.waitForRun(({ status }) => status === 'done', { label: 'run that ended' });
  const again = await driver.panel();
  await expect(again.locator(`article[data-run-id="${run.id}"][data-status=done]`)).toBeVisible();
  await expect(again.getByTestId('answer')).toContainText('Six kinds of bread.');
});

test('runs in two tabs do not mix', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const other = await driver.context.newPage();
  await other.goto(site.origin);
  await driver.panel(other);
  const [clicks, order] = await Promise.all([
    driver.run('click "Add one", click "Second step", click "Add one"', { approve: 'all' }),
    driver.run('fill Name with Grace, choose Medium, press Order', { approve: 'all', page: other }),
  ]);
  expect([clicks.status, order.status]).toEqual(['done', 'done']);
  await expect.poll(() => site.counts).toEqual({ add: 2, second: 1, order: 1 });
  expect(site.forms).toEqual([expect.objectContaining({ name: 'Grace', size: 'Medium' })]);
  const tabs = [clicks, order].map((record) => record.iterations[0]?.input.signal.tabId);
  expect(new Set(tabs).size).toBe(2);
  await expect((await driver.panel()).locator('article[data-testid=run]')).toHaveCount(1);
});

test('stop is seen at once and ends the generation within half a second', async ({ site, start }) => {
  const replies = ['word '.repeat(400)];
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies, delayMs: 50 } });
  const panel = await driver.panel();
  let pressed = 0;
  let seen: Promise<number> | undefined;
  const record = await driver.run('what is sold here, and why does it take so long?', {
    onText: () => {
      if (pressed > 0) return;
      pressed = Date.now();
      seen = panel
        .getByTestId('stop')
        .click()
        .then(() => panel.getByTestId('stop').waitFor({ state: 'detached', timeout: 10_000 }))
        .then(() => Date.now());
    },
  });
  expect(record.status).toBe('stopped');
  const end = record.records.find(({ entry }) => entry.kind === 'end')?.at ?? Infinity;
  const stop = record.records.find(({ entry }) => entry.kind === 'stop')?.at ?? 0;
  expect(end - stop).toBeLessThan(500);
  test
    .info()
    .annotations.push({ type: 'measured', description: `click to button gone: ${((await seen) ?? 0) - pressed} ms` });
});
