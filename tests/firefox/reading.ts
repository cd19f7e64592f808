import assert from 'node:assert/strict';

import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Articles, citations and PDFs; Firefox lets no script into its viewer of PDFs, so that the background fetches them. */
export async function readingChecks(firefox: Firefox, site: Site): Promise<void> {
  await firefox.settings({ engine: { kind: 'rules' } });
  await check('an answer names its source, and the page shows it', async () => {
    await firefox.page.goto(site.url('long.html'));
    const run = await firefox.run('Which chapter tells of chapter 90 and the slate?');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.match(run.answer, /\[1\]/);
    const request = { type: 'source.show', runId: run.id, iteration: 1, number: 1 } as const;
    assert.deepEqual(await firefox.ask(request), { ok: true, value: { shown: true } });
    assert.equal(await firefox.page.evaluate(() => document.documentElement.lastElementChild?.tagName), 'DIV');
    assert.ok((await firefox.page.evaluate(() => scrollY)) > 100, 'the page did not scroll there');
  });
  await check('a heading comes into view', async () => {
    await firefox.page.goto(site.origin);
    const run = await firefox.run('scroll to "What comes next"');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.ok((await firefox.page.evaluate(() => scrollY)) > 50, 'the page did not scroll there');
  });
  await check('a PDF is asked about, and cited by page', async () => {
    await firefox.page.goto(site.url('report.pdf')).catch(() => undefined);
    const run = await firefox.run('Who is the keeper of oven 77, known as Ottilie?');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.match(run.answer, /Ottilie Brandt/);
    const source = run.iterations.at(-1)?.decision?.sources?.[0];
    assert.equal(source?.page, 77);
    const request = { type: 'source.show', runId: run.id, iteration: 1, number: 1 } as const;
    assert.deepEqual(await firefox.ask(request), { ok: true, value: { shown: true } });
  });
}
