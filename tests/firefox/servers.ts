import assert from 'node:assert/strict';

import { serveMcp } from '../fixtures/mcp-server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Servers of tools: added in the panel, called after a yes, also by a background that was stopped, as in Chromium. */
export async function serverChecks(firefox: Firefox): Promise<void> {
  const { panel } = firefox;
  const server = await serveMcp({ key: 'k-17' });
  const name = 'mcp_127_0_0_1_add';
  const call = () =>
    firefox.ask({ type: 'tools.call', name, input: { a: 40, b: 2 } }).then((said) => JSON.stringify(said));
  await panel.bringToFront();
  await panel.click('[data-testid=settings-open]');
  await panel.click('[data-testid=tools] > summary');
  await check('a server of tools is asked and added in the panel, and its tool is called after a yes', async () => {
    await panel.waitForSelector('[data-testid=mcp-url]');
    await panel.type('[data-testid=mcp-url]', server.url);
    await panel.type('[data-testid=mcp-key]', 'k-17');
    await panel.click('[data-testid=mcp-ask]');
    // A card that has just appeared takes no click of a pointer for a moment.
    await panel.waitForSelector('[data-testid=mcp-keep]');
    await panel.$eval('[data-testid=mcp-keep]', (button) => button instanceof HTMLElement && button.click());
    await panel.waitForSelector(`[data-tool=${name}]`);
    assert.match(await call(), /sandbox\.needs_grant/);
    await firefox.ask({ type: 'grants.give', id: 'g', tool: name, capability: 'mcp.call', scope: 'always' });
    assert.match(await call(), /"sum":42/);
    assert.equal(server.calls.length, 1);
  });
  await check('it is called by a background that was stopped, in a session of its own', async () => {
    const opened = server.requests.length;
    await firefox.stopBackground();
    assert.match(await call(), /"sum":42/);
    assert.equal(server.calls.length, 2);
    assert.equal(server.requests[opened]?.headers['mcp-session-id'], undefined);
  });
  await check('a removed server is gone', async () => {
    const remove = '[data-testid=server-remove]';
    await panel.click(remove);
    await panel.click(remove);
    await panel.waitForSelector(`[data-tool=${name}]`, { hidden: true });
    assert.match(await call(), /sandbox\.no_tool/);
  });
  await panel.click('[data-testid=back]');
  await panel.waitForSelector('[data-testid=composer]');
  await server.close();
}
