/** A run that is over: run again in the panel, saved as a file, opened from one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Page } from '@playwright/test';

import { expect, test } from './harness.ts';

/** Presses "Save trace" on the newest run and gives the file's text. */
async function saved(panel: Page): Promise<string> {
  const downloading = panel.waitForEvent('download');
  await panel.getByTestId('trace-save').last().click();
  return readFile(await (await downloading).path(), 'utf8');
}

test('a run is stepped through, and comes to the same again, byte for byte', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const record = await driver.run('fill Name with Ada, choose Large');
  const panel = await driver.panel();
  await panel.getByTestId('replay-open').click();
  await expect(panel.getByTestId('replay-result')).toContainText(
    `${record.records.length} records, byte for byte the same`,
  );
  await expect(panel.getByTestId('replay-step')).toContainText('Name');
  await panel.keyboard.press('ArrowRight');
  await expect(panel.getByTestId('replay-step')).toContainText('Large');
});

test('a password that a run types is nowhere in the file, and the file comes to the same in another browser', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('login.html') });
  const record = await driver.run('fill User name with ada, fill Password with "open sesame 42"');
  expect(record.status).toBe('done');
  await expect(driver.page.getByLabel('Password')).toHaveValue('open sesame 42');
  const text = await saved(await driver.panel());
  for (const spelling of ['open sesame 42', 'sesame', 'open%20sesame', 'open+sesame'])
    expect(text).not.toContain(spelling);
  expect(text).toContain('Help with ••••••••••••••');
  await driver.close();

  const folder = await mkdtemp(path.join(os.tmpdir(), 'locus-trace-'));
  const file = path.join(folder, 'trace.json');
  await writeFile(file, text);
  const other = await start({ url: site.origin });
  const panel = await other.panel();
  await panel.getByTestId('history-open').click();
  await panel.getByTestId('trace-open').setInputFiles(file);
  await expect(panel.getByTestId('imported')).toBeVisible();
  await expect(panel.getByTestId('replay-result')).toHaveAttribute('data-same', 'true');
  await expect(panel.getByTestId('replay')).toContainText('One secret is dots');
  expect(await other.runs()).toEqual([]);
  await rm(folder, { recursive: true });
});

test('what is kept on this device beside the journal has no password in it either', async ({ site, start }) => {
  const driver = await start({ url: site.url('login.html') });
  const { runId } = await driver.run('fill User name with ada, fill Password with "open sesame 42"');
  const { tape } = await driver.trace(runId);
  expect(tape.length).toBeGreaterThan(5);
  expect(JSON.stringify(tape)).not.toContain('sesame');
});

test('another reply in a recorded run: what was before stays, the rest is other, and where knowing ends is said', async ({
  start,
}) => {
  const driver = await start({});
  const panel = await driver.panel();
  await panel.getByTestId('history-open').click();
  await panel.getByTestId('trace-open').setInputFiles(path.resolve('tests/traces/approved.json'));
  await expect(panel.getByTestId('replay-result')).toHaveAttribute('data-same', 'true');
  await panel.keyboard.press('ArrowRight');
  const whatIf = panel.getByTestId('what-if');
  // By the keyboard alone.
  await whatIf.locator('summary').first().focus();
  await panel.keyboard.press('Enter');
  await whatIf.getByTestId('what-if-reply').first().focus();
  await panel.keyboard.press('Space');
  await whatIf.getByTestId('what-if-go').focus();
  await panel.keyboard.press('Enter');
  await expect(whatIf.getByTestId('what-if-found')).toHaveAttribute('data-end', 'over');
  await expect(whatIf.getByTestId('what-if-found')).toContainText('The run would end: Not allowed');
  await whatIf.getByTestId('what-if-what').selectOption({ label: 'Your words' });
  await whatIf.getByTestId('what-if-text').fill('choose Large');
  await whatIf.getByTestId('what-if-go').click();
  await expect(whatIf.getByTestId('what-if-found')).toHaveAttribute('data-end', 'act');
  await expect(whatIf.getByTestId('what-if-end')).toContainText('nobody saw what the page makes of it');
  expect(await driver.runs()).toEqual([]);
});

test('the words of a run are changed and begun as a new run in the tab in front', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.run('fill Name with Ada');
  const panel = await driver.panel();
  await panel.getByTestId('replay-open').click();
  const whatIf = panel.getByTestId('what-if');
  await whatIf.locator('summary').first().click();
  await whatIf.getByTestId('what-if-what').selectOption({ label: 'Your words' });
  await whatIf.getByTestId('what-if-text').fill('fill Name with Bob');
  await whatIf.getByTestId('what-if-start').click();
  await expect(driver.page.getByLabel('Name', { exact: true })).toHaveValue('Bob');
  await expect.poll(async () => (await driver.runs()).map(({ status }) => status)).toEqual(['done', 'done']);
});
