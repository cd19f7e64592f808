/**
 * No host permission at install. `localhost` is a site without one here; the end-to-end build has 127.0.0.1 only. Where Locus
 * follows a link it knows the address, and asks for the site by its name: once, always or never.
 */
import { expect, kinds, test } from './harness.ts';

test('once: the site is asked for by its name, worked on, and asked for again the next time', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.origin, access: 'ask', approve: 'all' });
  const task = `open ${site.otherOrigin}/counter.html, click "Add one"`;
  const first = await driver.run(task);
  expect(first.status).toBe('done');
  const access = first.iterations
    .flatMap(({ act }) => act?.questions ?? [])
    .filter(({ question }) => question.kind === 'access');
  expect(access).toEqual([{ question: expect.objectContaining({ origin: site.otherOrigin }), reply: 'once' }]);
  await expect.poll(() => site.count('add')).toBe(1);
  expect((await driver.settings()).sites).toEqual({});
  await driver.page.goto(site.origin);
  const second = await driver.run(task);
  expect(second.status).toBe('done');
  expect(second.records.some(({ entry }) => entry.kind === 'question' && entry.question.kind === 'access')).toBe(true);
});

test('always: it is remembered', async ({ site, start }) => {
  const driver = await start({ url: site.origin, access: 'ask', approve: 'all' });
  const panel = await driver.panel();
  await driver.allow(site.otherOrigin);
  await panel.getByTestId('composer').fill(`open ${site.otherOrigin}/counter.html, click "Add one"`);
  await panel.getByTestId('ask').click();
  const reply = (kind: string, answer: string) =>
    panel.locator(`[data-testid=question][data-kind=${kind}] [data-reply=${answer}]`);
  await reply('approve', 'yes').or(reply('access', 'always')).click();
  if (await reply('approve', 'yes').isHidden()) await expect(reply('access', 'always')).toBeHidden();
  else await reply('access', 'always').click();
  await driver.waitForRun(({ status }) => status === 'done');
  expect((await driver.settings()).sites).toEqual({ [site.otherOrigin]: 'always' });
  const second = await driver.run('click "Second step"');
  expect(kinds(second)).not.toContain('question');
  await expect.poll(() => site.counts).toEqual({ add: 1, second: 1 });
});

test('never: nothing is read, now or later, and the panel says why', async ({ site, start }) => {
  const driver = await start({ url: site.origin, access: 'ask', approve: ({ kind }) => kind === 'approve' });
  const first = await driver.run(`open ${site.otherOrigin}/counter.html, click "Add one"`);
  expect(first.status).not.toBe('done');
  expect(first.problem?.code).toBe('page.never');
  expect((await driver.settings()).sites).toEqual({ [site.otherOrigin]: 'never' });
  const second = await driver.run('click "Add one"');
  expect(second.status).not.toBe('done');
  expect(site.counts).toEqual({});
});

test('a rule for the site that the settings hold is kept to', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), settings: { sites: { [site.origin]: 'never' } } });
  const record = await driver.run('click "Add one"');
  expect(record.problem?.code).toBe('page.never');
  expect(site.counts).toEqual({});
});

test('a gesture on the page lets it in once, without a question', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html`, access: 'ask' });
  await driver.pressToolbarButton();
  const record = await driver.run('click "Add one"');
  expect(record.status).toBe('done');
  expect(kinds(record)).not.toContain('question');
  await expect.poll(() => site.count('add')).toBe(1);
});

test('without a gesture the browser hides the address: Locus says so, and the gesture lets the run go on', async ({
  site,
  start,
}) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html`, access: 'ask' });
  const panel = await driver.panel();
  await panel.getByTestId('composer').fill('click "Add one"');
  await panel.getByTestId('ask').click();
  await driver.waitForRun(({ status, question }) => status === 'waiting' && question?.kind === 'access');
  await expect(panel.locator('[data-testid=question][data-kind=access]')).toBeVisible();
  expect(site.count('add')).toBe(0);
  await driver.pressToolbarButton();
  await driver.waitForRun(({ status }) => status === 'done');
  await expect.poll(() => site.count('add')).toBe(1);
});

test('a site that was let in before is worked on without a question', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html` });
  const record = await driver.run('click "Add one"');
  expect(record.status).toBe('done');
  expect(kinds(record)).not.toContain('question');
});
