/** Every way to speak to Locus becomes a signal with its provenance. */
import { isEnded } from '../../lib/contracts/index.ts';
import type { Driver } from '../driver/index.ts';
import { expect, test } from './harness.ts';

/** The parts of the extension API that are used inside the worker. `dispatch` runs the real listeners. */
interface Dispatches {
  dispatch(...args: unknown[]): void;
}
declare const chrome: {
  tabs: { get(id: number): Promise<object> };
  runtime: { getContexts(filter: { contextTypes: string[] }): Promise<unknown[]> };
  commands: { onCommand: Dispatches; getAll(): Promise<{ name?: string; shortcut?: string }[]> };
  contextMenus: { onClicked: Dispatches };
  omnibox: { onInputEntered: Dispatches };
};

// These two run inside the worker.
const dispatchCommand = async (tabId: number, name: string) => {
  chrome.commands.onCommand.dispatch(name, await chrome.tabs.get(tabId));
};
const dispatchMenu = async (tabId: number, clicked: object) => {
  chrome.contextMenus.onClicked.dispatch(clicked, await chrome.tabs.get(tabId));
};

async function command(driver: Driver, name: string): Promise<void> {
  await driver.inWorker(dispatchCommand, await driver.tabId(), name);
}

async function menu(driver: Driver, clicked: object): Promise<void> {
  const info = { editable: false, frameId: 0, pageUrl: driver.page.url(), ...clicked };
  await driver.inWorker(dispatchMenu, await driver.tabId(), info);
}

function select(driver: Driver, text: string): Promise<void> {
  return driver.page.evaluate((wanted) => {
    const paragraph = [...document.querySelectorAll('p')].find((one) => one.textContent.includes(wanted));
    if (paragraph === undefined) throw new Error(`no paragraph with "${wanted}"`);
    getSelection()?.selectAllChildren(paragraph);
  }, text);
}

test('the four commands have their keys', async ({ start }) => {
  const driver = await start();
  const all = await driver.inWorker(() => chrome.commands.getAll());
  expect(all).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'open-panel', shortcut: 'Alt+Shift+L' }),
      expect.objectContaining({ name: 'summarise-page', shortcut: 'Alt+Shift+S' }),
      expect.objectContaining({ name: 'explain-selection', shortcut: 'Alt+Shift+E' }),
      expect.objectContaining({ name: 'stop-run', shortcut: 'Alt+Shift+Q' }),
    ]),
  );
});

test('the shortcut "summarise this page"', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await command(driver, 'summarise-page');
  const run = await driver.waitForRun(isEnded);
  expect(run.status).toBe('done');
  expect(run.signal).toMatchObject({ provenance: { from: 'user', by: 'shortcut' }, task: { kind: 'summarise' } });
  expect(run.answer).toMatch(/bread|oven|loaf/i);
});

test('the shortcut "ask about the selection"', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await select(driver, 'older than the shop');
  await command(driver, 'explain-selection');
  const run = await driver.waitForRun(isEnded);
  expect(run.signal).toMatchObject({ provenance: { from: 'user', by: 'shortcut' }, task: { kind: 'explain' } });
  expect(run.answer + (run.problem?.code ?? '')).not.toBe('');
});

test('without a selection, "ask about the selection" says so', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await command(driver, 'explain-selection');
  const run = await driver.waitForRun(isEnded);
  expect(run.problem?.code).toBe('page.no_selection');
});

test('the shortcut "stop" ends what runs in the tab', async ({ site, start }) => {
  const engine = { kind: 'scripted' as const, replies: ['word '.repeat(400)], delayMs: 50 };
  const driver = await start({ url: site.origin, engine });
  let stopped: Promise<void> | undefined;
  const record = await driver.run('what is sold here, and why does it take so long?', {
    onText: () => {
      stopped ??= command(driver, 'stop-run');
    },
  });
  await stopped;
  expect(record.status).toBe('stopped');
});

test('the context menu: summarise the page, explain the selection', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await menu(driver, { menuItemId: 'summarise' });
  const summary = await driver.waitForRun((run) => isEnded(run) && run.signal.task.kind === 'summarise');
  expect(summary.signal.provenance).toEqual({ from: 'user', by: 'menu' });
  expect(summary.status).toBe('done');
  await select(driver, 'older than the shop');
  await menu(driver, { menuItemId: 'explain', selectionText: 'The oven is older than the shop.' });
  const explained = await driver.waitForRun((run) => isEnded(run) && run.signal.task.kind === 'explain');
  expect(explained.signal.provenance).toEqual({ from: 'user', by: 'menu' });
});

test('the context menu: act here puts the place into the box', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await driver.page.getByLabel('Name').click({ button: 'right' });
  await menu(driver, { menuItemId: 'act-here' });
  await expect(panel.getByTestId('place')).toBeVisible();
  await expect(panel.getByTestId('composer')).toBeFocused();
});

test('the omnibox keyword asks about the page in front', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.page.bringToFront();
  await driver.inWorker(() => {
    chrome.omnibox.onInputEntered.dispatch('scroll down', 'currentTab');
  });
  const run = await driver.waitForRun(isEnded);
  expect(run.signal).toMatchObject({
    provenance: { from: 'user', by: 'omnibox' },
    task: { kind: 'ask', text: 'scroll down' },
  });
});

test('the toolbar button opens the real side panel, and that panel works', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const opened = () => driver.inWorker(() => chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }));
  await driver.pressToolbarButton();
  await expect.poll(opened).toHaveLength(1);
  const panel = await driver.attach('/sidepanel.html');
  const there = (expression: string) => expect.poll(() => panel.evaluate(expression), { timeout: 15_000 });
  await there(`document.querySelector('[data-testid=composer]') !== null`).toBe(true);
  await panel.evaluate(`document.querySelector('[data-testid=composer]').focus()`);
  await panel.send('Input.insertText', { text: 'click "Add one"' });
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
  await panel.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
  await panel.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  await there(`document.querySelector('article[data-testid=run]')?.dataset.status`).toBe('done');
  await expect.poll(() => site.count('add')).toBe(1);
  await panel.detach();
});
