import assert from 'node:assert/strict';

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
import { bypasses, fetching, outcomeOf, twoServers, useTool } from '../sandbox/tools.ts';
import { check } from './checks.ts';
import type { Firefox } from './firefox.ts';

/** Inside the extension's pages. */
declare const browser: { tabs: { query(query: object): Promise<{ id?: number }[]> } };

/** The packaged page as a plain frame, with the extension's own origin: all that it says within a second, as text. */
async function unwalled(): Promise<string> {
  const frame = document.createElement('iframe');
  frame.src = '/sandbox/index.html';
  const { port1, port2 } = new MessageChannel();
  const said: unknown[] = [];
  port1.addEventListener('message', ({ data }) => said.push(data));
  port1.start();
  frame.addEventListener('load', () => frame.contentWindow?.postMessage('port', '*', [port2]));
  document.body.append(frame);
  port1.postMessage({ do: 'worker', source: 'throw new Error("I live")' });
  port1.postMessage({ do: 'spawn', cell: 1 }, [new MessageChannel().port1]);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  frame.remove();
  return JSON.stringify(said);
}

/** Firefox has no page that the manifest calls sandboxed: the same walls have to stand without. */
export async function sandboxChecks(firefox: Firefox): Promise<void> {
  await check('a tool is called by its name', async () => {
    const input = { expression: '3 ft + 20 cm in m' };
    const said = JSON.stringify(await firefox.ask({ type: 'tools.call', name: 'calculator', input }));
    assert.match(said, /"text":"1\.1144 m"/);
  });
  await check('each attack of the catalogue ends with its verdict, and nobody reaches the server', async () => {
    const server = await counting();
    const { given, verdictsOf } = catalogue(server.url);
    const { missed, asked, answered } = verdictsOf(await callGuests(firefox.panel, given));
    await server.close();
    assert.deepEqual(missed, []);
    assert.equal(answered, asked);
    assert.deepEqual(server.hits, []);
  });
  await check('of a hundred calls at once one breaks, and ninety-nine are answered right', async () => {
    assert.deepEqual((await callGuests(firefox.panel, CROWD)).map(verdictOf), CROWD_ENDS);
  });
  await check(
    'a guest that had the whole worker would still reach no network, no storage and no new code',
    async () => {
      const server = await counting();
      const [report] = await callGuests(firefox.panel, { calls: oneCall, around: breakOut(server.url) });
      await server.close();
      assert.deepEqual(report?.ended.ok === true && report.ended.output, '[]');
      assert.deepEqual(server.hits, []);
    },
  );
  await check('a frame without its walls says which are missing, and obeys no order', async () => {
    const said = await firefox.panel.evaluate(unwalled);
    assert.match(said, /"ready","walls":\["origin","api"/);
    assert.doesNotMatch(said, /"said"/);
  });
  await capabilityChecks(firefox);
  await check('nothing that reaches out is left in a worker when its guest comes', async () => {
    const given = { calls: callOfEachKind, around: leftAfterLockdown(REACHING) };
    const outputs = (await callGuests(firefox.panel, given)).map(({ ended }) => ended.ok && ended.output);
    assert.deepEqual(outputs, ['[]', '[]']);
  });
}

async function capabilityChecks(firefox: Firefox): Promise<void> {
  await check('a granted host is fetched; every other way is heard by nobody, redirects included', async () => {
    const servers = await twoServers();
    const { port, otherPort, allowed, other } = servers;
    const tries = [`http://127.0.0.1:${port}/a`, ...bypasses(port, otherPort), `http://127.0.0.1:${port}/redirect/302`];
    const given = fetching([`http://127.0.0.1:${port}`], tries);
    const { value } = outcomeOf(await useTool(firefox.panel, given));
    await servers.close();
    const codes = ['200 hello', ...tries.slice(1, -1).map(() => 'host'), 'redirect'];
    assert.deepEqual(value?.output, { codes });
    assert.deepEqual(allowed.map(({ url }) => url), ['/a', '/redirect/302']); // prettier-ignore
    assert.deepEqual([allowed[0]?.headers['cookie'], allowed[0]?.headers['referer']], [undefined, undefined]);
    assert.deepEqual(other, []);
  });
  await check('a tool reads the page where that is granted, and hears no where it is not', async () => {
    const [tab] = await firefox.panel.evaluate(async () => browser.tabs.query({ url: 'http://127.0.0.1/*' }));
    const call = async () =>
      JSON.stringify(
        await firefox.ask({ type: 'tools.call', name: 'page_report', input: {}, context: { tabId: tab?.id } }),
      );
    assert.match(await call(), /has not granted page\.read/);
    await firefox.ask({ type: 'grants.give', id: 'g', tool: 'page_report', capability: 'page.read', scope: 'always' });
    assert.match(await call(), /"words":\d+.*"not_granted"/);
    await firefox.ask({ type: 'grants.take', ids: ['g'] });
    assert.match(await call(), /has not granted page\.read/);
  });
}
