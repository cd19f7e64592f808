/** No host permission at install: the panel asks for a site, once, always or never. `localhost` is such a site here. */
import { expect, kinds, test } from './harness.ts';

test('once: the page is read after the user said so, and asked for again the next time', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html` });
  const first = await driver.run('click "Add one"');
  expect(first.status).toBe('done');
  expect(first.records.find(({ entry }) => entry.kind === 'reply')?.entry).toMatchObject({ reply: 'once' });
  await expect.poll(() => site.count('add')).toBe(1);
  expect((await driver.settings()).sites).toEqual({});
  const second = await driver.run('click "Add one"');
  expect(kinds(second)).toContain('question');
  expect(second.status).toBe('done');
});

test('always: it is remembered', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html` });
  const panel = await driver.panel();
  await driver.allow(site.otherOrigin);
  await panel.getByTestId('composer').fill('click "Add one"');
  await panel.getByTestId('ask').click();
  await panel.locator('[data-testid=question][data-kind=access] [data-reply=always]').click();
  const run = await driver.waitForRun(({ status }) => status === 'done');
  expect(run.iterations.length).toBeGreaterThan(0);
  expect((await driver.settings()).sites).toEqual({ [site.otherOrigin]: 'always' });
  const second = await driver.run('click "Second step"');
  expect(kinds(second)).not.toContain('question');
  await expect.poll(() => site.counts).toEqual({ add: 1, second: 1 });
});

test('never: nothing is read, now or later, and the panel says why', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/counter.html`, approve: () => false });
  const first = await driver.run('click "Add one"');
  expect(first.status).not.toBe('done');
  expect(first.problem?.code).toBe('page.never');
  const second = await driver.run('click "Add one"');
  expect(kinds(second)).not.toContain('question');
  expect(second.problem?.code).toBe('page.never');
  expect(site.counts).toEqual({});
});

test('a rule for the site that the settings hold is kept to', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html'), settings: { sites: { [site.origin]: 'never' } } });
  const record = await driver.run('click "Add one"');
  expect(record.problem?.code).toBe('page.never');
  expect(site.counts).toEqual({});
});
