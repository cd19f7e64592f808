/**
 * Firefox: the built extension loads and does its work. Run by `npm test`, or alone: `node tests/firefox/smoke.ts`.
 * Writes its counts to $REPORT; ends with 1 where a check failed.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

import { ensureModel } from '../../scripts/lib/models.ts';
import { bringModel } from '../driver/model.ts';
import { serveOpenAI } from '../fixtures/openai-server.ts';
import { serveSite, type Site } from '../fixtures/server.ts';
import { findFirefox, Firefox } from './firefox.ts';

const counts = { passed: 0, failed: 0 };

async function check(name: string, work: () => Promise<void>): Promise<void> {
  const begin = performance.now();
  const error: unknown = await work().then(
    () => undefined,
    (thrown: unknown) => thrown ?? new Error('failed'),
  );
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (error === undefined) counts.passed += 1;
  else counts.failed += 1;
  console.log(`  ${error === undefined ? 'ok ' : 'NOT'} ${name} (${seconds} s)`);
  if (error !== undefined) console.log(error);
}

async function checks(firefox: Firefox, site: Site): Promise<void> {
  await check('the sidebar page shows the panel', async () => {
    assert.equal(await firefox.panel.$$eval('[data-testid=composer]', (found) => found.length), 1);
  });
  await check('rules summarise the page', async () => {
    const run = await firefox.run('summarise this page');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.match(run.answer, /bread|oven|loaf/i);
    assert.equal(run.iterations[0]?.decision?.by, 'rule');
  });
  await check('rules fill the form and send it once', async () => {
    const run = await firefox.run('fill Name with Ada, choose Large, press Order');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.equal(site.count('order'), 1);
    assert.deepEqual([site.forms[0]?.['name'], site.forms[0]?.['size']], ['Ada', 'Large']);
  });
  await check('the journal survives the end of the background, which comes back', async () => {
    const before = (await firefox.records()).length;
    assert.ok(before > 0);
    await firefox.stopBackground();
    assert.equal((await firefox.records()).length, before);
    await firefox.page.goto(site.url('counter.html'));
    const run = await firefox.run('click "Add one"');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.equal(site.count('add'), 1);
    assert.ok((await firefox.records()).length > before);
  });
  await check('an OpenAI-compatible server answers', async () => {
    const server = await serveOpenAI(() => 'Six kinds of bread are sold.');
    await firefox.settings({ engine: { kind: 'openai', baseURL: server.baseURL, model: 'fake-model' } });
    await firefox.page.goto(site.origin);
    const run = await firefox.run('what is sold here, and why does it take so long?');
    await server.close();
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.equal(run.answer, 'Six kinds of bread are sold.');
  });
  await check('the small model answers on the CPU', async () => {
    const gguf = process.env['LOCUS_GGUF'] ?? (await ensureModel());
    const model = await bringModel((request) => firefox.ask(request), gguf);
    await firefox.settings({ engine: { kind: 'cpu', model } });
    await firefox.page.goto(site.url('about.html'));
    const run = await firefox.run('who drove the lorry, and why?', 240_000);
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    const decided = run.iterations.find(({ decision }) => decision?.engine?.kind === 'cpu')?.decision;
    assert.ok((decided?.usage.completionTokens ?? 0) > 0, 'the model wrote nothing');
  });
}

async function main(): Promise<void> {
  const executable = findFirefox();
  if (executable === undefined) {
    console.log('  no Firefox on this machine: set FIREFOX to the path of one');
    counts.failed += 1;
    return;
  }
  const site = await serveSite();
  const firefox = await Firefox.launch(executable, site.origin);
  try {
    await checks(firefox, site);
  } finally {
    await firefox.close();
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.log(error);
  counts.failed += 1;
});
console.log(`  ${counts.passed} passed, ${counts.failed} failed`);
const report = process.env['REPORT'];
if (report !== undefined) writeFileSync(report, JSON.stringify(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
