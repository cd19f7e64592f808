/** Tools in the built extension: what they give, and what they cannot do, behind the walls that are packaged. */
import { verdictOf } from '../sandbox/attacks/index.ts';
import {
  breakOut,
  callOfEachKind,
  callGuests,
  catalogue,
  CROWD,
  CROWD_ENDS,
  leftAfterLockdown,
  oneCall,
  REACHING,
} from '../sandbox/guests.ts';
import { counting } from '../sandbox/server.ts';
import { expect, test, words } from './harness.ts';

test('a tool is called by its name, and gives what its vector says', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const call = (expression: unknown) => driver.ask({ type: 'tools.call', name: 'calculator', input: { expression } });
  expect(await call('3 ft + 20 cm in m')).toMatchObject({ ok: true, value: { output: { text: '1.1144 m' } } });
  expect(await call('1 / 0')).toMatchObject({ ok: false, problem: { code: 'sandbox.failed' } });
  expect(await call('0.1 + 0.2')).toMatchObject({ ok: true, value: { output: { text: '0.3' } } });
  expect(await call(7)).toMatchObject({ ok: false, problem: { code: 'sandbox.input' } });
  expect(await driver.ask({ type: 'tools.call', name: 'constructor', input: {} })).toMatchObject({
    ok: false,
    problem: { code: 'sandbox.no_tool' },
  });
});

test('each attack of the catalogue ends with its verdict, nobody reaches the server, and the calls between are answered', async ({
  site,
  start,
}) => {
  test.slow();
  const driver = await start({ url: site.origin });
  const server = await counting();
  const { given, verdictsOf } = catalogue(server.url);
  const { missed, asked, answered } = verdictsOf(await callGuests(await driver.panel(), given));
  await server.close();
  expect(missed).toEqual([]);
  expect(answered).toBe(asked);
  expect(server.hits).toEqual([]);
});

test('of a hundred calls at once one breaks, and ninety-nine are answered right', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const reports = await callGuests(await driver.panel(), CROWD);
  expect(reports.map(verdictOf)).toEqual(CROWD_ENDS);
});

test('a guest that had the whole worker would still reach no network, no storage and no new code', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.origin });
  const server = await counting();
  const [report] = await callGuests(await driver.panel(), { calls: oneCall, around: breakOut(server.url) });
  expect(report?.ended).toMatchObject({ ok: true, output: '[]' });
  expect(server.hits).toEqual([]);
  // The server can be reached, only not from there.
  await driver.page.goto(`${server.url}/control`);
  expect(server.hits).toContain('/control');
  await server.close();
});

test('nothing that reaches out is left in a worker when its guest comes', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const given = { calls: callOfEachKind, around: leftAfterLockdown(REACHING) };
  const outputs = (await callGuests(await driver.panel(), given)).map(({ ended }) => ended.ok && ended.output);
  expect(outputs).toEqual(['[]', '[]']);
});

test('the settings list the tools, say what they may do, and let one try them', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').click();
  const tools = panel.getByTestId('tool');
  await expect(tools).toHaveCount(9);
  for (const tool of await tools.filter({ hasText: words('tools_may') }).all()) {
    await tool.getByTestId('tool-try').click();
    await expect(tool.getByTestId('tool-output')).not.toBeEmpty();
  }
  const calculator = tools.filter({ hasText: words('tool_calculator') }).first();
  await calculator.getByTestId('tool-input').fill('{"expression": "12 * 12"}');
  await calculator.getByTestId('tool-try').click();
  await expect(calculator.getByTestId('tool-output')).toContainText('144');
  await calculator.getByTestId('tool-input').fill('{"expression": "1 / 0"}');
  await calculator.getByTestId('tool-try').click();
  await expect(calculator).toContainText('nothing can be divided by zero');
  await calculator.getByTestId('tool-input').fill('not json');
  await calculator.getByTestId('tool-try').click();
  await expect(calculator).toContainText(words('tools_no_json'));
});
