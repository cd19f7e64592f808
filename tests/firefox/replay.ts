import assert from 'node:assert/strict';

import '../../scripts/lib/alias.ts';
import { deciders } from '../../scripts/lib/deciders.ts';
import type { Site } from '../fixtures/server.ts';
import { traces } from '../support/traces.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

const { replay, sealed } = await import('../../lib/loop/index.ts');

/** A recorded run is the same in every host. */
export async function replayChecks(firefox: Firefox, site: Site): Promise<void> {
  await check('what Chromium recorded is done again in Firefox, byte for byte', async () => {
    const { script, calls } = await traces();
    assert.ok(calls.length >= 14);
    await firefox.page.goto(site.url('empty.html'));
    await firefox.page.evaluate(script);
    for (const { name, expression, expected } of calls) {
      assert.equal(await firefox.page.evaluate(expression), expected, name);
    }
  });
  await check('what Firefox records is done again in Node, byte for byte', async () => {
    await firefox.settings({ engine: { kind: 'rules' } });
    await firefox.page.goto(site.url('counter.html'));
    const { id, status } = await firefox.run('click "Add one", check "Remember me"');
    assert.equal(status, 'done');
    const { difference, records, untaped } = await replay(
      sealed(await firefox.trace(id), { browser: 'Firefox' }),
      await deciders(),
    );
    assert.deepEqual([difference, untaped], [undefined, []]);
    assert.ok(records.length > 10);
  });
}
