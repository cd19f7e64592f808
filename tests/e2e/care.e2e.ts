/** The user leads: pause, take over, go on, refuse, undo; and an end is looked at before it is believed. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { acts, expect, test } from './harness.ts';

test('a run pauses, the user does a step by hand, and it goes on from what the page is then', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('counter.html') });
  const panel = await driver.panel();
  const running = driver.run('click "Add one", wait 2 seconds, click "Second step"');
  await driver.waitForRun(({ iterations }) => iterations.length > 1);
  await panel.getByTestId('pause').click();
  await driver.waitForRun(({ status }) => status === 'paused');
  await driver.page.getByLabel('City').fill('Ulm');
  await expect(panel.getByTestId('paused')).toContainText('It waits');
  const before = (await driver.runs()).at(-1)?.nextSeq;
  await driver.page.waitForTimeout(1500);
  expect((await driver.runs()).at(-1)?.nextSeq).toBe(before);
  await panel.getByTestId('go').click();
  expect((await running).status).toBe('done');
  expect(site.count('add')).toBe(1);
  expect(site.count('second')).toBe(1);
  await expect(driver.page.getByLabel('City')).toHaveValue('Ulm');
});

test('"let me do it" waits for the user, and counts the step as theirs', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await panel.getByTestId('composer').fill('fill Name with Ada, press Order');
  await panel.getByTestId('ask').click();
  await panel.locator('[data-testid=question] [data-reply=mine]').click();
  await driver.waitForRun(({ status }) => status === 'paused');
  await driver.page.getByRole('button', { name: 'Order' }).click();
  await driver.page.waitForURL(/thanks/);
  await panel.getByTestId('go').click();
  await driver.waitForRun(({ status }) => status === 'done');
  expect(site.count('order')).toBe(1);
});

test('all steps of a run are taken back, last first, and the journal says so', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const { page } = driver;
  await page.getByLabel('Name').fill('Bob');
  const record = await driver.run('fill Name with Ada, select Large in Size, check "Wrap it as a gift"');
  expect(record.status).toBe('done');
  await expect(page.getByLabel('Size')).toHaveValue('Large');
  const panel = await driver.panel();
  await panel.getByTestId('undo-run').getByRole('button').click();
  await expect(panel.getByTestId('undo-run')).toContainText('Steps undone: 3');
  await expect(page.getByLabel('Name')).toHaveValue('Bob');
  await expect(page.getByLabel('Size')).toHaveValue('Small');
  await expect(page.getByLabel('Wrap it as a gift')).not.toBeChecked();
  const run = (await driver.runs()).at(-1);
  expect(run?.iterations.filter(({ undone }) => undone?.status === 'ok')).toHaveLength(3);
});

test('a browser that is started anew asks before it goes on, in the tab in front', async ({ site, start }) => {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'locus-profile-'));
  try {
    const first = await start({ url: site.url('counter.html'), profile });
    const running = first.run('click "Add one", wait 9 seconds, click "Second step"').catch(() => undefined);
    await first.waitForRun(({ iterations }) => iterations.at(-1)?.intent !== undefined && iterations.length === 2);
    await first.close();
    await running;
    const second = await start({ url: site.url('counter.html'), profile });
    const panel = await second.panel();
    const card = panel.getByTestId('run-elsewhere').or(panel.getByTestId('run')).filter({ hasText: 'Second step' });
    await expect(card.getByTestId('paused')).toContainText('started anew');
    await second.page.waitForTimeout(1500);
    expect(site.counts).toEqual({ add: 1 });
    await card.getByTestId('go').click();
    const run = await second.waitForRun(({ status }) => status !== 'running' && status !== 'paused');
    expect(run.status).toBe('done');
    expect(site.counts).toEqual({ add: 1, second: 1 });
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});

test('a model that claims to be done while the page says otherwise is shown what it says', async ({ site, start }) => {
  const driver = await start({
    url: site.url('required.html'),
    engine: { kind: 'scripted', replies: ['{"do":"click","ref":"e1"}', '{"do":"answer","text":"You joined."}'] },
    approve: 'all',
  });
  const record = await driver.run('open the way into the club, and then tell me');
  expect(acts(record)[0]).toMatchObject({ do: 'click' });
  expect(record.problem).toMatchObject({ code: 'run.doubtful' });
  expect(record.iterations).toHaveLength(3);
  const panel = await driver.panel();
  await expect(panel.getByTestId('problem')).toContainText('Email');
});

test('where the server of the user is gone, the engine that they allowed goes on', async ({ site, start }) => {
  const driver = await start({
    url: site.url('counter.html'),
    engine: { kind: 'openai', baseURL: 'http://127.0.0.1:9/v1', model: 'nobody' },
    settings: { spare: { kind: 'scripted', replies: ['{"do":"answer","text":"Here I am."}'] } },
  });
  const record = await driver.run('open the way, and then tell me');
  expect(record).toMatchObject({ status: 'done', answer: 'Here I am.' });
  expect(record.iterations.map(({ decide }) => decide?.engine?.kind)).toEqual(['openai', 'scripted']);
});
