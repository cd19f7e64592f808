import assert from 'node:assert/strict';

import type { Site } from '../fixtures/server.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** The user leads: pause, go on, undo; and an engine that takes over. See tests/e2e/care.e2e.ts. */
export async function careChecks(firefox: Firefox, site: Site): Promise<void> {
  const value = (selector: string) => firefox.page.$eval(selector, (field) => Reflect.get(field, 'value'));

  await check('a run pauses, the user does a step by hand, and it goes on from what the page is then', async () => {
    await firefox.settings({ engine: { kind: 'rules' } });
    await firefox.page.goto(site.url('counter.html'));
    const before = { add: site.count('add'), second: site.count('second') };
    const id = await firefox.begin('click "Add one", wait 2 seconds, click "Second step"');
    await firefox.runWhen(id, ({ iterations }) => iterations.length > 1);
    await firefox.press('[data-testid=pause]');
    const paused = await firefox.runWhen(id, ({ status }) => status === 'paused');
    await firefox.page.type('#city', 'Ulm');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal((await firefox.records(id)).length, paused.nextSeq);
    await firefox.press('[data-testid=go]');
    const { status, problem } = await firefox.end(id);
    assert.equal(status, 'done', JSON.stringify(problem));
    assert.deepEqual({ add: site.count('add'), second: site.count('second') }, { add: before.add + 1, second: before.second + 1 }); // prettier-ignore
    assert.equal(await value('#city'), 'Ulm');
  });

  await check('one step is taken back, then all the others, last first, and the journal says so', async () => {
    await firefox.page.goto(site.origin);
    await firefox.page.type('[name=name]', 'Bob');
    const { id, status } = await firefox.run('fill Name with Ada, select Large in Size, check "Wrap it as a gift"');
    assert.equal(status, 'done');
    assert.deepEqual([await value('[name=name]'), await value('[name=size]')], ['Ada', 'Large']);
    const undone = (count: number) => firefox.runWhen(id, ({ iterations }) => iterations.filter((each) => each.undone?.status === 'ok').length === count); // prettier-ignore
    await firefox.press(`[data-run-id="${id}"] [data-iteration="2"] [data-testid=undo]`);
    await undone(1);
    assert.deepEqual([await value('[name=name]'), await value('[name=size]')], ['Ada', 'Small']);
    await firefox.press(`[data-run-id="${id}"] [data-testid=undo-run] button`);
    await undone(3);
    assert.deepEqual([await value('[name=name]'), await value('[name=size]')], ['Bob', 'Small']);
    assert.equal(await firefox.page.$eval('[name=gift]', (box) => Reflect.get(box, 'checked')), false);
    const order = (await firefox.records(id)).flatMap(({ entry }) => (entry.kind === 'undo' ? [entry.of] : []));
    assert.deepEqual(order, [2, 3, 1]);
  });

  await check('where the server of the user is gone, the engine that they allowed goes on', async () => {
    await firefox.settings({
      engine: { kind: 'openai', baseURL: 'http://127.0.0.1:9/v1', model: 'nobody' },
      spare: { kind: 'scripted', replies: ['{"do":"answer","text":"Here I am."}'] },
    });
    await firefox.page.goto(site.url('counter.html'));
    const run = await firefox.run('open the way, and then tell me');
    assert.deepEqual([run.status, run.answer], ['done', 'Here I am.'], JSON.stringify(run.problem));
    assert.deepEqual(run.iterations.map(({ decision }) => decision?.engine?.kind), ['openai', 'scripted']); // prettier-ignore
  });
}
