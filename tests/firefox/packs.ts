import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import '../../scripts/lib/alias.ts';
import { deciders } from '../../scripts/lib/deciders.ts';
import type { Site } from '../fixtures/server.ts';
import { examplePack, packOf, REACTOR, WASI } from '../sandbox/packs.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

const { replay, sealed } = await import('../../lib/loop/index.ts');

const PACKS = { greet: packOf(), echo: packOf(REACTOR), echo_command: packOf(WASI) };

/** Tools from files: the user opens them in the panel, as in Chromium. */
export async function packChecks(firefox: Firefox, site: Site): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'locus-packs-'));
  const { panel } = firefox;
  const pick = async (name: string, bytes: Uint8Array) => {
    const file = path.join(folder, `${name}.locus-tool`);
    await writeFile(file, bytes);
    const input = await panel.waitForSelector('[data-testid=pack-open]:not(:disabled)');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the selector finds nothing else
    await (input as unknown as { uploadFile(file: string): Promise<void> }).uploadFile(file);
  };
  const call = (name: string, input: object) => firefox.ask({ type: 'tools.call', name, input }).then(JSON.stringify);
  await panel.bringToFront();
  await panel.click('[data-testid=settings-open]');
  await panel.click('[data-testid=tools] > summary');
  await check('packs of three kinds are added in the panel, and called', async () => {
    for (const [name, bytes] of Object.entries(PACKS)) {
      await pick(name, bytes);
      // A card that has just appeared takes no click of a pointer for a moment.
      await panel.waitForSelector('[data-testid=pack-keep]');
      await panel.$eval('[data-testid=pack-keep]', (button) => button instanceof HTMLElement && button.click());
      await panel.waitForSelector(`[data-tool=${name}]`);
    }
    assert.match(await call('greet', { name: 'Ada' }), /Hello, Ada!/);
    assert.match(await call('echo', { n: 7 }), /"output":\{"n":7\}/);
    assert.match(await call('echo_command', { n: 7 }), /"output":\{"n":7\}/);
  });
  await check('an added tool is there after the background was stopped', async () => {
    await firefox.stopBackground();
    assert.match(await call('echo', { n: 8 }), /"output":\{"n":8\}/);
  });
  await grantedCheck(firefox, site, (bytes) => pick('page_facts', bytes));
  await check('a bad pack is refused with its reason', async () => {
    await pick('bad', packOf({ sandbox: { sha256: '0'.repeat(64) } }));
    await panel.waitForSelector('[data-code="pack.hash"]');
  });
  await check('a removed tool is gone', async () => {
    const remove = '[data-tool=greet] [data-testid=pack-remove]';
    await panel.click(remove);
    await panel.click(remove);
    await panel.waitForSelector('[data-tool=greet]', { hidden: true });
    assert.match(await call('greet', { name: 'Ada' }), /sandbox\.no_tool/);
  });
  await panel.click('[data-testid=back]');
  await panel.waitForSelector('[data-testid=composer]');
  await rm(folder, { recursive: true });
  await codeCheck(firefox, site);
}

/** Code of one task in Python, on what the page says and nothing else (tests/e2e/agent-tools.e2e.ts). */
async function codeCheck(firefox: Firefox, site: Site): Promise<void> {
  await check('code in Python runs on the page once the user has said yes to it', async () => {
    await firefox.page.goto(site.url('prices.html'));
    const run = await firefox.run("run python: n = len(page['tables'][0]['rows']); n * 100");
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    const [first] = run.iterations;
    assert.equal(first?.verdict?.allow, 'ask');
    assert.equal(first.outcome?.gave?.text, '600');
    assert.match(run.answer, /600/u);
  });
}

/** A tool that asks for something, in a run. */
async function grantedCheck(firefox: Firefox, site: Site, pick: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const { panel } = firefox;
  await check('a run asks for what the Rust example wants, calls it, and keeps what it was answered', async () => {
    await pick(await examplePack('page_facts', 'rust'));
    await panel.waitForSelector('[data-testid=pack-keep]');
    await panel.$eval('[data-testid=pack-keep]', (button) => button instanceof HTMLElement && button.click());
    await panel.waitForSelector('[data-tool=page_facts]');
    const replies = ['{"do":"use","tool":"page_facts","input":{}}', '{"do":"answer","text":"Long."}'];
    await firefox.settings({ engine: { kind: 'scripted', replies } });
    await firefox.page.goto(site.url('long.html'));
    await panel.click('[data-testid=back]');
    await panel.waitForSelector('[data-testid=composer]');
    const { id, status, iterations } = await firefox.run('what is the length of this page?');
    assert.equal(status, 'done');
    const [first] = iterations;
    assert.equal(first?.verdict?.rule, 'own_tool_asks');
    assert.match(first?.outcome?.gave?.text ?? '', /"granted":true,"words":[1-9]/u);
    assert.deepEqual(first?.outcome?.gave?.calls?.map(({ name }) => name), ['page.read', 'clock']); // prettier-ignore
    const replayed = await replay(sealed(await firefox.trace(id), { browser: 'Firefox' }), await deciders());
    assert.deepEqual([replayed.difference, replayed.untaped], [undefined, []]);
    await firefox.settings({ engine: { kind: 'rules' } });
    await panel.click('[data-testid=settings-open]');
    await panel.click('[data-testid=tools] > summary');
  });
}
