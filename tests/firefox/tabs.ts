import assert from 'node:assert/strict';

import { frameKeyOf } from '../../lib/contracts/index.ts';
import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Frames, closed roots and tabs. No download: puppeteer loses hold of a page that began one. */
export async function tabChecks(firefox: Firefox, site: Site): Promise<void> {
  await firefox.settings({ engine: { kind: 'rules' } });
  await check('what is in a frame of the same site is used like the rest of the page', async () => {
    await firefox.page.goto(site.url('frames.html'));
    const run = await firefox.run('click "Frame button", click "Rooted button", click "Last button"');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    const refs = run.iterations.flatMap(({ decision }) =>
      decision?.action.do === 'click' ? [decision.action.ref] : [],
    );
    assert.equal(new Set(refs.map(frameKeyOf)).size, 3, refs.join(' '));
  });
  await check('closed shadow roots are seen and used, of custom elements and of plain ones', async () => {
    await firefox.page.goto(site.url('closed-roots.html'));
    const run = await firefox.run(
      'type "tea" into Inner word, click "Inner", type "coffee" into Plain word, click "Plain"',
    );
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    const said = await firefox.page.evaluate(() => document.getElementById('status')?.textContent.trim());
    assert.equal(said, 'Inner: tea. Plain: coffee.');
  });
  await check('a run goes on in the tab that it opened, and comes back', async () => {
    await firefox.page.goto(site.origin);
    const before = site.count('second');
    const run = await firefox.run(`open ${site.url('counter.html')} in a new tab, click "Second step"`);
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.equal(site.count('second'), before + 1);
    assert.equal(new URL(firefox.page.url()).pathname, '/');
  });
}
