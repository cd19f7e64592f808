import assert from 'node:assert/strict';

import { serveSite, type Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

const VALUE = 'Sesam 42, bitte!';

/** A secret that the user keeps for one site; see tests/e2e/secrets.e2e.ts. */
export async function secretChecks(firefox: Firefox, site: Site): Promise<void> {
  const { panel, page } = firefox;
  const password = () => page.$eval('[name=password]', (field) => Reflect.get(field, 'value'));

  await check(
    'a secret is entered in the settings, and a run signs in with it by rules; no record has it',
    async () => {
      await firefox.settings({ engine: { kind: 'rules' } });
      await page.goto(site.url('login.html'));
      await panel.bringToFront();
      await panel.click('[data-testid=settings-open]');
      await panel.click('[data-testid=secrets] summary');
      await panel.type('[data-testid=secret-user]', 'ada');
      await panel.type('[data-testid=secret-form] [data-testid=secret-value]', VALUE);
      await panel.click('[data-testid=secret-keep]');
      await panel.waitForSelector('[data-testid=secret]', { timeout: 15_000 });
      await panel.click('[data-testid=back]');
      const before = site.forms.length;
      const run = await firefox.run('log in');
      assert.equal(run.status, 'done', JSON.stringify(run.problem));
      assert.deepEqual(site.forms.slice(before), [{ user: 'ada', password: VALUE }]);
      const kept = JSON.stringify([await firefox.records(), await firefox.trace(run.id)]);
      assert.ok(kept.includes('"do":"give"'));
      for (const spelling of [VALUE, 'Sesam', encodeURIComponent(VALUE)]) assert.ok(!kept.includes(spelling), spelling);
    },
  );

  await check('a run with a secret is done again in Firefox after its background was ended', async () => {
    await page.goto(site.url('login.html'));
    await firefox.stopBackground();
    const run = await firefox.run('fill in my password');
    assert.equal(run.status, 'done', JSON.stringify(run.problem));
    assert.equal(await password(), VALUE);
  });

  await check('under another address the same page gets nothing', async () => {
    // Another port is another origin, which the permissions of the build let Locus into.
    const other = await serveSite();
    await page.goto(other.url('login.html'));
    const run = await firefox.run('fill in my password');
    assert.equal(run.problem?.code, 'secret.none');
    assert.equal(await password(), '');
    await page.goto(site.origin);
    await other.close();
  });
}
