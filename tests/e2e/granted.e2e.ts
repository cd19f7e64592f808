/** Tools that ask for something outside of the sandbox, in a run: opened from a pack, asked about, called, recorded, replayed. */
import type { Page } from '@playwright/test';

import type { JournalRecord, Question, ToolAsks } from '../../lib/contracts/index.ts';
import { examplePack, packOf } from '../sandbox/packs.ts';
import { twoServers } from '../sandbox/tools.ts';
import { expect, test, words } from './harness.ts';

const USE = '{"do":"use","tool":"page_facts","input":{}}';
const ANSWER = '{"do":"answer","text":"It has some words."}';
const TASK = 'what is the length of this page?';

const file = (bytes: Uint8Array) => ({ name: 'tool.locus-tool', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }); // prettier-ignore

/** Opens the pack in the settings and keeps it. */
async function add(panel: Page, bytes: Uint8Array): Promise<void> {
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').first().click();
  await panel.getByTestId('pack-open').setInputFiles(file(bytes));
  await panel.getByTestId('pack-keep').click();
  await expect(panel.getByTestId('pack')).toHaveCount(0);
  await panel.getByTestId('back').click();
}

function callsOf({ records }: { records: readonly JournalRecord[] }) {
  return records.flatMap(({ entry }) => (entry.kind === 'outcome' ? (entry.outcome.gave?.calls ?? []) : []));
}

/** Answers as given, one after the other, and keeps what was asked. */
function answering(...replies: ('no' | 'yes' | 'run' | 'site' | 'always')[]) {
  const asked: ToolAsks[] = [];
  const approve = (question: Question) => {
    if (question.kind !== 'approve' || question.tool === undefined) throw new Error(`asked about ${question.kind}`);
    asked.push(question.tool);
    return replies[asked.length - 1] ?? 'no';
  };
  return { asked, approve };
}

test('the Rust example is opened, granted, used by a run, and what it did comes to the same again', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('/long.html'), engine: { kind: 'scripted', replies: [USE, ANSWER] } });
  const panel = await driver.panel();
  await add(panel, await examplePack('page_facts', 'rust'));

  let seen = 0;
  const first = await driver.run(TASK, {
    approve: async () => {
      seen += 1;
      const question = panel.getByTestId('question');
      await expect(question).toContainText('Length of this page');
      await expect(question).toContainText(words('capability_page_read'));
      await expect(question).toContainText('To count the words of the page.');
      await expect(question).toContainText('To say when it was read.');
      await panel.screenshot({ path: test.info().outputPath('asks.png') });
      return 'run' as const;
    },
  });
  expect(seen).toBe(1);
  expect(first).toMatchObject({ status: 'done', answer: 'It has some words.', sentBytes: {} });
  expect(callsOf(first)).toMatchObject([
    { name: 'page.read', answer: { ok: true }, read: [site.origin] },
    { name: 'clock', answer: { ok: true } },
  ]);
  const gave = first.records.flatMap(({ entry }) => (entry.kind === 'outcome' ? (entry.outcome.gave ?? []) : []));
  expect(gave[0]?.text).toMatch(/"granted":true,"words":[1-9]/u);

  // The trace: the decision, the calls with their answers, the result; and all of it once more without asking anybody.
  const step = panel.getByTestId('step').first();
  await step.locator('button.what').click();
  await expect(step.getByTestId('gave-output')).toContainText('"granted":true');
  await step.getByTestId('tool-calls').locator('summary').click();
  await expect(step.getByTestId('tool-call')).toHaveCount(2);
  await step.getByTestId('tool-replay').click();
  await expect(step.getByTestId('tool-replayed')).toHaveText(words('tools_replay_same'));
  await step.scrollIntoViewIfNeeded();
  await panel.screenshot({ path: test.info().outputPath('calls.png') });
  await panel.getByTestId('replay-open').click();
  await expect(panel.getByTestId('replay-result')).toHaveAttribute('data-same', 'true');
  await expect(panel.getByTestId('replay-step').getByTestId('tool-call')).toHaveCount(2);
});

test('a grant stands as long as the user said, and no longer; a no is known to the next decision', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('/long.html'), engine: { kind: 'scripted', replies: [USE, ANSWER] } });
  const panel = await driver.panel();
  await add(panel, await examplePack('page_facts', 'rust'));
  const run = async (...replies: Parameters<typeof answering>) => {
    const { asked, approve } = answering(...replies);
    const record = await driver.run(TASK, { approve });
    return { asked: asked.map(({ asks }) => asks.map(({ name }) => name)), record, calls: callsOf(record).map(({ answer }) => answer?.ok) }; // prettier-ignore
  };
  const both = ['page.read', 'clock'];
  const refused = await run('no');
  expect(refused).toMatchObject({ asked: [both], calls: [] });
  expect(refused.record).toMatchObject({ status: 'done', answer: 'It has some words.' });
  expect(await run('yes')).toMatchObject({ asked: [both], calls: [true, true] });
  expect(await run('site')).toMatchObject({ asked: [both], calls: [true, true] });
  expect(await run()).toMatchObject({ asked: [], calls: [true, true] });
  await driver.page.goto(site.url('/long.html').replace('127.0.0.1', 'localhost'));
  await driver.allow(new URL(driver.page.url()).origin);
  expect(await run('always')).toMatchObject({ asked: [both], calls: [true, true] });
  await driver.page.goto(site.url('/long.html'));

  // Taken back in the settings: asked again, for that alone.
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').first().click();
  const tool = panel.locator('[data-testid="tool"][data-tool="page_facts"]');
  await expect(tool.getByTestId('tool-use')).toContainText('page.read');
  const grants = tool.getByTestId('grant').and(tool.locator('[data-capability="page.read"]'));
  while ((await grants.count()) > 0) {
    const before = await grants.count();
    await grants.first().getByTestId('grant-take').click();
    await expect(grants).toHaveCount(before - 1);
  }
  await panel.getByTestId('back').click();
  expect(await run('no')).toMatchObject({ asked: [['page.read']], calls: [] });
});

