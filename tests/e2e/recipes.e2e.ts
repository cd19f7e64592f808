/** What a model did once is done again without one, in the built extension. The model is a script. */
import type { Driver } from '../driver/index.ts';
import { RECIPE } from '../fixtures/recipe.ts';
import { acts, expect, test } from './harness.ts';

const REPLIES = RECIPE.replies;

test('a task that a model did is done again by its recipe, with another value, and costs no tokens', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('counter.html'), engine: { kind: 'scripted', replies: REPLIES } });
  const panel = await driver.panel();
  const first = await driver.run(RECIPE.task('Ulm'));
  expect(acts(first).map((act) => act.do)).toEqual(['type', 'click']);
  expect(site.count('add')).toBe(1);
  await expect(panel.getByTestId('recipe-learned')).toContainText('enter {City} as my town');

  await driver.settings({ engine: { kind: 'rules' } });
  await driver.page.reload();
  const again = await driver.run('please enter Bad Tölz as my town and count one more');
  expect(again).toMatchObject({ status: 'done' });
  expect(again.iterations.map(({ decide }) => decide?.by)).toEqual(['recipe', 'recipe', 'recipe']);
  await expect(driver.page.getByLabel('City')).toHaveValue('Bad Tölz');
  expect(site.count('add')).toBe(2);
  await expect(panel.locator('[data-cost=tokens]')).toHaveText('0');
});

test('recipes are listed in the settings, and one that is turned off decides nothing', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), engine: { kind: 'scripted', replies: REPLIES } });
  await driver.run(RECIPE.task('Ulm'));
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  const recipe = panel.getByTestId('recipe');
  await expect(recipe).toContainText('enter {City} as my town');
  await recipe.getByText('Steps').click();
  await expect(recipe.locator('ol')).toContainText('Add one');
  await recipe.getByTestId('recipe-on').uncheck();
  await panel.getByTestId('back').click();
  await driver.settings({ engine: { kind: 'rules' } });
  await driver.page.reload();
  const off = await driver.run('enter Bonn as my town, and then count one more');
  expect(off.problem).toMatchObject({ code: 'run.not_understood' });
  expect(site.count('add')).toBe(1);
});

declare const chrome: {
  tabs: { get(id: number): Promise<object> };
  commands: { onCommand: { dispatch(...args: unknown[]): void } };
};

/** Runs inside the worker. */
const dispatchKey = async (tabId: number) => {
  chrome.commands.onCommand.dispatch('recipe-1', await chrome.tabs.get(tabId));
};

/** Binds the only recipe to the first key. */
async function bindKey(driver: Driver) {
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('recipe-key').selectOption('1');
  await panel.getByTestId('back').click();
  return panel;
}

test('a recipe starts by its key from another site, on the page where it begins', async ({ site, start }) => {
  const replies = ['{"do":"click","ref":"e4"}', '{"do":"answer","text":"Done."}'];
  const driver = await start({ url: site.url('counter.html'), engine: { kind: 'scripted', replies } });
  await driver.run('press the thing that counts, please');
  await bindKey(driver);
  await driver.settings({ engine: { kind: 'rules' } });
  await driver.page.goto(`${site.otherOrigin}/prices.html`);
  await driver.inWorker(dispatchKey, await driver.tabId());
  await expect.poll(() => site.count('add')).toBe(2);
  expect(driver.page.url()).toContain(site.otherOrigin);
});

test('a recipe that needs a value waits for it in the composer', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), engine: { kind: 'scripted', replies: REPLIES } });
  await driver.run(RECIPE.task('Ulm'));
  const panel = await bindKey(driver);
  await driver.inWorker(dispatchKey, await driver.tabId());
  await expect(panel.getByTestId('composer')).toHaveValue('enter {City} as my town, and then count one more');
  expect(site.count('add')).toBe(1);
});
