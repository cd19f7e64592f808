/** What a person does three times, on a site where they let Locus notice it, in the built extension: real clicks and keys. */
import type { Page } from '@playwright/test';

import type { Driver } from '../driver/index.ts';
import { expect, test } from './harness.ts';

/** Always allowed, and watched. */
const watching = (origin: string) => ({ sites: { [origin]: 'always' as const }, watched: [origin] });

async function once(page: Page, city: string) {
  const field = page.getByLabel('City');
  await field.fill('');
  await field.click();
  await page.keyboard.type(city);
  await page.getByRole('button', { name: 'Add one' }).click();
}

async function thrice(driver: Driver, url: string) {
  // The script is registered for pages that are loaded from then on.
  await expect.poll(() => driver.inWorker(registered)).toContain('watch');
  for (const city of ['Ulm', 'Bonn', 'Bad Tölz']) {
    await driver.page.goto(url);
    await once(driver.page, city);
  }
}

declare const chrome: {
  scripting: { getRegisteredContentScripts(): Promise<{ id: string }[]> };
};
/** What the database has of it. Runs in the worker. */
const stored = async () => {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('locus');
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(new Error('not to be opened')));
  });
  const all = (table: string) =>
    new Promise<unknown[]>((resolve, reject) => {
      const reading = database.transaction(table).objectStore(table).getAll();
      reading.addEventListener('success', () => resolve(reading.result));
      reading.addEventListener('error', () => reject(new Error('not to be read')));
    });
  const found = { sittings: await all('sittings'), recipes: await all('recipes') };
  database.close();
  return JSON.stringify(found);
};
const registered = async () => (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id);

test('the same steps three times by hand are offered, kept, and then done by Locus with another value', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('counter.html') });
  await driver.settings({ engine: { kind: 'rules' }, ...watching(site.origin) });
  const panel = await driver.panel();
  await thrice(driver, site.url('counter.html'));
  expect(site.count('add')).toBe(3);
  const offer = panel.getByTestId('hand-offer');
  await expect(offer).toContainText('three times');
  await expect(offer.getByTestId('hand-words')).toHaveValue('enter {City} as City, press Add one');
  await offer.getByTestId('hand-words').fill('enter {City} and count it');
  await offer.getByTestId('hand-keep').click();
  await expect(offer).toHaveCount(0);
  await driver.page.reload();
  const run = await driver.run('enter Köln and count it');
  expect(run).toMatchObject({ status: 'done' });
  expect(run.iterations.map(({ decide }) => decide?.by)).toEqual(['recipe', 'recipe', 'recipe']);
  await expect(driver.page.getByLabel('City')).toHaveValue('Köln');
  expect(site.count('add')).toBe(4);
});

test('a no holds for good, and what was noticed is gone by then', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  await driver.settings(watching(site.origin));
  const panel = await driver.panel();
  await thrice(driver, site.url('counter.html'));
  await panel.getByTestId('hand-never').click();
  await expect(panel.getByTestId('hand-offer')).toHaveCount(0);
  expect(await driver.inWorker(stored)).not.toContain('"sittings":[{');
  await thrice(driver, site.url('counter.html'));
  // The third time was heard of: it is as far as the store.
  await expect.poll(() => driver.inWorker(stored)).toContain('"sittings":[]');
  expect(await driver.inWorker(stored)).toContain('"state":"off"');
  await expect(panel.getByTestId('hand-offer')).toHaveCount(0);
});

test('nothing that is typed is kept, and where a password is typed nothing is offered', async ({ site, start }) => {
  const driver = await start({ url: site.url('login.html') });
  await driver.settings(watching(site.origin));
  await expect.poll(() => driver.inWorker(registered)).toContain('watch');
  const { page } = driver;
  for (let time = 0; time < 3; time++) {
    await page.goto(site.url('login.html'));
    await page.getByLabel('User name').click();
    await page.keyboard.type('ada-of-ulm');
    await page.getByLabel('Password').click();
    await page.keyboard.type('open sesame 42');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/thanks.html**').catch(() => undefined);
  }
  await expect.poll(async () => String(await driver.inWorker(stored)).split('"Sign in"').length).toBeGreaterThan(3);
  const kept = await driver.inWorker(stored);
  expect(kept).toContain('User name');
  for (const text of ['ada-of-ulm', 'sesame', 'Password', 'offered']) expect(kept).not.toContain(text);
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('hand-forget').click();
  await expect(panel.getByTestId('hand-kept')).toHaveCount(0);
  expect(await driver.inWorker(stored)).toContain('"sittings":[]');
});

test('a site that is not watched pays nothing and tells nothing; switched off again, what was noticed goes', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('counter.html') });
  await driver.settings({ sites: { [site.origin]: 'always' } });
  await expect.poll(() => driver.inWorker(registered)).toContain('listen');
  expect(await driver.inWorker(registered)).not.toContain('watch');
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('site-watch').check();
  await expect.poll(() => driver.inWorker(registered)).toContain('watch');
  await driver.page.goto(site.url('counter.html'));
  await once(driver.page, 'Ulm');
  await expect.poll(() => driver.inWorker(stored)).toContain('Add one');
  await panel.getByTestId('site-watch').uncheck();
  await expect.poll(() => driver.inWorker(registered)).not.toContain('watch');
  await expect.poll(() => driver.inWorker(stored)).toContain('"sittings":[]');
  // The page that is still there has its script; it is not listened to any more.
  await once(driver.page, 'Bonn');
  await driver.page.goto(site.url('counter.html'));
  await once(driver.page, 'Bonn');
  await panel.getByTestId('back').click();
  await driver.run('scroll down');
  expect(await driver.inWorker(stored)).toContain('"sittings":[]');
});
