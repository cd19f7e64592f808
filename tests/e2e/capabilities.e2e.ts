/** What tools reach when the user grants it, in the built extension, and what they never do. */
import { bypasses, fetching, forging, outcomeOf, twoServers, useTool } from '../sandbox/tools.ts';
import { expect, test, words } from './harness.ts';

test('a granted host is fetched without who the user is; every other way is heard by nobody, redirects included', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const servers = await twoServers();
  const { port, otherPort, allowed, other } = servers;
  const hosts = [`http://127.0.0.1:${port}`];
  const first = outcomeOf(
    await useTool(panel, fetching(hosts, [`http://127.0.0.1:${port}/a`, `http://127.1:${port}/b`])),
  );
  expect(first).toMatchObject({ ok: true, value: { output: { codes: ['200 hello', '200 hello'] } } });
  expect(allowed.map(({ url }) => url)).toEqual(['/a', '/b']);
  for (const { headers } of allowed) {
    expect(headers).toMatchObject({ host: `127.0.0.1:${port}` });
    expect([headers['cookie'], headers['referer']]).toEqual([undefined, undefined]);
  }
  const tries = bypasses(port, otherPort);
  const second = outcomeOf(await useTool(panel, fetching(hosts, tries)));
  expect(second).toMatchObject({ ok: true, value: { output: { codes: tries.map(() => 'host') } } });
  expect(allowed).toHaveLength(2);
  const hops = [301, 302, 303, 307, 308].map((status) => `http://127.0.0.1:${port}/redirect/${status}`);
  const third = outcomeOf(await useTool(panel, fetching(hosts, hops)));
  expect(third).toMatchObject({ ok: true, value: { output: { codes: hops.map(() => 'redirect') } } });
  expect(other).toEqual([]);
  // It can be reached, only not from there.
  await driver.page.goto(`http://127.0.0.1:${otherPort}/control`);
  expect(other.map(({ url }) => url)).toContain('/control');
  await servers.close();
});

test('a tool in Python asks like any other, and is refused like any other', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const { port, otherPort, allowed, other, close } = await twoServers();
  const script = `def run(input, host):
    heard = [host.call("http.fetch", {"url": url}) for url in input["urls"]]
    return {"codes": [str(each["value"]["status"]) + " " + each["value"]["body"] if each["ok"] else each["error"]["code"] for each in heard]}
`;
  const urls = [`http://127.0.0.1:${port}/a`, `http://127.0.0.1:${otherPort}/b`, `http://127.0.0.1:${port}/c`];
  const given = { ...fetching([`http://127.0.0.1:${port}`], urls), script, abi: 'py/1' as const };
  const said = outcomeOf(await useTool(panel, given));
  expect(said).toMatchObject({ ok: true, value: { output: { codes: ['200 hello', 'host', '200 hello'] } } });
  // It began again for each answer; each was asked for once.
  expect([allowed.map(({ url }) => url), other]).toEqual([['/a', '/c'], []]);
  await close();
});

test('what a broken worker says at the door opens nothing', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const panel = await driver.panel();
  const { port, allowed, close } = await twoServers();
  const ask = (number: number) => ({ type: 'ask', number, request: JSON.stringify({ name: 'http.fetch', input: { url: `http://127.0.0.1:${port}/` } }) }); // prettier-ignore
  const forged = [
    [ask(7)],
    [{ ...ask(0), request: 7 }],
    [{ type: 'ended', ended: { ok: true, output: '{}', fuel: 0 } }, ask(0)],
    [{ type: 'answer', number: 0, answer: '{}' }],
    [{ type: 'ask', number: 0, request: 'x'.repeat(1_000_001) }],
  ];
  const given = fetching([`http://127.0.0.1:${port}`], []);
  for (const messages of forged) {
    const said = outcomeOf(await useTool(panel, { ...given, around: forging(messages) }));
    expect([said.problem?.code, said.value?.calls]).toEqual(said.ok ? [undefined, []] : ['sandbox.trap', undefined]);
  }
  expect(allowed).toEqual([]);
  await close();
});

test('a tool that asks without end is stopped, and what it had is all that it gets', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const script = 'export default async (_, host) => { for (;;) await host.call("clock"); }';
  const said = await useTool(await driver.panel(), {
    script,
    capabilities: [{ name: 'clock', reason: 'x' }],
    input: {},
  });
  expect(outcomeOf(said)).toMatchObject({ ok: false, problem: { code: 'sandbox.calls' } });
});

test('a tool asks for the page when it first needs it, gets what the user says, and what was said can be taken back', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.url('/long.html') });
  const panel = await driver.panel();
  await panel.getByTestId('settings-open').click();
  await panel.getByTestId('tools').locator('summary').first().click();
  const tool = panel.locator('[data-tool="page_report"]');
  const question = tool.getByTestId('grant-question');
  await expect(tool.getByTestId('tool-may')).toContainText(words('capability_page_read'));

  await tool.getByTestId('tool-try').click();
  await expect(question).toContainText(words('capability_page_read'));
  await expect(question).toContainText('To count the words of the page.');
  await question.locator('[data-grant="no"]').click();
  await expect(tool.getByTestId('problem')).toHaveAttribute('data-code', 'sandbox.failed');
  await expect(tool.getByTestId('grant')).toHaveCount(0);

  await tool.getByTestId('tool-try').click();
  await question.locator('[data-grant="always"]').click();
  await expect(question).toHaveAttribute('data-capability', 'ui.show');
  await question.locator('[data-grant="once"]').click();
  await expect(tool.getByTestId('tool-output')).toContainText('"words"');
  await expect(tool.getByTestId('tool-shown').locator('tr')).toHaveCount(10);
  await expect(tool.getByTestId('grant')).toHaveCount(2);
  await expect(tool.getByTestId('tool-use')).toContainText('page.read');
  await tool.getByTestId('tool-calls').locator('summary').click();
  await tool.getByTestId('tool-replay').click();
  await expect(tool.getByTestId('tool-replayed')).toContainText(words('tools_replay_same'));
  await panel.screenshot({ path: test.info().outputPath('tool.png'), fullPage: true });

  await tool.locator('[data-capability="page.read"]').getByTestId('grant-take').click();
  await expect(tool.getByTestId('grant')).toHaveCount(1);
  await tool.getByTestId('tool-try').click();
  await expect(question).toHaveAttribute('data-capability', 'page.read');
});

test('a grant is for what the manifest says, never for what a message asks', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  const give = (more: object) => driver.ask({ type: 'grants.give', id: 'g', tool: 'page_report', capability: 'page.read', scope: 'always', ...more }); // prettier-ignore
  expect(await give({ capability: 'http.fetch' })).toMatchObject({ ok: false });
  expect(await give({ tool: 'calculator' })).toMatchObject({ ok: false });
  expect(await give({ scope: 'run' })).toMatchObject({ ok: false });
  expect(await give({})).toMatchObject({ ok: true });
  const call = (name: string) => driver.ask({ type: 'tools.call', name, input: {} });
  // Granted, but called outside of any tab.
  expect(await call('page_report')).toMatchObject({ ok: false, problem: { code: 'sandbox.failed' } });
  const tabId = await driver.tabId();
  expect(await driver.ask({ type: 'tools.call', name: 'page_report', input: {}, context: { tabId } })).toMatchObject({
    ok: true,
    value: { calls: [{ name: 'page.read', answer: { ok: true } }, { name: 'ui.show', answer: { ok: false, error: { code: 'not_granted' } } }] },
  }); // prettier-ignore
});
