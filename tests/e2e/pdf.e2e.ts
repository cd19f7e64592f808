/** A PDF in a tab is read, asked about and cited by page. */
import { expect, shownRun, test, problemWords } from './harness.ts';

test('a PDF of a hundred pages is asked about, and the answer leads to its page', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.page.goto(site.url('report.pdf')).catch(() => undefined);
  const record = await driver.run('Who is the keeper of oven 77, known as Ottilie?');
  expect(record.status).toBe('done');
  expect(record.answer).toContain('Ottilie Brandt');
  const [source] = record.iterations.at(-1)?.decide?.sources ?? [];
  expect(source?.page).toBe(77);
  const panel = await driver.panel();
  const cite = panel.getByTestId('cite').first();
  await expect(cite).toHaveAccessibleName(/page 77/);
  await cite.click();
  await expect.poll(() => driver.page.url()).toContain('#page=77');
  await expect(panel.getByTestId('source-gone')).toBeHidden();
});

test('a model is given passages of the PDF that fit, with their numbers', async ({ site, start }) => {
  const replies = ['Ottilie Brandt keeps it [1].'];
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies } });
  await driver.page.goto(site.url('report.pdf')).catch(() => undefined);
  const record = await driver.run('Who is the keeper known by the name of Ottilie?');
  expect(record.answer).toBe('Ottilie Brandt keeps it [1].');
  expect(record.iterations.at(-1)?.decide?.sources).toHaveLength(1);
});

test('a PDF of one line is summarised', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await driver.page.goto(site.url('menu.pdf')).catch(() => undefined);
  const record = await driver.run('summarise this page');
  expect(record.status).toBe('done');
  expect(record.answer).toContain('Menu of the Corner Bakery');
});

for (const [file, code] of [
  ['locked.pdf', 'page.pdf_locked'],
  ['scan.pdf', 'page.pdf_scan'],
] as const) {
  test(`${file} is refused in words that say why`, async ({ site, start }) => {
    const driver = await start({ url: site.origin });
    await driver.page.goto(site.url(file)).catch(() => undefined);
    const record = await driver.run('summarise this page');
    expect(record.problem?.code).toBe(code);
    expect(await shownRun(driver, record.runId)).toContain(problemWords(code));
  });
}
