/** Tool packs in the built extension: opened through the panel, explained, added, called, replaced, saved, removed; bad ones refused. */
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { packOf, plugin, REACTOR, WASI } from '../sandbox/packs.ts';
import { expect, problemWords, test, words } from './harness.ts';

declare const chrome: { offscreen: { closeDocument(): Promise<void> } };

const file = (bytes: Uint8Array, name = 'tool.locus-tool') => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

async function openTools(panel: Page): Promise<void> {
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').first().click();
  await expect(panel.getByTestId('tool')).not.toHaveCount(0);
}

async function add(panel: Page, bytes: Uint8Array): Promise<void> {
  await panel.getByTestId('pack-open').setInputFiles(file(bytes));
  await panel.getByTestId('pack-keep').click();
  await expect(panel.getByTestId('pack')).toHaveCount(0);
}

const toolNamed = (panel: Page, name: string) => panel.locator(`[data-testid="tool"][data-tool="${name}"]`);

test('a pack is explained before it is added, tried, and gone once it is removed', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  await panel.getByTestId('pack-open').setInputFiles(file(packOf()));
  const card = panel.getByTestId('pack');
  await expect(card).toContainText('Greeter');
  await expect(card).toContainText(words('packs_words'));
  await expect(card.getByTestId('pack-words')).toContainText('Greets whoever is named.');
  await expect(card).toContainText(words('tools_may'));
  await expect(card.getByTestId('pack-facts')).toContainText('MIT License');
  const call = { type: 'tools.call', name: 'greet', input: { name: 'Grace' } };
  expect(await driver.ask(call)).toMatchObject({ ok: false, problem: { code: 'sandbox.no_tool' } });
  await card.getByTestId('pack-not').click();
  await expect(card).toHaveCount(0);
  await expect(toolNamed(panel, 'greet')).toHaveCount(0);

  await add(panel, packOf());
  const tool = toolNamed(panel, 'greet');
  await tool.getByTestId('tool-try').click();
  await expect(tool.getByTestId('tool-output')).toContainText('Hello, Ada!');
  expect(await driver.ask(call)).toMatchObject({ ok: true, value: { output: { text: 'Hello, Grace!' } } });

  const download = panel.waitForEvent('download');
  await tool.getByTestId('pack-save').click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('greet.locus-tool');
  expect(Uint8Array.from(await readFile(await saved.path()))).toEqual(packOf());

  await tool.getByTestId('pack-remove').click();
  await expect(tool.getByTestId('pack-remove')).toContainText(words('packs_remove_sure'));
  await tool.getByTestId('pack-remove').click();
  await expect(tool).toHaveCount(0);
  expect(await driver.ask(call)).toMatchObject({ ok: false, problem: { code: 'sandbox.no_tool' } });
});

test('a module, a command and a plug-in are called like any tool, also by a host and a background that were closed', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  await add(panel, packOf(REACTOR));
  await add(panel, packOf(WASI));
  await add(panel, packOf(await plugin()));
  const answers = async () =>
    Promise.all(
      ['echo', 'echo_command'].map(async (name) => driver.ask({ type: 'tools.call', name, input: { n: [1, 'ä'] } })),
    );
  const right = { ok: true, value: { output: { n: [1, 'ä'] } } };
  const greets = { ok: true, value: { output: { text: 'Hello, Ada!', calls: 1 } } };
  const greeting = () => driver.ask({ type: 'tools.call', name: 'plugin', input: {} });
  expect(await answers()).toMatchObject([right, right]);
  expect(await greeting()).toMatchObject(greets);
  await driver.inWorker(() => chrome.offscreen.closeDocument());
  await driver.stopWorker();
  expect(await answers()).toMatchObject([right, right]);
  expect(await greeting()).toMatchObject(greets);
});

test('another version of a tool is asked about again, with what would change', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  await add(panel, packOf());
  const limits = { fuel: 2_000_000_000, ms: 20_000, pages: 1024, outputBytes: 10_000, logBytes: 1000 };
  const next = packOf({
    guest: `export default ({ name }) => { if (name === '') throw new Error('nobody to greet'); return { text: 'Hello, ' + name + '!' }; }`,
    sandbox: { version: '2.0', limits },
  });
  await panel.getByTestId('pack-open').setInputFiles(file(next));
  const changes = panel.getByTestId('pack-changes');
  await expect(changes).toContainText('1.0 → 2.0');
  await expect(changes).toContainText('10 s');
  await expect(changes).toContainText('20 s');
  await panel.getByTestId('pack-keep').click();
  await expect(toolNamed(panel, 'greet')).toHaveCount(1);
  await panel.getByTestId('pack-open').setInputFiles(file(next));
  await expect(panel.getByTestId('pack')).toContainText('is here already');
  await expect(panel.getByTestId('pack-keep')).toHaveCount(0);
});

const BAD = [
  ['pack.cut_off', packOf().subarray(0, -30)],
  ['pack.hash', packOf({ sandbox: { sha256: '0'.repeat(64) } })],
  ['pack.imitates', packOf({ manifest: { title: 'Саlсulаtоr' } })],
  ['pack.vector', packOf({ guest: 'export default () => ({ text: "no" })' })],
] as const;

test('bad packs are refused with their reasons, and nothing is added', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  for (const [code, bytes] of BAD) {
    await panel.getByTestId('pack-open').setInputFiles(file(bytes));
    const problem = panel.locator(`[data-testid="problem"][data-code="${code}"]`);
    await expect(problem).toBeVisible();
    if (code !== 'pack.imitates') await expect(problem).toContainText(problemWords(code));
    await expect(panel.getByTestId('pack')).toHaveCount(0);
  }
  await expect(panel.getByTestId('tool')).toHaveCount(9);
});

test('what a tool writes is shown while it runs, and it can be stopped', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  // It writes two lines, then works on until it is stopped; without a name it ends at once.
  const guest = `export default ({ name }, host) => {
    host.log('hello ' + name);
    host.log('working on');
    while (name !== '') ;
    return { text: 'done' };
  };`;
  const vectors = JSON.stringify([{ input: { name: '' }, output: { text: 'done' } }]);
  const limits = { fuel: 1_000_000_000_000, ms: 30_000, pages: 512, outputBytes: 10_000, logBytes: 10_000 };
  await add(panel, packOf({ guest, sandbox: { limits }, files: { 'vectors.json': Buffer.from(vectors) } }));
  const tool = toolNamed(panel, 'greet');
  await tool.getByTestId('tool-try').click();
  const log = tool.getByRole('log', { name: words('tools_logs') });
  await expect(log).toHaveText('hello Ada\nworking on');
  await expect(tool.getByTestId('tool-try')).toHaveText(new RegExp(words('tools_running'), 'u'));
  await tool.screenshot({ path: test.info().outputPath('lines.png') });
  await tool.getByTestId('tool-stop').click();
  await expect(tool).toContainText(problemWords('sandbox.stopped'));
  await expect(log).toHaveText('hello Ada\nworking on');

  await tool.getByTestId('tool-input').fill('{"name": ""}');
  await tool.getByTestId('tool-try').click();
  await expect(tool.getByTestId('tool-output')).toContainText('done');
  await expect(log).toHaveCount(0);
});
