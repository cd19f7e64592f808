/** What the user lets Locus do on a site: only read, ask for everything, tell nothing of it to a server. */
import type { Question } from '../../lib/contracts/index.ts';
import { serveOpenAI } from '../fixtures/openai-server.ts';
import { expect, kinds, problemWords, shownRun, test } from './harness.ts';

const QUESTION = 'what is sold here, and why does it take so long?';

test('of a site that is local only no byte goes to a server', async ({ site, start }) => {
  const server = await serveOpenAI(() => 'Bread is sold.');
  const engine = { kind: 'openai' as const, baseURL: server.baseURL, model: 'fake-model' };
  const driver = await start({ url: site.origin, engine, settings: { local: [site.origin] } });
  const record = await driver.run(QUESTION);
  expect(record.problem?.code).toBe('site.local_only');
  expect(record.sentBytes).toEqual({});
  expect([server.asked.length, server.received()]).toEqual([0, 0]);
  expect(await shownRun(driver, record.runId)).toContain(new URL(site.origin).host);
  // Rules still decide here, and send nothing.
  expect((await driver.run('summarise this page')).sentBytes).toEqual({});
  expect(server.asked).toEqual([]);
  await driver.settings({ local: [] });
  expect((await driver.run(QUESTION)).status).toBe('done');
  expect(server.asked.length).toBeGreaterThan(0);
  await server.close();
});

test('nor where it stands in a frame of another', async ({ site, start }) => {
  const server = await serveOpenAI(() => '{"do":"answer","text":"no"}');
  const engine = { kind: 'openai' as const, baseURL: server.baseURL, model: 'fake-model' };
  const driver = await start({
    url: `${site.otherOrigin}/counter.html`,
    engine,
    settings: { local: [site.otherOrigin] },
  });
  await driver.run('scroll down'); // lets Locus in there
  await driver.page.goto(site.url('frames.html'));
  const record = await driver.run('press the button that is best for me');
  expect(record.problem?.code).toBe('site.local_only');
  expect(server.asked).toEqual([]);
  await server.close();
});

test('a site that is read only is read, and nothing is done there', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), approve: 'all', settings: { sites: { [site.origin]: 'read' } } });
  const record = await driver.run('click "Add one"');
  expect(record).toMatchObject({ status: 'refused', problem: { code: 'site.read_only' } });
  expect(kinds(record)).not.toContain('intent');
  expect(await shownRun(driver, record.runId)).toContain(problemWords('site.read_only'));
  expect((await driver.run('scroll down')).status).toBe('done');
  await driver.page.goto(site.origin);
  expect((await driver.run('summarise this page')).status).toBe('done');
  expect(site.counts).toEqual({});
}); // prettier-ignore

test('a site where everything asks', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), settings: { sites: { [site.origin]: 'ask' } } });
  const record = await driver.run('click "Add one"');
  expect(record.status).toBe('refused');
  const asked = record.iterations.flatMap(({ act }) => act?.questions ?? []);
  expect(asked).toMatchObject([{ question: { kind: 'approve', verdict: { rule: 'site_ask' } }, reply: 'no' }]);
  expect(site.counts).toEqual({});
});

test('the rule is chosen in the settings', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  const row = panel.getByTestId('site-rule').filter({ hasText: new URL(site.origin).host });
  await row.getByTestId('site-choice').selectOption('read');
  await row.getByTestId('site-local').check();
  await expect
    .poll(async () => driver.settings())
    .toMatchObject({ sites: { [site.origin]: 'read' }, local: [site.origin] });
  await panel.getByTestId('back').click();
  expect((await driver.run('click "Add one"')).problem?.code).toBe('site.read_only');
});

test('what a model read at one site it types at another only where the user says yes, who is told of both', async ({
  site,
  start,
}) => {
  const questions: Question[] = [];
  const to = `${site.otherOrigin}/counter.html`;
  const driver = await start({
    url: to,
    engine: { kind: 'scripted', replies: ['{"do":"answer","text":"seen"}'] },
    approve: (question) => {
      questions.push(question);
      return question.kind === 'access';
    },
  });
  const seen = await driver.run('click the thing that is best');
  const prompt = seen.records
    .flatMap(({ entry }) => (entry.kind === 'interpretation' ? entry.interpretation.messages : []))
    .map(({ content }) => content);
  const ref = /\b(e\d+)\b[^\n]*"City"/u.exec(prompt.join('\n'))?.[1];
  expect(ref, prompt.join('\n')).toBeDefined();
  const type = (text: string) => `{"do":"type","ref":"${ref}","text":"${text}"}`;
  await driver.page.goto(site.origin);
  await driver.settings({ engine: { kind: 'scripted', replies: [`{"do":"goto","url":"${to}"}`, type('rye bread'), '{"do":"answer","text":"done"}'] } }); // prettier-ignore
  await driver.run(`put what is best here into the form at ${to}`);
  const asked = questions.filter(({ kind }) => kind === 'approve');
  expect(asked).toMatchObject([
    { verdict: { rule: 'carries', origins: { from: site.origin, to: site.otherOrigin } }, action: { do: 'type' } },
  ]);
  await expect(driver.page.getByLabel('City')).toHaveValue('');
});

test('a rule for a site is taken back in the settings, and counts no more', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const panel = await driver.panel();
  const here = { hasText: new URL(site.origin).host };
  const row = panel.getByTestId('site-rule').filter(here);
  await panel.getByTestId('settings-open').click();
  await row.getByTestId('site-choice').selectOption('never');
  await panel.getByTestId('back').click();
  expect((await driver.run('click "Add one"')).problem?.code).toBe('page.never');
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('changes').locator('summary').click();
  await panel.getByTestId('change').filter(here).getByTestId('change-back').click();
  await expect(row.getByTestId('site-choice')).not.toHaveValue('never');
  await panel.getByTestId('back').click();
  expect((await driver.run('click "Add one"')).status).toBe('done');
  await expect.poll(() => site.counts).toEqual({ add: 1 });
});
