import type { Page } from '@playwright/test';

import { expect, test } from './harness.ts';

/** Presses Tab until the element has the focus. */
async function tabTo(panel: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await panel.getByTestId(testId).evaluate((element) => element === document.activeElement)) return;
    await panel.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${testId}`);
}

test('the first run explains in three steps, by keyboard alone, and never again', async ({ start }) => {
  const driver = await start({ settings: { introduced: false } });
  const panel = await driver.panel();
  for (const step of ['1', '2', '3']) {
    await expect(panel.getByTestId('intro')).toHaveAttribute('data-step', step);
    await tabTo(panel, 'intro-next');
    await panel.keyboard.press('Enter');
  }
  await expect(panel.getByTestId('composer')).toBeVisible();
  expect((await driver.settings()).introduced).toBe(true);
  await panel.reload();
  await expect(panel.getByTestId('composer')).toBeVisible();
  await expect(panel.getByTestId('intro')).toHaveCount(0);
});

test('a task is asked and answered by keyboard alone', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await tabTo(panel, 'composer');
  await panel.keyboard.type('summarise this page');
  await panel.keyboard.press('Enter');
  const card = panel.locator('article[data-testid=run]');
  await expect(card).toHaveAttribute('data-status', 'done');
  await expect(panel.getByTestId('answer')).toContainText(/bread|oven|loaf/i);
});

test('the four stages of an iteration are there to be unfolded', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  await driver.run('click "Add one"');
  const panel = await driver.panel();
  const step = panel.locator('[data-testid=step][data-iteration="1"]');
  await step.locator('button[aria-expanded=false]').click();
  await expect(step.locator('dl').first().locator('dt')).toHaveCount(4);
  await step.getByTestId('trace').locator('summary').click();
  await expect(step.getByTestId('trace')).toHaveAttribute('open', '');
});

for (const width of [320, 400]) {
  test(`nothing sticks out at ${width} px`, async ({ site, start }) => {
    const driver = await start({ url: site.origin });
    const panel = await driver.panel();
    await panel.setViewportSize({ width, height: 700 });
    await driver.run({ kind: 'summarise' });
    const over = () => panel.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await over()).toBeLessThanOrEqual(0);
    await panel.getByTestId('settings-open').click();
    expect(await over()).toBeLessThanOrEqual(0);
  });
}

test('the history keeps runs, and forgets them when told', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  await driver.run('click "Add one"');
  const panel = await driver.panel();
  await panel.getByTestId('history-open').click();
  await expect(panel.getByTestId('history-run')).toHaveCount(1);
  await panel.getByTestId('forget').click();
  await expect(panel.getByTestId('history-run')).toHaveCount(0);
  await expect.poll(async () => (await driver.runs()).length).toBe(0);
});

test('what a page says is shown as text: its markup does not run in the panel', async ({ site, start }) => {
  const hostile =
    'Look: <img src=x onerror="document.title=\'owned\'"> <script>document.title="owned"</script> [x](javascript:alert(1))';
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies: [hostile] } });
  const record = await driver.run('what is sold here, and why does it take so long?');
  expect(record.status).toBe('done');
  const panel = await driver.panel();
  await expect(panel.getByTestId('answer')).toContainText('Look:');
  expect(await panel.title()).not.toBe('owned');
  expect(await panel.locator('[data-testid=answer] script, [data-testid=answer] [onerror]').count()).toBe(0);
  expect(await panel.locator('[data-testid=answer] a[href^="javascript"]').count()).toBe(0);
});

test('an extension that is reloaded finds its journal again', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const record = await driver.run('click "Add one"');
  await driver.stopWorker();
  const panel = await driver.panel();
  await panel.reload();
  await expect(panel.locator(`article[data-run-id="${record.runId}"][data-status=done]`)).toBeVisible();
});
