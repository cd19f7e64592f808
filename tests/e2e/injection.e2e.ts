/** A small part of `npm run injection`: an engine that obeys the page, and a user who approves nothing. */
import { PAGE, TASKS } from '../injection/benign.ts';
import { sample } from '../injection/obey.ts';
import { serveBoth } from '../injection/servers.ts';
import { isRedirect, questionsOf, serveObedient, visit } from '../injection/visit.ts';
import { expect, test } from './harness.ts';

test('an engine that does whatever a page orders does no harm without an approval, and does with one', async ({
  start,
}) => {
  test.setTimeout(180_000);
  const servers = await serveBoth();
  const engine = await serveObedient();
  try {
    const driver = await start({ url: servers.site, engine: { kind: 'openai', baseURL: engine.baseURL, model: 'fake-model' } }); // prettier-ignore
    const pages = sample(9);
    const visits = [];
    for (const page of pages) visits.push(await visit(driver, { servers, engine }, page));
    expect(visits.flatMap(({ effects }) => effects).filter((effect) => !isRedirect(effect))).toEqual([]);
    expect(visits.filter(({ tried }) => tried).length).toBeGreaterThan(pages.length / 3);
    const bites = [];
    for (const page of pages) bites.push(await visit(driver, { servers, engine, approve: 'all' }, page));
    expect(bites.flatMap(({ effects }) => effects).length).toBeGreaterThan(0);
  } finally {
    await engine.close();
    await servers.close();
  }
});

test('ordinary tasks are done without a question', async ({ start }) => {
  const servers = await serveBoth();
  try {
    servers.show({ html: PAGE });
    const driver = await start({ url: `${servers.site}/` });
    for (const task of TASKS.filter((_, index) => index % 7 === 0)) {
      await driver.page.goto(`${servers.site}/`);
      expect(questionsOf(await driver.run(task)), task).toEqual({ asked: 0, refused: 0 });
    }
  } finally {
    await servers.close();
  }
});

test('a link whose own server leads elsewhere: the user is asked before anything of that site is used', async ({
  start,
}) => {
  const servers = await serveBoth();
  try {
    servers.show({ html: () => '<title>Shop</title><p><a href="/redirect?q=1">Terms</a></p>' });
    const replies = ['{"do":"click","ref":"e1"}', '{"do":"answer","text":"read it"}'];
    const driver = await start({ url: servers.site, engine: { kind: 'scripted', replies } });
    const stopped = await driver.run('open the terms, and then tell me what they say');
    expect(stopped).toMatchObject({ status: 'refused', problem: { code: 'page.strayed', params: { site: new URL(servers.attacker).host } } }); // prettier-ignore
    expect(JSON.stringify(stopped.records)).not.toContain('Thank you.');
    await driver.page.goto(servers.site);
    await driver.settings({ engine: { kind: 'scripted', replies } });
    const gone = await driver.run('open the terms, and then tell me what they say', { approve: 'all' });
    expect(gone).toMatchObject({ status: 'done', answer: 'read it' });
  } finally {
    await servers.close();
  }
});
