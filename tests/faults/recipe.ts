/** A run that a recipe decides, whose background is killed at each of its records. */
import type { Driver } from '../driver/index.ts';
import { RECIPE } from '../fixtures/recipe.ts';
import type { Site } from '../fixtures/server.ts';
import { chromium } from './chromium.ts';
import { attempt, type Kill, type Result } from './trial.ts';

const ACT = ['interpretation', 'decision', 'verdict', 'intent', 'outcome'] as const;
/** Each record of such a run: two acts, and the end. */
export const RECIPE_KILLS: readonly Kill[] = [
  { at: 'signal', iteration: 0 },
  ...[1, 2].flatMap((iteration) => ACT.map((at): Kill => ({ at, iteration }))),
  ...(['interpretation', 'decision', 'check', 'end'] as const).map((at): Kill => ({ at, iteration: 3 })),
];

/** A scripted engine does it once; the background is killed at the end of that, and the next one has to learn from it. */
export async function teach(driver: Driver, site: Site): Promise<void> {
  await driver.settings({ engine: { kind: 'scripted', replies: RECIPE.replies } });
  await driver.page.goto(site.url('counter.html'));
  const subject = chromium(driver);
  const { runId, ended } = await subject.begin(RECIPE.task('Ulm'), () => true);
  await subject.until(runId, 'end', 3);
  await subject.kill();
  await ended;
  await driver.settings({ engine: { kind: 'rules' } });
}

export async function attemptRecipe(driver: Driver, site: Site, kill: Kill): Promise<Result> {
  const trial = { task: RECIPE.task('Bad Tölz'), effects: ['city', 'add'], kills: [kill] };
  const result = await attempt(chromium(driver), site, trial);
  const deciders = result.records.flatMap(({ entry }) => (entry.kind === 'decision' ? [entry.decision.by] : []));
  const strange = deciders.filter((by) => by !== 'recipe').map((by) => `decided by ${by}`);
  return { ...result, faults: [...result.faults, ...strange] };
}
