/** Answers name the passages that they come from, and the panel shows those on the page. */
import type { Page } from '@playwright/test';

import { expect, test, words } from './harness.ts';

/** The mark of a shown passage lies beside the body, in a closed root: what is over it there. */
async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.lastElementChild?.tagName === 'DIV');
}

async function inView(page: Page, text: string): Promise<boolean> {
  return page.getByText(text).evaluate((el) => {
    const { top, bottom } = el.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}

test('a citation in an answer is a button that scrolls the page there; invented ones are gone', async ({
  site,
  start,
}) => {
  const replies = ['The curve is by Amira [1]. Nobody else is named [77].'];
  const driver = await start({ url: site.url('long.html'), engine: { kind: 'scripted', replies } });
  const record = await driver.run('Who has drawn curve number 90 of chapter 90?');
  expect(record.answer).toBe('The curve is by Amira [1]. Nobody else is named.');
  const sources = record.iterations.at(-1)?.decide?.sources ?? [];
  expect(sources.map(({ number }) => number)).toEqual([1]);
  const panel = await driver.panel();
  const cite = panel.getByTestId('cite');
  await expect(cite).toHaveCount(1);
  await expect(cite).toHaveAccessibleName(words('source_show').replace(/ $/, '') + ' 1 on the page');
  await cite.focus();
  await panel.keyboard.press('Enter');
  await expect.poll(() => isMarked(driver.page)).toBe(true);
  expect(await inView(driver.page, (sources[0]?.text ?? '').slice(0, 40))).toBe(true);
  await expect.poll(() => isMarked(driver.page)).toBe(false);
  await driver.page.reload();
  await cite.click();
  await expect(panel.getByTestId('source-gone')).toContainText(words('source_gone'));
});

test('quotes by rules lead to the page, too', async ({ site, start }) => {
  const driver = await start({ url: site.url('long.html') });
  const record = await driver.run('Which chapter tells of chapter 90 and the slate?');
  expect(record.answer).toContain('[1]');
  const panel = await driver.panel();
  await panel.getByTestId('cite').first().click();
  await expect.poll(() => isMarked(driver.page)).toBe(true);
  await expect(panel.getByTestId('source-gone')).toBeHidden();
});
