/** Secrets that the user keeps for one site: entered in the settings, given by their handles, seen by nobody else. */
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import type { Question } from '../../lib/contracts/index.ts';
import type { Driver } from '../driver/index.ts';
import { acts, expect, shownRun, test } from './harness.ts';

const VALUE = 'Sesam, öffne dich 42!';
/** As it may be written in a record, an address, a form. */
const SPELLINGS = [VALUE, 'Sesam', encodeURIComponent(VALUE), new URLSearchParams([['', VALUE]]).toString().slice(1)];

/** Enters a secret in the settings, and goes back. */
async function keep(panel: Page, origin: string, more: { user?: string; lasts?: 'session' } = {}): Promise<void> {
  await panel.getByTestId('settings-open').click();
  const section = panel.getByTestId('secrets');
  await section.locator('summary').click();
  await section.getByTestId('secret-site').fill(origin);
  if (more.user !== undefined) await section.getByTestId('secret-user').fill(more.user);
  if (more.lasts !== undefined) await section.getByTestId('secret-lasts').selectOption(more.lasts);
  await section.getByTestId('secret-form').getByTestId('secret-value').fill(VALUE);
  await section.getByTestId('secret-keep').click();
  await expect(section.getByTestId('secret')).toHaveCount(1);
  await expect(section.getByTestId('secret-form').getByTestId('secret-value')).toHaveValue('');
  await panel.getByTestId('back').click();
}

/** Everything that this extension has stored anywhere, and every message that its pages heard. */
async function everything(driver: Driver, panel: Page): Promise<string> {
  const stored = await panel.evaluate(async () => {
    const api = Reflect.get(globalThis, 'chrome');
    const all: unknown[] = [await api.storage.local.get(null), Reflect.get(globalThis, 'heard')];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '');
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(new Error('no database')));
      });
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve) => {
          const asking = database.transaction(store).objectStore(store).getAll();
          asking.addEventListener('success', () => resolve(asking.result));
        });
        const bytes = rows.flatMap((row) => Object.values(Object(Reflect.get(Object(row), 'sealed'))));
        all.push(
          rows,
          bytes.map((each) => new TextDecoder().decode(each instanceof ArrayBuffer ? each : new Uint8Array())),
        );
      }
      database.close();
    }
    return JSON.stringify(all);
  });
  return stored + (await panel.content()) + JSON.stringify(await driver.runs());
}

async function listen(panel: Page): Promise<void> {
  await panel.evaluate(() => {
    const heard: unknown[] = [];
    Reflect.set(globalThis, 'heard', heard);
    Reflect.get(globalThis, 'chrome').runtime.onMessage.addListener((message: unknown) => void heard.push(message));
  });
}

const SIGN_IN = [
  '{"do":"type","ref":"e1","text":"ada"}',
  '{"do":"give","ref":"e2","secret":"s1"}',
  '{"do":"click","ref":"e3"}',
  '{"do":"answer","text":"You are in."}',
];
const TASK = 'open the way in for ada, and then tell me what is there';

test('a model signs in by a handle; the site gets the value, and nobody else has it', async ({ site, start }) => {
  const questions: Question[] = [];
  const driver = await start({
    url: site.url('login.html'),
    engine: { kind: 'scripted', replies: SIGN_IN },
    approve: (question) => questions.push(question) > 0,
  });
  const panel = await driver.panel();
  await listen(panel);
  await keep(panel, site.origin);
  const record = await driver.run(TASK);
  expect(record.status, JSON.stringify(record.problem)).toBe('done');
  expect(site.forms).toEqual([{ user: 'ada', password: VALUE }]);
  expect(acts(record).map((act) => [act.do, act.status])).toEqual([['type', 'ok'], ['give', 'ok'], ['click', 'ok']]); // prettier-ignore
  const asked = questions.filter(({ kind }) => kind === 'approve');
  expect(asked).toMatchObject([
    {
      action: { do: 'give', secret: 's1' },
      verdict: { rule: 'give_asked' },
      values: [{ name: 'Password', value: '••••' }],
    },
    { action: { do: 'click' } },
  ]);
  // The model saw the handle, and the page showed what it got: as dots.
  const prompts = JSON.stringify(record.records);
  expect(prompts).toContain('Secrets of the user, for \\"give\\": s1 password');
  expect(prompts).toContain('Help with ••••');
  expect(await shownRun(driver, record.runId)).toContain('(value not shown)');
  const downloading = panel.waitForEvent('download');
  await panel.getByTestId('trace-save').last().click();
  const trace = await readFile(await (await downloading).path(), 'utf8');
  expect(trace).toContain('"do":"give"');
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('secrets').locator('summary').click();
  const all = trace + JSON.stringify(await driver.trace(record.runId)) + (await everything(driver, panel));
  expect(all).toContain('"messages"');
  for (const spelling of SPELLINGS) expect(all).not.toContain(spelling);
});

