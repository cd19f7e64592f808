/** Bad input: a clear answer or a clear refusal each, and nothing lost. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, problemWords, shownRun, test } from './harness.ts';

test('an empty page has nothing to summarise', async ({ site, start }) => {
  const driver = await start({ url: site.url('empty.html') });
  const record = await driver.run({ kind: 'summarise' });
  expect(record.problem?.code).toMatch(/^page\.(empty|no_text)$/);
  expect(await shownRun(driver, record.runId)).toContain(problemWords(record.problem?.code ?? ''));
});

test('a page without text has nothing to summarise, but its buttons work', async ({ site, start }) => {
  const driver = await start({ url: site.url('notext.html') });
  const record = await driver.run({ kind: 'summarise' });
  expect(record.problem?.code).toMatch(/^page\.(empty|no_text)$/);
  expect((await driver.run('click "Next"')).status).toBe('done');
});

test('a page of 10 MB is summarised, what was left out is said, and it can be acted on', async ({ site, start }) => {
  test.setTimeout(180_000);
  const driver = await start({ url: site.url('huge.html') });
  const record = await driver.run({ kind: 'summarise' }, { timeoutMs: 90_000 });
  expect(record.status).toBe('done');
  expect(record.answer.length).toBeGreaterThan(50);
  expect(record.iterations[0]?.interpret?.leftOut.length).toBeGreaterThan(0);
  expect((await driver.run('click "Mark 2"', { timeoutMs: 90_000 })).status).toBe('done');
});

test('a page that never rests is read and acted on', async ({ site, start }) => {
  const driver = await start({ url: site.url('restless.html') });
  const record = await driver.run({ kind: 'summarise' });
  expect(record.status).toBe('done');
  expect(record.answer).toMatch(/oven|loaves|board/i);
  expect((await driver.run('click "Ring the bell"')).status).toBe('done');
  await expect.poll(() => site.count('bell')).toBe(1);
});

for (const url of ['chrome://version/', 'about:blank']) {
  test(`${url} is refused as a page of the browser`, async ({ start }) => {
    const driver = await start({ url });
    const record = await driver.run('summarise this page');
    expect(record.problem?.code ?? record.answer).toMatch(/^page\.restricted$|cannot|can't|browser/i);
    expect(record.status).not.toBe('done');
  });
}

test('a file: page is summarised where the browser lets Locus in, else refused with the switch that does', async ({
  start,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'locus-file-'));
  const file = path.join(folder, 'page.html');
  writeFileSync(file, '<!doctype html><title>A file</title><p>Text in a file.</p>');
  const driver = await start({ url: pathToFileURL(file).href });
  const record = await driver.run('summarise this page');
  expect(record.status === 'done' ? record.answer : record.problem?.code).toMatch(/^page\.file_access$|Text in a file/);
  rmSync(folder, { recursive: true });
});

test('a page in Arabic, right to left, is summarised in its own words', async ({ site, start }) => {
  const driver = await start({ url: site.url('rtl.html') });
  const record = await driver.run({ kind: 'summarise' });
  expect(record.status).toBe('done');
  expect(record.answer).toMatch(/\p{Script=Arabic}{3}/u);
});

test('a form in Arabic is filled by its own names', async ({ site, start }) => {
  const driver = await start({ url: site.url('rtl.html'), approve: 'all' });
  const record = await driver.run('fill "الاسم" with "آدا"');
  expect(record.status).toBe('done');
  await expect(driver.page.locator('input[name=name]')).toHaveValue('آدا');
});

test('emoji and unpaired surrogates are read, and what is kept is well-formed', async ({ site, start }) => {
  const driver = await start({ url: site.url('emoji.html') });
  const record = await driver.run({ kind: 'summarise' });
  expect(record.status).toBe('done');
  expect(record.answer.isWellFormed()).toBe(true);
  expect(JSON.stringify(record.records).isWellFormed()).toBe(true);
  expect((await driver.run('click "Pick 🥐"')).status).toBe('done');
});

test('a text of 100,000 characters is refused, and still in the box', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const text = 'long text '.repeat(10_000);
  const record = await driver.run(text);
  expect(record).toMatchObject({ status: 'refused', problem: { code: 'run.too_long' } });
  expect(record.answer).not.toBe('');
  const panel = await driver.panel();
  expect((await panel.getByTestId('composer').inputValue()).length).toBe(text.length);
});

test('a task with unpaired surrogates does not break the journal', async ({ site, start }) => {
  const driver = await start({ url: site.url('counter.html') });
  const record = await driver.run('click "Add \uD83E one"');
  expect(record.status).not.toBe('running');
  expect((await driver.run('click "Add one"')).status).toBe('done');
});

test('a page that goes away while it is worked on ends the run in words', async ({ site, start }) => {
  const engine = { kind: 'scripted' as const, replies: ['word '.repeat(200)], delayMs: 30 };
  const driver = await start({ url: site.origin, engine });
  const extra = await driver.context.newPage();
  await extra.goto(site.origin);
  await driver.panel(extra);
  const record = await driver.run('what is sold here, and why does it take so long?', {
    page: extra,
    onText: () => void extra.close().catch(() => undefined),
  });
  expect(['done', 'failed', 'stopped']).toContain(record.status);
});
