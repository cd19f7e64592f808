/** A small part of `npm run faults`: the same trials each time. */
import { chromium } from '../faults/chromium.ts';
import { OTHERS, otherTrial, suffer } from '../faults/others.ts';
import { attemptRecipe, RECIPE_KILLS, teach } from '../faults/recipe.ts';
import { attempt, randomOf, trialOf } from '../faults/trial.ts';
import { expect, test } from './harness.ts';

const RUNS = 8;
const RUNS_OF_OTHERS = 3;
/** Every so many of the records of a recipe's run. */
const STEP = 3;

test('runs whose background is killed at any moment end, lose nothing, and do nothing twice', async ({
  site,
  start,
}) => {
  test.setTimeout(180_000);
  const driver = await start({ url: site.url('counter.html') });
  const random = randomOf(7);
  let kills = 0;
  for (let run = 0; run < RUNS; run++) {
    const { status, faults, trial, killed, records } = await attempt(chromium(driver), site, trialOf(random));
    const told = JSON.stringify({ trial, status, last: records.slice(-5).map(({ entry }) => entry) });
    expect(faults, told).toEqual([]);
    expect(status, told).toBe('done');
    kills += killed.length;
  }
  expect(kills).toBeGreaterThan(RUNS / 2);
});

for (const kind of OTHERS) {
  test(`runs end with a reason, and do nothing twice, whatever happens to them: ${kind}`, async ({ site, start }) => {
    test.setTimeout(120_000);
    const driver = await start({ url: site.url('counter.html') });
    const random = randomOf(11);
    for (let run = 0; run < RUNS_OF_OTHERS; run++) {
      const { faults, trial } = await suffer(driver, site, { kind, trial: otherTrial(kind, random) });
      expect(faults, JSON.stringify(trial)).toEqual([]);
    }
  });
}

test('a click whose page is loaded anew before anybody saw how it ended is asked about, never taken for done', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('counter.html') });
  for (const at of ['decision', 'intent'] as const) {
    const trial = {
      task: 'click "Add one", click "Second step"',
      effects: ['add', 'second'],
      kills: [{ at, iteration: 1 }],
    };
    const { faults, status } = await suffer(driver, site, { kind: 'reload', trial });
    expect([status, faults]).toEqual(['done', []]);
  }
});

test('a recipe is done once, at whatever record its background is killed; also the run that it is learned from', async ({
  site,
  start,
}) => {
  test.setTimeout(120_000);
  const driver = await start({ url: site.url('counter.html') });
  await teach(driver, site);
  for (const kill of RECIPE_KILLS.filter((_, index) => index % STEP === 0)) {
    const { status, faults } = await attemptRecipe(driver, site, kill);
    expect([status, faults], JSON.stringify(kill)).toEqual(['done', []]);
  }
});
