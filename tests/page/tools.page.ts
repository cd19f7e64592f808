/** Tools that pages declare (WebMCP): read and called in the page's own world, as lib/tabs/main-world.ts has it done. */
import { chromium, type Page } from '@playwright/test';

import { callTool, readTools } from '@/lib/tabs/webmcp.ts';

import { expect, test } from './harness.ts';

const read = async (page: Page): Promise<unknown> =>
  JSON.parse(String(await page.evaluate(`(${readTools.toString()})()`)));

async function call(page: Page, name: string, input: unknown, ms = 2000): Promise<unknown> {
  const args = [name, JSON.stringify(input), 'done-test', ms].map((each) => JSON.stringify(each)).join();
  return JSON.parse(String(await page.evaluate(`(${callTool.toString()})(${args})`)));
}

const ADD = `{ name: 'add', description: 'Adds two numbers', annotations: { readOnlyHint: true },
  inputSchema: { type: 'object', properties: { a: { type: 'number' } } }, execute: async (input) => 'sum ' + (input.a + 1) }`;

test('Chromium itself, where it has them switched on', async () => {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-features=WebMCP'] });
  try {
    const page = await browser.newPage();
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Words' }));
    await page.goto('https://site.test/');
    await page.evaluate(`Promise.all([document.modelContext.registerTool(${ADD}), document.modelContext.registerTool(
      { name: 'bad', description: 'Fails', execute: () => { throw new Error('no') } })])`);
    expect(await read(page)).toEqual([
      expect.objectContaining({ name: 'add', description: 'Adds two numbers', readOnly: true }),
      expect.objectContaining({ name: 'bad', readOnly: false }),
    ]);
    expect(await call(page, 'add', { a: 1 })).toEqual({ result: 'sum 2' });
    expect(await call(page, 'bad', {})).toEqual({ error: expect.stringContaining('fail') });
  } finally {
    await browser.close();
  }
});

const PAGES: Record<string, string> = {
  'a polyfill of today, which takes input as text': `document.modelContext = { tools: [${ADD}], getTools() { return this.tools.map(({ execute, ...tool }) => tool) },
    executeTool(tool, input) { if (typeof input !== 'string') throw new Error('Failed to parse input arguments');
      return this.tools.find(({ name }) => name === tool.name).execute(JSON.parse(input)) } }`,
  'a polyfill of the first draft': `navigator.modelContext = { own: [${ADD}], listTools() { return this.own },
    callTool({ name, arguments: input }) { return this.own.find((tool) => tool.name === name).execute(input) } }`,
  'the shim for tests': `navigator.modelContextTesting = { listTools: () => [${ADD}], executeTool: (name, input) => (${ADD}).execute(JSON.parse(input)) }`,
  'a page that keeps them in a map': `navigator.modelContext = { tools: new Map([['add', ${ADD}]]) }`,
};

for (const [name, script] of Object.entries(PAGES)) {
  test(name, async ({ room }) => {
    await room.open(`<p>Words</p><script>${script}</script>`);
    expect(await read(room.page)).toEqual([
      expect.objectContaining({ name: 'add', description: 'Adds two numbers', readOnly: true }),
    ]);
    expect(await call(room.page, 'add', { a: 1 })).toEqual({ result: 'sum 2' });
  });
}

test('a page without tools has none', async ({ room }) => {
  await room.open('<p>Words</p>');
  expect(await read(room.page)).toEqual([]);
});

test('a tool that never answers is left to itself, and the page room hears that it is over', async ({ room }) => {
  await room.open(`<p>Words</p><script>addEventListener('done-test', () => (document.title = 'over'));
    document.modelContext = { tools: { slow: { name: 'slow', description: 'Slow', execute: () => new Promise(() => {}) } } }</script>`);
  expect(await call(room.page, 'slow', {}, 50)).toEqual({ error: expect.stringContaining('no answer') });
  expect(await room.page.title()).toBe('over');
});

test('what a tool changes on the page is seen by the page room', async ({ room }) => {
  await room.open(`<p>Words</p><script>document.modelContext = { tools: [{ name: 'open', description: 'Opens', execute: () => {
    document.body.append(Object.assign(document.createElement('button'), { textContent: 'New' })); return 'opened' } }] }</script>`);
  await room.look();
  const acted = room.perform({ do: 'call', tool: 'open', input: '{}' }, 'done-test');
  expect(await call(room.page, 'open', {})).toEqual({ result: 'opened' });
  expect((await acted).change?.added).toBe(1);
});
