import { acts, expect, kinds, test } from './harness.ts';

test('a summary by rules quotes the page, costs no tokens, and sends nothing', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const record = await driver.run({ kind: 'summarise' });
  expect(record).toMatchObject({ status: 'done', sentBytes: {}, shown: true, timedOut: false });
  expect(record.usage).toMatchObject({ promptTokens: 0, completionTokens: 0 });
  expect(record.iterations.map(({ decide }) => decide?.by)).toEqual(['rule']);
  expect(record.answer).toMatch(/oven|loaf|bread/i);
  const panel = await driver.panel();
  await expect(panel.getByTestId('answer').last()).toContainText(/oven|loaf|bread/i);
});

test('"summarise this page" typed as words is the same task', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const record = await driver.run('summarise this page');
  expect(record.status).toBe('done');
  expect(record.answer.length).toBeGreaterThan(100);
});

test('the form is filled and sent by rules, each act intended before it is done', async ({ site, start }) => {
  const driver = await start({ url: site.origin, approve: 'all' });
  const record = await driver.run('fill Name with Ada, choose Large, press Order');
  expect(record.status).toBe('done');
  expect(site.count('order')).toBe(1);
  expect(site.forms).toEqual([expect.objectContaining({ name: 'Ada', size: 'Large' })]);
  expect(acts(record).map((act) => [act.do, act.status])).toEqual([
    ['type', 'ok'],
    ['select', 'ok'],
    ['click', 'ok'],
  ]);
  const order = kinds(record).filter((kind) => kind === 'intent' || kind === 'outcome');
  expect(order).toEqual(['intent', 'outcome', 'intent', 'outcome', 'intent', 'outcome']);
  expect(record.iterations.every(({ decide }) => decide?.by === 'rule')).toBe(true);
  await expect(driver.page).toHaveURL(/thanks/);
});

test('a form is filled from one sentence, field by field', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const task = 'Fill in the form: name Ada Lovelace, email ada@a.example, size large, wrap it as a gift';
  expect(acts(await driver.run(task)).map((act) => act.do)).toEqual(['type', 'type', 'select', 'check']);
  await expect(driver.page.getByLabel('Name')).toHaveValue('Ada Lovelace');
  await expect(driver.page.getByLabel('Email')).toHaveValue('ada@a.example');
  await expect(driver.page.getByLabel('Size')).toHaveValue('Large');
  await expect(driver.page.getByLabel('Wrap it as a gift')).toBeChecked();
  expect(site.count('order')).toBe(0);
});

test('what is declined is not sent', async ({ site, start }) => {
  const driver = await start({ url: site.origin, approve: 'none' });
  const record = await driver.run('fill Name with Ada, press Order');
  expect(record.status).not.toBe('done');
  expect(kinds(record)).toContain('question');
  expect(site.count('order')).toBe(0);
  await expect(driver.page.getByLabel('Name')).toHaveValue('Ada');
});

test('the question shows the exact values, and Enter in the box approves nothing', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const running = driver.run('fill Name with Ada Lovelace, press Order', {
    approve: async () => {
      await expect(panel.getByTestId('question')).toContainText('Ada Lovelace');
      await panel.getByTestId('composer').press('Enter');
      await panel.keyboard.press('Enter');
      await panel.waitForTimeout(1000);
      expect(site.count('order')).toBe(0);
      return true;
    },
  });
  expect((await running).status).toBe('done');
  expect(site.count('order')).toBe(1);
});

test('buttons in a shadow root and in a frame of the same origin are clicked', async ({ site, start }) => {
  const driver = await start({ url: site.url('nested.html') });
  expect((await driver.run('click "Shadow button"')).status).toBe('done');
  expect((await driver.run('click "Frame button"')).status).toBe('done');
  await expect.poll(() => [site.count('shadow'), site.count('frame')]).toEqual([1, 1]);
});

test('commands that move: scroll, open, back', async ({ site, start }) => {
  const driver = await start({ url: site.url('long.html') });
  expect((await driver.run('scroll down')).status).toBe('done');
  expect(await driver.page.evaluate(() => scrollY)).toBeGreaterThan(100);
  expect((await driver.run(`open ${site.url('about.html')}`, { approve: 'all' })).status).toBe('done');
  await expect(driver.page).toHaveURL(/about/);
  expect((await driver.run('go back')).status).toBe('done');
  await expect(driver.page).toHaveURL(/long/);
});

test('a heading comes into view, and the page goes back to where it was', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const top = (heading: string) => driver.page.getByRole('heading', { name: heading }).evaluate((it) => it.getBoundingClientRect().top); // prettier-ignore
  await driver.page.setViewportSize({ width: 800, height: 300 });
  const run = await driver.run('scroll to what comes next');
  expect(run.status).toBe('done');
  expect(Math.abs(await top('What comes next'))).toBeLessThan(2);
  const panel = await driver.panel();
  await panel.getByTestId('undo').click();
  await expect.poll(() => driver.page.evaluate(() => scrollY)).toBe(0);
  const missing = await driver.run('scroll to the section on the moon');
  expect(missing.problem?.code).toBe('element.not_found');
});

test('an element that is not there is named, and nothing is clicked', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const record = await driver.run('click "Launch the rocket"');
  expect(record.status).not.toBe('done');
  expect(record.problem?.code).toMatch(/element\.not_found|run\.not_understood|engine\.none/);
  expect(site.counts).toEqual({});
});

test('a question that no rule answers says that a model is needed', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const record = await driver.run('why is the moon not made of rye?');
  expect(['failed', 'refused', 'done']).toContain(record.status);
  expect(record.answer + (record.problem?.code ?? '')).not.toBe('');
});
