import assert from 'node:assert/strict';

import { firefoxSubject } from '../faults/firefox.ts';
import { attempt, randomOf, trialOf } from '../faults/trial.ts';
import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

const RUNS = 4;

/** A small part of `npm run faults -- --browser firefox`: the same trials each time. */
export async function killChecks(firefox: Firefox, site: Site): Promise<void> {
  await check('runs whose event page is terminated end, lose nothing, and do nothing twice', async () => {
    await firefox.settings({ engine: { kind: 'rules' } });
    const random = randomOf(7);
    let kills = 0;
    for (let run = 0; run < RUNS; run++) {
      const { status, faults, trial, killed } = await attempt(firefoxSubject(firefox), site, trialOf(random));
      assert.deepEqual([status, faults], ['done', []], JSON.stringify(trial));
      kills += killed.length;
    }
    assert.ok(kills >= RUNS / 2, `only ${kills} kills were in time`);
  });
}
