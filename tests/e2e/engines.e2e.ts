/** WebLLM in the offscreen document, on the software GPU, with a hub of our own that does what hubs do on a bad day. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import * as v from 'valibot';

import { DeviceReport, ModelInfo } from '../../lib/contracts/index.ts';
import type { Driver } from '../driver/index.ts';
import { expect, test } from './harness.ts';

const SOFTWARE_GPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const MODEL = 'SmolLM2-360M-Instruct-q4f32_1-MLC';
const SHARD = Buffer.alloc(150_000, 7);

type Mood = 'well' | 'missing' | 'cuts' | 'wrong-hash';

interface Hub {
  url: string;
  mood: Mood;
  requests: string[];
  close(): void;
}

/** The files of a model that is none: enough to be listed, sized and fetched. */
const FILES: Record<string, Buffer> = {
  'mlc-chat-config.json': Buffer.from('{"tokenizer_files":["tokenizer.json"],"context_window_size":4096}'),
  'tensor-cache.json': Buffer.from(
    JSON.stringify({ metadata: {}, records: [{ dataPath: 'params_shard_0.bin', nbytes: SHARD.length, records: [] }] }),
  ),
  'tokenizer.json': Buffer.from('{}'),
  'params_shard_0.bin': SHARD,
};
const BYTES = 8 + Object.values(FILES).reduce((sum, { length }) => sum + length, 0);

function answer(hub: Hub, path: string, response: ServerResponse): void {
  const name = path.split('/').pop() ?? '';
  if (hub.mood === 'missing') {
    response.writeHead(404).end();
    return;
  }
  if (path.startsWith('/api/models/')) {
    const lfs = { oid: 'e'.repeat(64), size: SHARD.length };
    response.end(JSON.stringify(hub.mood === 'wrong-hash' ? [{ path: 'params_shard_0.bin', lfs }] : []));
    return;
  }
  const bytes = path.endsWith('.wasm') ? Buffer.from('AGFzbQEAAAA=', 'base64') : FILES[name];
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-length': bytes.length });
  if (response.req.method === 'HEAD') response.end();
  else if (hub.mood === 'cuts' && bytes === SHARD) {
    response.write(bytes.subarray(0, 40_000), () => setTimeout(() => response.destroy(), 30));
  } else response.end(bytes);
}

async function serveHub(): Promise<Hub> {
  const hub: Hub = { url: '', mood: 'well', requests: [], close: () => undefined };
  const server = createServer((request, response) => {
    hub.requests.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*');
    answer(hub, request.url ?? '', response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node gives for a TCP server
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return hub;
}

const Failure = v.object({ ok: v.literal(false), problem: v.object({ code: v.string() }) });

async function value<T extends v.GenericSchema>(driver: Driver, request: object, schema: T): Promise<v.InferOutput<T>> {
  return v.parse(v.object({ ok: v.literal(true), value: schema }), await driver.ask(request)).value;
}

async function model(driver: Driver): Promise<ModelInfo | undefined> {
  const list = await value(driver, { type: 'models.list' }, v.array(ModelInfo));
  return list.find(({ id }) => id === MODEL);
}

/** Downloads until it ends one way or the other: the state of the model then. */
async function download(driver: Driver, agreedBytes: number): Promise<ModelInfo | undefined> {
  await driver.ask({ type: 'models.get', kind: 'webllm', id: MODEL, agreedBytes });
  await expect.poll(async () => (await model(driver))?.state, { timeout: 20_000 }).not.toBe('downloading');
  return model(driver);
}

/** What a question comes to that only a model could answer. */
async function problemOfRun(driver: Driver): Promise<string | undefined> {
  return (await driver.run('what would the baker say to that?', { timeoutMs: 60_000 })).problem?.code;
}

test('WebLLM lists, sizes and fetches models, and says clearly what the hub does wrong', async ({ site, start }) => {
  test.setTimeout(180_000);
  const hub = await serveHub();
  const engine = { kind: 'webllm' as const, model: MODEL };
  const driver = await start({ extraArgs: SOFTWARE_GPU, settings: { hub: hub.url }, engine, url: site.origin });
  const inspect = { type: 'models.inspect', kind: 'webllm', id: MODEL };

  await test.step('the offscreen document finds the software GPU', async () => {
    expect(await value(driver, { type: 'models.device' }, DeviceReport)).toMatchObject({ webgpu: 'fallback' });
  });
  await test.step('models are listed with the memory they need, and nothing is fetched for that', async () => {
    expect(await model(driver)).toMatchObject({ state: 'absent', contextTokens: 4096, source: new URL(hub.url).host });
    expect(hub.requests).toEqual([]);
  });
  await test.step('the exact size is asked of the hub before a download', async () => {
    expect(await value(driver, inspect, ModelInfo)).toMatchObject({ downloadBytes: BYTES });
    expect(hub.requests.filter((request) => request.includes('params_shard'))).toEqual([]);
  });
  await test.step('without consent a run downloads nothing and says so', async () => {
    expect(await problemOfRun(driver)).toBe('engine.needs_consent');
    expect(hub.requests.filter((request) => request.includes('params_shard'))).toEqual([]);
  });
  await test.step('a hub that does not have it', async () => {
    hub.mood = 'missing';
    expect(v.parse(Failure, await driver.ask(inspect)).problem.code).toBe('engine.model_missing');
    expect(await problemOfRun(driver)).toBe('engine.model_missing');
  });
  await test.step('a hub that cuts the connection, or sends another file', async () => {
    for (const mood of ['cuts', 'wrong-hash'] as const) {
      hub.mood = mood;
      const info = await download(driver, BYTES);
      expect(info?.state).toBe('absent');
      expect(info?.haveBytes).toBeLessThan(SHARD.length);
    }
  });
  await test.step('a hub that is well: everything comes, and goes again', async () => {
    hub.mood = 'well';
    expect(await download(driver, BYTES)).toMatchObject({ state: 'ready', haveBytes: BYTES });
    await driver.ask({ type: 'models.remove', kind: 'webllm', id: MODEL });
    expect(await model(driver)).toMatchObject({ state: 'absent', haveBytes: 0 });
  });
  hub.close();
});