const text = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string', maxLength: 100 } }, required: [name], additionalProperties: false }); // prettier-ignore
const SENDER = `export default async ({ note }, host) => {
  const page = await host.call('page.read', { kind: 'article' });
  if (!page.ok) throw new Error(page.error.code);
  const url = TO + '/note?q=' + encodeURIComponent(note + page.value.title);
  const answer = await host.call('http.fetch', { url, headers: { 'x-api-key': 'key-of-the-tool' } });
  return { said: answer.ok ? answer.value.body : answer.error.code };
}`;

test('what was read leaves for another site only where the user has seen both, and counts where it went', async ({
  site,
  start,
}) => {
  const { port, allowed, close } = await twoServers();
  const to = `http://127.0.0.1:${port}`;
  const pack = packOf({
    manifest: { name: 'send_note', title: 'Note sender', description: 'Sends a note.', inputSchema: { ...text('note'), examples: [{ note: 'a' }] }, outputSchema: text('said') }, // prettier-ignore
    sandbox: {
      keywords: ['note'],
      capabilities: [
        { name: 'page.read', reason: 'For the title.' },
        { name: 'http.fetch', reason: 'To keep it.', hosts: [to] },
      ],
    },
    guest: SENDER.replace('TO', JSON.stringify(to)),
    files: { 'vectors.json': undefined },
  });
  const replies = ['{"do":"use","tool":"send_note","input":{"note":"hello"}}', '{"do":"answer","text":"Kept."}'];
  const driver = await start({ url: site.url('/long.html'), engine: { kind: 'scripted', replies } });
  const panel = await driver.panel();
  await add(panel, pack);
  const first = answering('no');
  await driver.run('send the note hello', { approve: first.approve });
  expect(first.asked).toMatchObject([{ title: 'Note sender', from: [site.origin], to: [to] }]);
  expect(allowed).toEqual([]);

  const second = answering('run');
  const record = await driver.run('send the note hello', {
    approve: async (question) => {
      await expect(panel.getByTestId('tool-carries').last()).toContainText(`127.0.0.1:${port}`);
      await panel.screenshot({ path: test.info().outputPath('carries.png') });
      return second.approve(question);
    },
  });
  expect(record.status).toBe('done');
  expect(allowed.map(({ url }) => url)).toEqual([expect.stringContaining('/note?q=hello')]);
  expect(allowed[0]?.headers).toMatchObject({ 'x-api-key': 'key-of-the-tool' });
  expect(record.sentBytes).toEqual({ [`127.0.0.1:${port}`]: expect.any(Number) });
  expect(JSON.stringify(record.records)).not.toContain('key-of-the-tool');
  await close();
});

const TICKER = `export default async (_, host) => {
  const page = await host.call('page.read', { kind: 'view' });
  const found = /\\[check (\\w+)\\] Remember me/u.exec(page.ok ? page.value.text : '');
  if (found === null) throw new Error('no such box');
  const once = await host.call('page.act', { do: 'check', ref: found[1], on: true });
  const twice = await host.call('page.act', { do: 'check', ref: found[1], on: true });
  return { said: String(once.ok) + ' ' + String(twice.ok) };
}`;

test('a tool proposes a step, which the run decides on and does like its own, and the user takes back', async ({
  site,
  start,
}) => {
  const pack = packOf({
    manifest: { name: 'tick_it', title: 'Ticker', description: 'Ticks a box.', inputSchema: { type: 'object', properties: {}, additionalProperties: false, examples: [{}] }, outputSchema: text('said') }, // prettier-ignore
    sandbox: {
      keywords: ['ticker'],
      capabilities: [
        { name: 'page.read', reason: 'To find the box.', kinds: ['view'] },
        { name: 'page.act', reason: 'To tick it.' },
      ],
    },
    guest: TICKER,
    files: { 'vectors.json': undefined },
  });
  const replies = ['{"do":"use","tool":"tick_it","input":{}}', '', '{"do":"answer","text":"Ticked."}'];
  const driver = await start({ url: site.url('counter.html'), engine: { kind: 'scripted', replies } });
  await add(await driver.panel(), pack);
  const { asked, approve } = answering('yes');
  const record = await driver.run('let the ticker do its work', { approve });
  expect(asked.map(({ asks }) => asks.map(({ name }) => name))).toEqual([['page.read', 'page.act']]);
  expect(record).toMatchObject({ status: 'done', answer: 'Ticked.' });
  expect(record.iterations.map(({ decide }) => decide?.by)).toEqual(['model', 'tool', 'model']);
  expect(callsOf(record).map(({ answer }) => answer?.ok)).toEqual([true, true, false]);
  const box = driver.page.getByLabel('Remember me');
  await expect(box).toBeChecked();
  expect(record.iterations[1]?.act?.outcome?.undo).toMatchObject({ do: 'check', on: false });
  await driver.ask({ type: 'run.undo', runId: record.runId });
  await expect(box).not.toBeChecked();
});
