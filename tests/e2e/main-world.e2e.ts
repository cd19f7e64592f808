/** What Locus does in the page's own world: listening where the user let it, dialogs while it acts, tools that the page declares. */
import type { Driver } from '../driver/index.ts';
import { serveOpenAI } from '../fixtures/openai-server.ts';
import { expect, test } from './harness.ts';

declare const chrome: {
  scripting: { getRegisteredContentScripts(): Promise<{ id: string; matches: string[] }[]> };
};

/** Patterns of the sites that are listened to now. */
function listening(driver: Driver): Promise<unknown> {
  return driver.inWorker(async () => {
    const scripts = await chrome.scripting.getRegisteredContentScripts();
    return scripts.map(({ id, matches }) => `${id} ${matches.join(' ')}`).toSorted();
  });
}

const HOST = ['listen http://127.0.0.1/*', 'listen-main http://127.0.0.1/*'];
const NATIVE = 'function addEventListener() { [native code] },function toString() { [native code] }';

test('a site that is always allowed is listened to: what only has a listener is clicked', async ({ site, start }) => {
  const driver = await start({ url: site.origin, settings: { sites: { [site.origin]: 'always' } } });
  await expect.poll(() => listening(driver)).toEqual(HOST);
  await driver.page.goto(site.url('own.html'));
  const record = await driver.run('click "Open the hatch"');
  expect(record.status).toBe('done');
  await expect.poll(() => site.count('hatch')).toBe(1);
  expect(await driver.page.evaluate('first')).toBe(NATIVE);
  const trace = `(() => { try { EventTarget.prototype.addEventListener.call({}, 'click', () => {}) } catch (error) { return error.stack } })()`;
  expect(await driver.page.evaluate(trace)).toMatch(/^TypeError: Illegal invocation\n(?!.*chrome-extension)/su);
  // Switched off, it is gone from the next page on.
  await driver.settings({ deaf: [site.origin] });
  await expect.poll(() => listening(driver)).toEqual([]);
  await driver.page.reload();
  expect((await driver.run('click "Open the hatch"')).status).not.toBe('done');
  expect(site.count('hatch')).toBe(1);
});

test('other sites are not listened to, allowed once or not at all', async ({ site, start }) => {
  const driver = await start({ url: site.url('own.html') });
  expect((await driver.run('click "Open the hatch"')).status).not.toBe('done');
  expect(await listening(driver)).toEqual([]);
});

test('a site is listened to once the browser gives the permission for it, and no longer when it is taken', async ({
  site,
  start,
}) => {
  const driver = await start({
    url: site.otherOrigin,
    access: 'ask',
    settings: { sites: { [site.otherOrigin]: 'always' } },
  });
  expect(await listening(driver)).toEqual([]);
  await driver.settings({ sites: { [site.otherOrigin]: 'always', [site.origin]: 'always' } });
  await expect.poll(() => listening(driver)).toEqual(HOST);
  await driver.settings({ sites: { [site.origin]: 'never' } });
  await expect.poll(() => listening(driver)).toEqual([]);
});

test("dialogs that an act opens stop nobody, and are told; later ones are the browser's", async ({ site, start }) => {
  const driver = await start({ url: site.url('own.html') });
  const shown: string[] = [];
  driver.page.on('dialog', (dialog) => {
    shown.push(dialog.message());
    void dialog.dismiss();
  });
  const note = await driver.run('click "Show note"');
  expect(note.status).toBe('done');
  expect(note.iterations[0]?.act?.outcome?.change?.dialogs).toEqual([
    { type: 'alert', message: 'The oven is hot', accepted: true },
  ]);
  const sure = await driver.run('click "Try oven"');
  expect(sure.iterations[0]?.act?.outcome?.change?.dialogs).toEqual([
    { type: 'confirm', message: 'Light it now?', accepted: false },
  ]);
  // Nobody was there to answer what the page asks.
  expect(sure.iterations[1]?.act?.questions[0]?.question).toMatchObject({ verdict: { rule: 'page_asks' }, asks: ['Light it now?'] }); // prettier-ignore
  expect(sure.status).toBe('refused');
  await expect.poll(() => site.counts).toEqual({ note: 1, cold: 1 });
  expect(shown).toEqual([]);
  await driver.page.getByText('Show note').click();
  await expect.poll(() => shown).toEqual(['The oven is hot']);
});

test('a tool of the page is used once the user agrees, and its answer is kept', async ({ site, start }) => {
  const call = { do: 'call', tool: 'count_loaves', input: '{"kind":"rye"}' };
  let asked = 0;
  const server = await serveOpenAI(() => JSON.stringify(asked++ === 0 ? call : { do: 'answer', text: '12 loaves' }));
  const engine = { kind: 'openai' as const, baseURL: server.baseURL, model: 'fake-model' };
  const driver = await start({ url: site.url('own.html'), engine, approve: 'all' });
  const record = await driver.run('choose the loaves of rye and press count for them with what the page has');
  const act = record.iterations[0]?.act;
  expect(server.asked[0]?.messages.map(({ content }) => content).join('\n')).toContain('count_loaves');
  expect(act?.questions[0]?.question).toMatchObject({ kind: 'approve', verdict: { rule: 'page_tool' } });
  expect(act?.outcome).toMatchObject({ status: 'ok', copied: '12 loaves of rye' });
  await expect(driver.page.getByRole('status')).toHaveText('counted rye');
  await server.close();
});
