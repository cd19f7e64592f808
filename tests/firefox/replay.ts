import assert from 'node:assert/strict';

import { traces } from '../support/traces.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Recorded runs: the same in every host. */
export async function replayChecks(firefox: Firefox): Promise<void> {
  await check('what the built extension did in Chromium is done again in Firefox, byte for byte', async () => {
    const { script, calls } = await traces();
    assert.ok(calls.length >= 12);
    await firefox.panel.goto('about:blank');
    await firefox.panel.evaluate(script);
    for (const { name, expression, expected } of calls) {
      assert.equal(await firefox.panel.evaluate(expression), expected, name);
    }
  });
}
