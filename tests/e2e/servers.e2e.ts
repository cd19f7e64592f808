/** Servers of tools (MCP) in the built extension: asked, shown, added, called after a yes, changed, removed. */
import type { Page } from '@playwright/test';

import { ADD, ECHO, type McpFixture, type McpOptions, serveMcp } from '../fixtures/mcp-server.ts';
import { expect, test as base, words } from './harness.ts';

declare const chrome: { offscreen: { closeDocument(): Promise<void> } };

const test = base.extend<{ serve: (options?: McpOptions) => Promise<McpFixture> }>({
  serve: async ({}, use) => {
    const open: McpFixture[] = [];
    await use(async (options) => {
      const server = await serveMcp(options);
      open.push(server);
      return server;
    });
    for (const server of open) await server.close();
  },
});

async function openTools(panel: Page): Promise<void> {
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').first().click();
  await expect(panel.getByTestId('tool')).not.toHaveCount(0);
}

async function ask(panel: Page, url: string, key = ''): Promise<void> {
  await panel.getByTestId('mcp-url').fill(url);
  await panel.getByTestId('mcp-key').fill(key);
  await panel.getByTestId('mcp-ask').click();
}

async function add(panel: Page, url: string, key = ''): Promise<void> {
  await ask(panel, url, key);
  await panel.getByTestId('mcp-keep').click();
  await expect(panel.getByTestId('mcp-offer')).toHaveCount(0);
}

const nothing = (): void => undefined;
const toolNamed = (panel: Page, name: string) => panel.locator(`[data-testid="tool"][data-tool="${name}"]`);
const ADD_HERE = 'mcp_127_0_0_1_add';
const ECHO_HERE = 'mcp_127_0_0_1_echo';

test('a server is asked what it offers, its tools are tried after a yes, and it is gone once it is removed', async ({
  site,
  start,
  serve,
}) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const server = await serve({ key: 'k-17' });
  await openTools(panel);

  await ask(panel, 'http://tools.example/mcp');
  await expect(panel.locator('[data-testid="problem"][data-code="mcp.address"]')).toBeVisible();
  await ask(panel, server.url);
  await expect(panel.locator('[data-testid="problem"][data-code="mcp.unauthorised"]')).toBeVisible();
  await ask(panel, server.url, 'k-17');
  const offer = panel.getByTestId('mcp-offer');
  await expect(offer).toContainText(words('servers_words'));
  await expect(offer).toContainText('Add two numbers');
  await expect(offer).toContainText(words('tools_reads_only'));
  await expect(panel.getByTestId('mcp-key')).toHaveValue('');
  expect(await driver.ask({ type: 'tools.call', name: ADD_HERE, input: { a: 1, b: 2 } })).toMatchObject({ ok: false, problem: { code: 'sandbox.no_tool' } }); // prettier-ignore
  await panel.getByTestId('mcp-keep').click();

  const tool = toolNamed(panel, ADD_HERE);
  await expect(tool.getByTestId('tool-from')).toContainText(`127.0.0.1:${server.port}`);
  await tool.getByTestId('tool-input').fill('{"a": 40, "b": 2}');
  await tool.getByTestId('tool-try').click();
  const question = tool.getByTestId('grant-question');
  await expect(question).toContainText(words('capability_mcp_call'));
  expect(server.calls).toEqual([]);
  await question.locator('[data-grant="no"]').click();
  await expect(tool.locator('[data-testid="problem"][data-code="action.refused"]')).toBeVisible();
  await tool.getByTestId('tool-try').click();
  await question.locator('[data-grant="always"]').click();
  await expect(tool.getByTestId('tool-output')).toContainText('42');
  expect(server.calls).toEqual([{ name: 'add', input: { a: 40, b: 2 } }]);
  await expect(tool.getByTestId('grant')).toHaveCount(1);
  await expect(tool.getByTestId('tool-use')).toContainText(`127.0.0.1:${server.port}`);
  await expect(panel.getByTestId('server-traffic')).not.toContainText(/:\s0\sB/u);
  const row = panel.getByTestId('server-of-tools');
  await row.scrollIntoViewIfNeeded();
  await panel.screenshot({ path: test.info().outputPath('server.png') });
  await row.getByTestId('server-remove').click();
  await row.getByTestId('server-remove').click();
  await expect(row).toHaveCount(0);
  await expect(tool).toHaveCount(0);
  expect(await driver.ask({ type: 'tools.call', name: ADD_HERE, input: {} })).toMatchObject({ ok: false, problem: { code: 'sandbox.no_tool' } }); // prettier-ignore
  expect(server.requests.at(-1)?.method).toBe('DELETE');
});

test('a tool that describes itself in another way asks again, and says what has changed', async ({
  site,
  start,
  serve,
}) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const server = await serve();
  await openTools(panel);
  await add(panel, server.url);
  const tool = toolNamed(panel, ECHO_HERE);
  await tool.getByTestId('tool-try').click();
  await tool.locator('[data-grant="always"]').click();
  await expect(tool.getByTestId('tool-output')).toBeVisible();
  const before = server.calls.length;

  server.tools = [{ ...ECHO, description: 'Says it once more, and keeps it.' }];
  server.forget();
  await tool.getByTestId('tool-try').click();
  await expect(tool.locator('[data-testid="problem"][data-code="mcp.changed"]')).toBeVisible();
  expect(server.calls).toHaveLength(before);
  const changes = panel.getByTestId('server-changed');
  await expect(changes).toContainText('Says the text once more.');
  await expect(changes).toContainText('Says it once more, and keeps it.');
  await expect(changes).toContainText('Add two numbers');
  await changes.getByTestId('server-take').click();
  await expect(changes).toHaveCount(0);
  await expect(toolNamed(panel, ADD_HERE)).toHaveCount(0);
  await expect(tool.getByTestId('grant')).toHaveCount(0);
  await tool.getByTestId('tool-try').click();
  await expect(tool.getByTestId('grant-question')).toContainText('Says it once more, and keeps it.');
});

