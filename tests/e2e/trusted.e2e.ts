/** Trusted input, by Chrome's debugger: off, on for a site, and where another debugger was there first. */
import { expect, test } from './harness.ts';

const TASK = 'type "Oslo" into City, click "Go there"';

test('a page that ignores what no person did is used once the user turns it on for the site', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('trusted.html') });
  await driver.run(TASK);
  expect(site.count('go')).toBe(0);
  await driver.settings({ trusted: [site.origin] });
  await driver.page.bringToFront();
  const record = await driver.run(TASK);
  const outcomes = record.iterations.flatMap(({ act }) => act?.outcome ?? []);
  expect(outcomes.map(({ status, trusted }) => [status, trusted])).toEqual([
    ['ok', true],
    ['ok', true],
  ]);
  await expect.poll(() => site.count('go')).toBe(1);
  await expect(driver.page.getByRole('status')).toHaveText('went to Oslo');
  await expect(driver.page.getByLabel('City')).toHaveValue('Oslo');
  expect(outcomes[1]?.change?.notices.join(' ')).toContain('went to Oslo');
});

test('it is for that site only', async ({ site, start }) => {
  const driver = await start({ url: site.url('trusted.html'), settings: { trusted: ['https://other.example'] } });
  const record = await driver.run(TASK);
  expect(record.iterations.flatMap(({ act }) => act?.outcome?.trusted ?? [])).toEqual([]);
  expect(site.count('go')).toBe(0);
});

test('in a tab that is not in front the page does it, and the outcome says so', async ({ site, start }) => {
  const driver = await start({ url: site.origin, settings: { trusted: [site.origin] }, approve: 'all' });
  const record = await driver.run(`open ${site.url('counter.html')} in a new tab, click "Add one"`);
  expect(record.status).toBe('done');
  expect(record.iterations.at(-1)?.act?.outcome?.trusted ?? record.iterations.at(-2)?.act?.outcome?.trusted).toBe(
    false,
  );
  await expect.poll(() => site.count('add')).toBe(1);
});
