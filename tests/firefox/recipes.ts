import assert from 'node:assert/strict';

import { RECIPE } from '../fixtures/recipe.ts';
import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** What a model did once is done again without one; see tests/e2e/recipes.e2e.ts. */
export async function recipeChecks(firefox: Firefox, site: Site): Promise<void> {
  await check('a task that a model did is done again by its recipe, with another value, without a token', async () => {
    const before = site.count('add');
    await firefox.settings({ engine: { kind: 'scripted', replies: RECIPE.replies } });
    await firefox.page.goto(site.url('counter.html'));
    const first = await firefox.run(RECIPE.task('Ulm'));
    assert.equal(first.status, 'done', JSON.stringify(first.problem));
    assert.equal(site.count('add'), before + 1);
    await firefox.panel.waitForSelector('[data-testid=recipe-learned]', { timeout: 15_000 });

    await firefox.settings({ engine: { kind: 'rules' } });
    await firefox.page.goto(site.url('counter.html'));
    const again = await firefox.run(RECIPE.task('Bad Tölz'));
    assert.equal(again.status, 'done', JSON.stringify(again.problem));
    const decisions = again.iterations.map(({ decision }) => decision);
    assert.deepEqual(decisions.map((each) => each?.by), ['recipe', 'recipe', 'recipe']); // prettier-ignore
    const tokens = decisions.map((each) => (each?.usage.promptTokens ?? 0) + (each?.usage.completionTokens ?? 0));
    assert.deepEqual(tokens, [0, 0, 0]);
    assert.equal(await firefox.page.$eval('#city', (field) => Reflect.get(field, 'value')), 'Bad Tölz');
    assert.equal(site.count('add'), before + 2);
  });
}
