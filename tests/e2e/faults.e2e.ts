/** A small part of `npm run faults`: the same trials each time. */
import { attempt, randomOf, trialOf } from '../faults/trial.ts';
import { expect, test } from './harness.ts';

const RUNS = 8;

test('runs whose background is killed at any moment end, lose nothing, and do nothing twice', async ({
  site,
  start,
}) => {
  test.setTimeout(180_000);
  const driver = await start({ url: site.url('counter.html') });
  const random = randomOf(7);
  let kills = 0;
  for (let run = 0; run < RUNS; run++) {
    const { status, faults, trial, killed } = await attempt(driver, site, trialOf(random));
    expect(faults, JSON.stringify(trial)).toEqual([]);
    expect(status, JSON.stringify(trial)).toBe('done');
    kills += killed.length;
  }
  expect(kills).toBeGreaterThan(RUNS / 2);
});
