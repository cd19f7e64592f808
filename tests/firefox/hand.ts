import assert from 'node:assert/strict';

import type { Page } from 'puppeteer-core';

import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Inside the extension's pages. */
declare const browser: { scripting: { getRegisteredContentScripts(): Promise<{ id: string }[]> } };

/** Types in place of what stands there. */
async function written(panel: Page, selector: string, text: string): Promise<void> {
  await panel.$eval(selector, (field) => {
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.select();
  });
  await panel.type(selector, text);
}

/** What a person does three times is offered and kept (tests/e2e/by-hand.e2e.ts); one input of a run is changed (replay.e2e.ts). */
export async function handChecks(firefox: Firefox, site: Site): Promise<void> {
  const { page, panel } = firefox;
  await check('the same steps three times by hand are offered, kept, and then done by Locus', async () => {
    const before = site.count('add');
    const watching = { sites: { [site.origin]: 'always' as const }, watched: [site.origin] };
    await firefox.settings({ engine: { kind: 'rules' }, ...watching });
    await panel.waitForFunction(async () =>
      (await browser.scripting.getRegisteredContentScripts()).some(({ id }) => id === 'watch'),
    );
    await page.bringToFront();
    for (const city of ['Ulm', 'Bonn', 'Bad Tölz']) {
      await page.goto(site.url('counter.html'));
      await page.click('#city');
      await page.keyboard.type(city);
      await page.click('#add');
    }
    await panel.waitForSelector('[data-testid=hand-keep]', { timeout: 20_000 });
    await panel.bringToFront();
    await written(panel, '[data-testid=hand-words]', 'enter {City} and count it');
    // By the keyboard: the panel, which has just come to the front, may still move under a pointer.
    await panel.focus('[data-testid=hand-keep]');
    await panel.keyboard.press('Enter');
    // It is kept once it is not offered any more.
    await panel.waitForSelector('[data-testid=hand-offer]', { hidden: true, timeout: 20_000 });
    await page.goto(site.url('counter.html'));
    const run = await firefox.run('enter Köln and count it');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.deepEqual([...new Set(run.iterations.map(({ decision }) => decision?.by))], ['recipe']);
    assert.equal(await page.$eval('#city', (field) => Reflect.get(field, 'value')), 'Köln');
    assert.equal(site.count('add'), before + 4);
    await firefox.settings({ engine: { kind: 'rules' } });
  });
  await check('the words of a run are changed, and begun as a new run', async () => {
    await page.goto(site.origin);
    const first = await firefox.run('fill Name with Ada');
    assert.equal(first.status, 'done', JSON.stringify(first.problem));
    await firefox.press('[data-testid=replay-open]');
    await firefox.press('[data-testid=what-if] summary');
    await panel.waitForSelector('[data-testid=what-if-what]');
    const words = await panel.$$eval('[data-testid=what-if-what] option', (options) =>
      options.map((option) => ({ value: option.value, text: option.textContent.trim() })),
    );
    const yours = words.find(({ text }) => text === 'Your words');
    assert.ok(yours !== undefined, JSON.stringify(words));
    await panel.select('[data-testid=what-if-what]', yours.value);
    await written(panel, '[data-testid=what-if-text]', 'fill Name with Bob');
    await firefox.press('[data-testid=what-if-start]');
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some(({ value }) => value === 'Bob'), {
      timeout: 20_000,
    });
  });
}
