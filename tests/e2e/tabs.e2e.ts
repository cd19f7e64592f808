/** The browser's side of acts: tabs that a run opens and works in without bringing them to the front, and ways to go. */
import { acts, expect, test } from './harness.ts';

/** In the service worker. */
declare const chrome: {
  tabs: {
    get: (tabId: number) => Promise<{ windowId: number }>;
    query: (what: { active: boolean; windowId: number }) => Promise<{ id?: number }[]>;
  };
};

test('a run goes on in the tab it opened, which stays behind', async ({ site, start }) => {
  const driver = await start({ url: site.origin, approve: 'all' });
  const here = await driver.tabId();
  const opened = driver.context.waitForEvent('page');
  const record = await driver.run(
    `open ${site.url('counter.html')} in a new tab, type "Paris" into City, click "Add one", choose Green`,
  );
  expect(record.status).toBe('done');
  expect(acts(record).map((act) => [act.do, act.status])).toEqual([
    ['open', 'ok'],
    ['type', 'ok'],
    ['click', 'ok'],
    ['select', 'ok'],
  ]);
  await expect.poll(() => site.counts).toMatchObject({ add: 1, city: 1 });
  const tab = await opened;
  await expect(tab.getByLabel('City')).toHaveValue('Paris');
  await expect(tab.getByLabel('Colour')).toHaveValue('Green');
  const inFront = await driver.inWorker(async (tabId: number) => {
    const { windowId } = await chrome.tabs.get(tabId);
    const [active] = await chrome.tabs.query({ active: true, windowId });
    return active?.id;
  }, here);
  expect(inFront).toBe(here);
});

test('a tab that a click opened belongs to the run, and does not take it along', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.page.evaluate((url) => {
    document.body.insertAdjacentHTML('afterbegin', `<a href="${url}" target="_blank">Counter</a>`);
  }, site.url('counter.html'));
  const record = await driver.run('click "Counter"');
  expect(record.status).toBe('done');
  const [outcome] = record.iterations.flatMap(({ act }) => act?.outcome ?? []);
  expect(outcome?.change?.newTab).toBe(site.url('counter.html'));
  expect(outcome?.openedTabId).toBeDefined();
  expect(outcome?.tabId).toBeUndefined();
  await expect(driver.page).toHaveURL(`${site.origin}/`);
});

test('what a click began to download is part of its outcome, and the page is still there', async ({ site, start }) => {
  const driver = await start({ url: site.origin, approve: 'all' });
  await driver.page.evaluate((url) => {
    document.body.insertAdjacentHTML(
      'afterbegin',
      `<a href="${url}">All prices</a> <a href="${url}" download="to keep.csv">Keep them</a>`,
    );
  }, site.url('prices.csv'));
  const record = await driver.run('click "All prices", click "Keep them"');
  expect(record.status).toBe('done');
  const changes = record.iterations.flatMap(({ act }) => act?.outcome?.change ?? []);
  expect(changes.map(({ download }) => download)).toEqual(['prices.csv', 'to keep.csv']);
  expect(changes.filter(({ navigated, url }) => navigated === true || url !== undefined)).toEqual([]);
  await expect(driver.page).toHaveURL(`${site.origin}/`);
});

test('forward, back and reload; where there is no page to go to, Locus says so', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.page.goto(site.url('counter.html'));
  const record = await driver.run('go back, go forward, reload');
  expect(record.status).toBe('done');
  expect(acts(record).map((act) => [act.do, act.status])).toEqual([
    ['back', 'ok'],
    ['forward', 'ok'],
    ['reload', 'ok'],
  ]);
  await expect(driver.page).toHaveURL(site.url('counter.html'));
  const nowhere = await driver.run('go forward');
  expect(nowhere.problem?.code ?? nowhere.iterations.at(-1)?.act?.outcome?.problem?.code).toBe('action.no_history');
});