test('a site that looks the same under another address gets nothing, nor does a frame of it', async ({ site, start }) => {
  const driver = await start({ url: `${site.otherOrigin}/login.html`, engine: { kind: 'scripted', replies: SIGN_IN }, approve: 'all' });
  const panel = await driver.panel();
  await keep(panel, site.origin);
  const record = await driver.run(TASK);
  expect(acts(record).map((act) => act.do)).toEqual(['type', 'click']);
  expect(site.forms).toEqual([{ user: 'ada', password: '' }]);
  expect(JSON.stringify(record.records)).not.toContain('Secrets of the user');

  // In a page of the right site, a frame of the other: it may be read, and gets nothing either.
  await driver.page.goto(site.url('empty.html'));
  await driver.page.evaluate((src) => {
    document.body.innerHTML = `<iframe src="${src}" width="400" height="300" title="Inside"></iframe>`;
  }, `${site.otherOrigin}/login.html`);
  const inside = driver.page.frameLocator('iframe').getByLabel('Password');
  await inside.waitFor();
  const replies = ['{"do":"give","ref":"f1e2","secret":"s1"}', '{"do":"answer","text":"no"}'];
  await driver.settings({ engine: { kind: 'scripted', replies } });
  const framed = await driver.run(TASK);
  expect(JSON.stringify(framed.records)).toContain('f1e2');
  expect(acts(framed)).toEqual([]);
  await driver.settings({ engine: { kind: 'rules' } });
  expect((await driver.run('fill in my password')).problem?.code).toMatch(/^(?:element\.not_found|secret\.none)$/);
  await expect(inside).toHaveValue('');
  expect(site.forms).toHaveLength(1);
}); // prettier-ignore

test('"log in" is done by rules: user name, password, and the button that asks; undo empties the field', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('login.html'), approve: 'all' });
  const panel = await driver.panel();
  await keep(panel, site.origin, { user: 'ada', lasts: 'session' });
  const record = await driver.run('please log in');
  expect(record.status, JSON.stringify(record.problem)).toBe('done');
  expect(site.forms).toEqual([{ user: 'ada', password: VALUE }]);
  expect(record.iterations.map(({ decide }) => decide?.rule)).toEqual(['command.user-name', 'command.give', 'command.sign-in', 'finish.all-done']); // prettier-ignore
  const asked = record.iterations.flatMap(({ act }) => act?.questions ?? []);
  expect(asked.map(({ question }) => question.kind === 'approve' && question.action.do)).toEqual(['click']);

  await driver.page.goto(site.url('login.html'));
  const { runId } = await driver.run('fill in my password');
  await expect(driver.page.getByLabel('Password')).toHaveValue(VALUE);
  await panel.locator(`[data-run-id="${runId}"] [data-testid=undo]`).click();
  await expect(driver.page.getByLabel('Password')).toHaveValue('');
  for (const spelling of SPELLINGS) expect(await everything(driver, panel)).not.toContain(spelling);
});

test('a password that is typed into the chat is kept as a secret instead, if the user likes, and never written down', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('login.html') });
  const panel = await driver.panel();
  await listen(panel);
  await panel.getByTestId('composer').fill(`fill Password with "${VALUE}"`);
  await panel.getByTestId('ask').click();
  await expect(panel.getByTestId('spoken')).toContainText(new URL(site.origin).host);
  expect(await driver.runs()).toEqual([]);
  await panel.getByTestId('spoken-session').click();
  const run = await driver.waitForRun(({ status }) => status === 'done');
  await expect(driver.page.getByLabel('Password')).toHaveValue(VALUE);
  expect(run.signal.task).toEqual({ kind: 'ask', text: 'fill Password with secret s1' });
  for (const spelling of SPELLINGS) expect(await everything(driver, panel)).not.toContain(spelling);
});
