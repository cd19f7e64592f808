import assert from 'node:assert/strict';

import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** What Locus does in the page's own world; see tests/e2e/main-world.e2e.ts. */
export async function mainWorldChecks(firefox: Firefox, site: Site): Promise<void> {
  await check('a site that is always allowed is listened to, before its first script', async () => {
    await firefox.settings({ engine: { kind: 'rules' }, sites: { [site.origin]: 'always' } });
    // Registered a moment after the settings say so.
    for (let tries = 0; site.count('hatch') === 0 && tries < 5; tries++) {
      await firefox.page.goto(site.url('own.html'));
      await firefox.run('click "Open the hatch"');
    }
    assert.equal(site.count('hatch'), 1);
  });
  await check('dialogs that an act opens stop nobody, and are told', async () => {
    await firefox.page.goto(site.url('own.html'));
    const run = await firefox.run('click "Try oven"');
    const change = run.iterations[0]?.outcome?.change;
    assert.deepEqual(change?.dialogs, [{ type: 'confirm', message: 'Light it now?', accepted: false }]);
    assert.equal(site.count('cold'), 1);
    const [asked] = run.iterations[1]?.questions ?? [];
    assert.deepEqual(asked?.question.kind === 'approve' && asked.question.asks, ['Light it now?']);
    assert.equal(run.iterations[1]?.outcome?.change?.dialogs?.[0]?.accepted, true);
    assert.equal(site.count('lit'), 1);
  });
  await firefox.settings({ sites: {} });
}
