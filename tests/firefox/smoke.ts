/**
 * Firefox: the built extension loads and does its work. Run by `npm test`, or alone: `node tests/firefox/smoke.ts`.
 * Writes its counts to $REPORT; ends with 1 where a check failed.
 */
import assert from 'node:assert/strict';

import { ensureModel } from '../../scripts/lib/models.ts';
import { bringModel } from '../driver/model.ts';
import { serveOpenAI } from '../fixtures/openai-server.ts';
import { serveSite, type Site } from '../fixtures/server.ts';
import { conformance } from '../policy/cases.ts';
import { verdictsOf } from '../policy/conform.ts';
import { careChecks } from './care.ts';
import { check, runChecks } from './checks.ts';
import { findFirefox, Firefox } from './firefox.ts';
import { frameworkChecks, serveFrameworks } from './frameworks.ts';
import { handChecks } from './hand.ts';
import { killChecks } from './kills.ts';
import { mainWorldChecks } from './main-world.ts';
import { packChecks } from './packs.ts';
import { readingChecks } from './reading.ts';
import { recipeChecks } from './recipes.ts';
import { replayChecks } from './replay.ts';
import { sandboxChecks } from './sandbox.ts';
import { secretChecks } from './secrets.ts';
import { serverChecks } from './servers.ts';
import { tabChecks } from './tabs.ts';

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

/** See lib/policy/conformance.test.ts; here it is the packaged module, from the extension's own address. */
async function policyCheck(firefox: Firefox): Promise<void> {
  await check('the module of policy gives the bytes of the conformance file', async () => {
    const { facts, verdicts } = conformance();
    const url = await firefox.panel.evaluate(() => new URL('/wasm/policy.wasm', location.href).href);
    assert.deepEqual(await firefox.panel.evaluate(verdictsOf, { url }, facts), verdicts);
  });
}

async function main(): Promise<void> {
  const executable = findFirefox();
  if (executable === undefined) throw new Error('no Firefox on this machine: set FIREFOX to the path of one');
  const site = await serveSite();
  const frameworks = await serveFrameworks();
  const firefox = await Firefox.launch(executable, site.origin);
  try {
    await policyCheck(firefox);
    await checks(firefox, site);
    await mainWorldChecks(firefox, site);
    await careChecks(firefox, site);
    await recipeChecks(firefox, site);
    await handChecks(firefox, site);
    await killChecks(firefox, site);
    await readingChecks(firefox, site);
    await replayChecks(firefox, site);
    await sandboxChecks(firefox);
    await tabChecks(firefox, site);
    await secretChecks(firefox, site);
    await packChecks(firefox, site);
    await frameworkChecks(firefox, frameworks);
    // Last: with its server goes the permission for the host, which the other sites have, too.
    await serverChecks(firefox);
  } finally {
    await firefox.close();
    frameworks.close();
    await site.close();
  }
}

await runChecks(main);