test('no call is done twice: not by a background that was stopped, nor by a host that was closed in its middle', async ({
  site,
  start,
  serve,
}) => {
  let answer = nothing;
  const waits = { name: 'waits', description: 'Waits.', inputSchema: { type: 'object' as const } };
  const server = await serve({
    tools: [waits],
    handlers: { waits: () => new Promise((resolve) => (answer = () => resolve({ content: [{ type: 'text', text: 'done' }] }))) }, // prettier-ignore
  });
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await openTools(panel);
  await add(panel, server.url);
  const name = 'mcp_127_0_0_1_waits';
  await driver.ask({ type: 'grants.give', id: 'g', tool: name, capability: 'mcp.call', scope: 'always' });
  const call = (callId: string) => driver.ask({ type: 'tools.call', name, input: {}, context: { callId } });

  // Nobody answers what was asked of a background that is stopped; whoever asked, asks again.
  const lost = call('one').catch(() => undefined);
  await expect.poll(() => server.calls.length).toBe(1);
  await driver.stopWorker();
  await lost;
  const again = call('one');
  expect(await driver.ask({ type: 'servers.list' })).toMatchObject({ ok: true });
  answer();
  expect(await again).toMatchObject({ ok: true, value: { output: { text: 'done' } } });
  expect(await call('one')).toMatchObject({ ok: true, value: { output: { text: 'done' } } });
  expect(server.calls).toHaveLength(1);

  const second = call('two');
  await expect.poll(() => server.calls.length).toBe(2);
  await driver.inWorker(() => chrome.offscreen.closeDocument());
  expect(await second).toMatchObject({ ok: false, problem: { code: 'mcp.unknown' } });
  expect(await call('two')).toMatchObject({ ok: false, problem: { code: 'mcp.unknown' } });
  expect(server.calls).toHaveLength(2);
  const third = call('three');
  await expect.poll(() => server.calls.length).toBe(3);
  answer();
  expect(await third).toMatchObject({ ok: true });
});

test('at a site that is kept on this device nothing is sent; no redirect is followed; the key is in no reply', async ({
  site,
  start,
  serve,
}) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const server = await serve({ key: 'k-17' });
  const away = await serve({
    before: (_request, response) => {
      response.writeHead(307, { location: server.url }).end();
      return true;
    },
  });
  await openTools(panel);
  await ask(panel, away.url, 'k-99');
  await expect(panel.locator('[data-testid="problem"][data-code="mcp.redirect"]')).toBeVisible();
  expect(server.requests).toEqual([]);
  await add(panel, server.url, 'k-17');
  expect(JSON.stringify(await driver.ask({ type: 'servers.list' }))).not.toContain('k-17');
  await driver.ask({ type: 'grants.give', id: 'g', tool: ECHO_HERE, capability: 'mcp.call', scope: 'always' });
  await driver.settings({ local: [site.origin] });
  const said = await driver.ask({ type: 'tools.call', name: ECHO_HERE, input: { text: 'x' }, context: { tabId: await driver.tabId() } }); // prettier-ignore
  expect(said).toMatchObject({ ok: false, problem: { code: 'site.local_only' } });
  expect(server.calls).toEqual([]);
});

test('a model that uses a tool of a server asks first; what was sent is in the ledger of the run; a cut call is not repeated', async ({
  site,
  start,
  serve,
}) => {
  const cut = { name: 'order', description: 'Orders.', inputSchema: { type: 'object' as const } };
  const server = await serve({
    tools: [ADD, cut],
    handlers: {
      order: (_input, response) =>
        new Promise(() => {
          // Something has come by then: where nothing has, the browser itself asks once more (docs/mcp.md).
          setTimeout(() => response.write(': at work\n\n'), 100);
          setTimeout(() => response.socket?.destroy(), 400);
        }),
    },
  });
  const use = JSON.stringify({ do: 'use', tool: ADD_HERE, input: { a: 40, b: 2 } });
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies: [use, '{"do":"answer","text":"42"}'] } }); // prettier-ignore
  const panel = await driver.panel();
  await openTools(panel);
  await add(panel, server.url);
  await panel.getByTestId('back').click();
  let asked = 0;
  const record = await driver.run('add two numbers, 40 and 2, please', {
    approve: async () => {
      asked += 1;
      expect(server.calls).toEqual([]);
      return true;
    },
  });
  expect(record).toMatchObject({ status: 'done', answer: '42' });
  expect(asked).toBe(1);
  expect(server.calls).toEqual([{ name: 'add', input: { a: 40, b: 2 } }]);
  expect(record.sentBytes[`127.0.0.1:${server.port}`]).toBeGreaterThan(100);

  const order = JSON.stringify({ do: 'use', tool: 'mcp_127_0_0_1_order', input: {} });
  await driver.settings({ engine: { kind: 'scripted', replies: [order, '{"do":"answer","text":"Ordered."}'] } });
  const second = await driver.run('order it', { approve: async () => true });
  expect(second.iterations[0]?.act?.outcome?.status).toBe('unknown');
  expect(server.calls.filter(({ name }) => name === 'order')).toHaveLength(1);
});
