import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { FakeFolder } from '../testing/opfs.ts';
import { type HubFile, serveFile } from '../testing/server.ts';
import { createGgufStore, type GgufSource } from './store.ts';

const PATH = '/owner/repo/resolve/main/tiny.gguf';
const BYTES = ggufOf(300_000);
const HASH = createHash('sha256').update(BYTES).digest('hex');

/** A GGUF head with a name and a context, and noise for the tensors. */
function ggufOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length).map((_, i) => (i * 31) % 251);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder();
  let at = 24;
  const string = (value: string) => {
    view.setBigUint64(at, BigInt(value.length), true);
    bytes.set(text.encode(value), at + 8);
    at += 8 + value.length;
  };
  const uint32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  bytes.set(text.encode('GGUF'));
  view.setUint32(4, 3, true);
  view.setBigUint64(8, 1n, true);
  view.setBigUint64(16, 3n, true);
  string('general.architecture');
  uint32(8);
  string('llama');
  string('general.name');
  uint32(8);
  string('Tiny');
  string('llama.context_length');
  uint32(4);
  uint32(512);
  return bytes;
}

async function setUp(file: Partial<HubFile> = {}, { quota = Number.POSITIVE_INFINITY, free = 1e12 } = {}) {
  const hub = await serveFile({ path: PATH, bytes: BYTES, etag: HASH, ...file });
  const root = new FakeFolder({ left: quota });
  const ranges: (string | null)[] = [];
  const store = createGgufStore({
    root: async () => root,
    freeBytes: async () => free,
    pauseMs: 1,
    fetch: (url, init) => {
      if (init?.method !== 'HEAD' && !url.includes('/api/')) ranges.push(new Headers(init?.headers).get('range'));
      return fetch(url, init);
    },
  });
  const source: GgufSource = { id: 'tiny', name: 'tiny', url: `${hub.url}${PATH}`, contextTokens: 2048 };
  const get = (options: { agreedBytes?: number; signal?: AbortSignal; onProgress?: (done: number) => void } = {}) =>
    store.get(source, {
      agreedBytes: options.agreedBytes ?? BYTES.length,
      signal: options.signal ?? new AbortController().signal,
      onProgress: options.onProgress ?? (() => undefined),
    });
  return { hub, root, store, source, get, ranges, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

describe('downloading a GGUF', () => {
  it('gives the very bytes of the hub, and the name and context of its header', async () => {
    await using set = await setUp();
    const got = await set.get();
    expect(got).toMatchObject({ ok: true, value: { state: 'ready', haveBytes: BYTES.length, contextTokens: 512 } });
    const blob = await set.store.open('tiny');
    expect(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(BYTES);
  });

  it('does not fetch more than the user agreed to', async () => {
    await using set = await setUp();
    const got = await set.get({ agreedBytes: BYTES.length - 1 });
    expect(got).toMatchObject({
      ok: false,
      problem: { code: 'engine.needs_consent', params: { bytes: BYTES.length } },
    });
    expect(set.ranges).toEqual([]);
  });

  it('goes on by itself where the connection was cut', async () => {
    await using set = await setUp({ cut: { after: 100_000, times: 2 } });
    expect(await set.get()).toMatchObject({ ok: true, value: { haveBytes: BYTES.length } });
    expect(set.ranges).toEqual([null, 'bytes=100000-', 'bytes=200000-']);
  });

  it('says that the network is gone where it stays cut, and keeps what came', async () => {
    await using set = await setUp({ cut: { after: 0, times: 99 } });
    expect(await set.get()).toMatchObject({ ok: false, problem: { code: 'engine.network' } });
    expect((await set.store.list())[0]).toMatchObject({ state: 'absent' });
  });
});

describe('going on with a download', () => {
  it('starts again where the server sends no ranges', async () => {
    await using set = await setUp({ cut: { after: 100_000, times: 1 }, ranges: false });
    expect(await set.get()).toMatchObject({ ok: true, value: { haveBytes: BYTES.length } });
  });

  it('goes on after a cancel from the bytes that are there', async () => {
    await using set = await setUp({ cut: { after: 150_000, times: 1 } });
    const abort = new AbortController();
    const first = set.get({ signal: abort.signal, onProgress: (done) => done >= 150_000 && abort.abort() });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const [paused] = await set.store.list();
    expect(paused?.haveBytes).toBeGreaterThan(0);
    set.ranges.length = 0;
    expect(await set.get()).toMatchObject({ ok: true });
    expect(set.ranges).toEqual([`bytes=${paused?.haveBytes}-`]);
  });
});

describe('a download that cannot be had', () => {
  it('takes away a file with the wrong hash', async () => {
    await using set = await setUp({ etag: 'f'.repeat(64) });
    expect(await set.get()).toMatchObject({
      ok: false,
      problem: { code: 'engine.integrity', params: { file: 'tiny.gguf' } },
    });
    expect(await set.store.list()).toEqual([]);
  });

  it('takes away what is no GGUF', async () => {
    const page = new TextEncoder().encode('<!doctype html>Sign in first');
    await using set = await setUp({ bytes: page, etag: createHash('sha256').update(page).digest('hex') });
    expect(await set.get()).toMatchObject({ ok: false, problem: { code: 'engine.bad_file' } });
    expect(await set.store.list()).toEqual([]);
  });

  it('says that the model is not there on 404', async () => {
    await using set = await setUp({ path: '/elsewhere' });
    expect(await set.get()).toMatchObject({
      ok: false,
      problem: { code: 'engine.model_missing', params: { model: 'tiny.gguf' } },
    });
  });

  it('follows a redirect', async () => {
    await using set = await setUp();
    const source = { ...set.source, url: `${set.hub.url}/moved${PATH}` };
    const got = await set.store.get(source, {
      agreedBytes: 1e9,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(got).toMatchObject({ ok: true, value: { haveBytes: BYTES.length } });
  });

  it.each([
    ['the estimate says so', { free: 1000 }],
    ['a write fails', { quota: 2000 }],
  ])('says that there is no space where %s', async (_, limits) => {
    await using set = await setUp({}, limits);
    expect(await set.get()).toMatchObject({ ok: false, problem: { code: 'engine.no_space' } });
  });

  it('is listed also while its files are being replaced', async () => {
    await using set = await setUp();
    await set.get();
    for (const folder of (await set.root.getDirectoryHandle('models')).folders.values()) folder.busy = 2;
    expect(await set.store.list()).toMatchObject([{ state: 'ready', haveBytes: BYTES.length }]);
  });

  it('forgets a removed model', async () => {
    await using set = await setUp();
    await set.get();
    await set.store.remove('tiny');
    await set.store.remove('tiny');
    expect(await set.store.open('tiny')).toBeUndefined();
  });
});

describe('a file that the user picked', () => {
  it('is kept under its name', async () => {
    await using set = await setUp();
    const done: number[] = [];
    const taken = await set.store.take(new File([BYTES], 'mine.gguf'), new AbortController().signal, (n) =>
      done.push(n),
    );
    expect(taken).toMatchObject({
      ok: true,
      value: { id: 'file:mine.gguf', name: 'Tiny', state: 'ready', source: 'file' },
    });
    expect(done.at(-1)).toBe(BYTES.length);
    expect((await set.store.open('file:mine.gguf'))?.size).toBe(BYTES.length);
  });

  it.each([
    ['is empty', ''],
    ['is a text', 'GGUF is a file format'],
    ['is cut within its first numbers', BYTES.slice(0, 20)],
    [
      'claims absurd counts',
      new Uint8Array([...BYTES.slice(0, 8), ...new Uint8Array(16).fill(255), ...BYTES.slice(24)]),
    ],
  ])('is refused where it %s', async (_, content) => {
    await using set = await setUp();
    const taken = await set.store.take(new File([content], 'x.gguf'), new AbortController().signal, () => undefined);
    expect(taken).toMatchObject({ ok: false, problem: { code: 'engine.bad_file' } });
    expect(await set.store.list()).toEqual([]);
  });

  it('leaves nothing behind where the user stops', async () => {
    await using set = await setUp();
    const abort = new AbortController();
    const taking = set.store.take(new File([BYTES], 'mine.gguf'), abort.signal, () => {
      abort.abort();
    });
    await expect(taking).rejects.toMatchObject({ name: 'AbortError' });
    expect(await set.store.list()).toEqual([]);
  });
});
