/*
 * npm run bench:cpu [-- --file GGUF] [--runs N] [--threads 1,2] [--batches 32,64,128]
 * Prefill and decode of a GGUF file (the small model, if none is named) by the packaged CPU engine, in an extension page in
 * Chromium, for thread counts and batch sizes: minimum and median of several runs, as a table.
 */
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';

import { patch } from '../../modules/wllama.ts';
import { ensureModel } from '../../scripts/lib/models.ts';
import { QUIET } from '../support/chromium.ts';
import { median } from '../support/quantiles.ts';
import type { Timing } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIBRARY = join(ROOT, 'node_modules/@wllama/wllama/esm');

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1,2' },
    batches: { type: 'string', default: '32,64,128' },
  },
});

/** An extension with nothing but the engine and a page to call it from, under the CSP that Locus has. */
async function buildExtension(out: string): Promise<void> {
  const parts = patch(await readFile(join(LIBRARY, 'index.js'), 'utf8'));
  await mkdir(join(out, 'wllama'), { recursive: true });
  await writeFile(join(out, 'wllama/worker.js'), parts.worker);
  await writeFile(join(out, 'wllama/pthread.js'), parts.pthread);
  await copyFile(join(LIBRARY, 'wasm/wllama.wasm'), join(out, 'wllama/wllama.wasm'));
  await writeFile(join(out, 'background.js'), '');
  await writeFile(join(out, 'page.html'), '<!doctype html><script type="module" src="page.js"></script>');
  const manifest = {
    manifest_version: 3,
    name: 'Locus CPU bench',
    version: '1',
    host_permissions: ['http://127.0.0.1/*'],
    background: { service_worker: 'background.js' },
    content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
  };
  await writeFile(join(out, 'manifest.json'), JSON.stringify(manifest));
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    publicDir: false,
    resolve: { alias: { '@': ROOT } },
    plugins: [
      {
        name: 'wllama',
        enforce: 'pre',
        load: (id) => (id === join(LIBRARY, 'index.js') ? { code: parts.library } : undefined),
      },
    ],
    build: {
      outDir: out,
      emptyOutDir: false,
      rollupOptions: { input: join(import.meta.dirname, 'page.ts'), output: { entryFileNames: 'page.js' } },
    },
  });
}

async function openPage(extension: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await chromium.launchPersistentContext('', {
    executablePath: process.env['LOCUS_CHROMIUM'] ?? '/usr/bin/chromium',
    headless: false,
    args: [
      '--headless=new',
      '--no-sandbox',
      QUIET,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const page = await context.newPage();
  await page.goto(new URL('/page.html', worker.url()).href);
  return {
    page,
    close: async () => {
      await context.close();
    },
  };
}

async function measure(page: Page, url: string, tuning: { threads: number; batch: number }): Promise<Timing[]> {
  return page.evaluate(
    async ({ from, how, runs }) => {
      const model = await (await fetch(from)).blob();
      const call: unknown = Reflect.get(globalThis, 'bench');
      if (typeof call !== 'function') throw new Error('the page is not ready');
      return call(model, how, runs);
    },
    { from: url, how: tuning, runs: Number(options.runs) },
  );
}

function row(tuning: { threads: number; batch: number }, timings: readonly Timing[]): string {
  const pair = (pick: (timing: Timing) => number) => {
    const all = timings.map(pick);
    return `${Math.max(...all).toFixed(1)} / ${median(all).toFixed(1)}`;
  };
  const batch = Math.round(Math.max(...timings.map(({ batchMs }) => batchMs)));
  const load = Math.round(timings[0]?.loadMs ?? 0);
  return `| ${tuning.threads} | ${tuning.batch} | ${pair((t) => t.prefill)} | ${pair((t) => t.decode)} | ${batch} | ${load} |`;
}

const file = await ensureModel({ ...(options.file !== undefined && { file: options.file }) });
const out = await mkdtemp(join(tmpdir(), 'locus-bench-'));
const server = createServer((_request, response) => {
  response.setHeader('access-control-allow-origin', '*');
  createReadStream(file).pipe(response);
});
server.listen(0, '127.0.0.1');
try {
  await buildExtension(out);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node gives for a TCP server
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
  const { page, close } = await openPage(out);
  console.log(
    `${basename(file)}, ${((await stat(file)).size / 1e6).toFixed(0)} MB, ${availableParallelism()} cores, ${options.runs} runs`,
  );
  console.log(
    '| threads | batch | prefill tok/s best / median | decode tok/s best / median | longest batch ms | load ms |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const threads of options.threads.split(',').map(Number)) {
    for (const batch of options.batches.split(',').map(Number)) {
      console.log(row({ threads, batch }, await measure(page, url, { threads, batch })));
    }
  }
  console.log(`load average at the end: ${loadavg()[0]?.toFixed(1)}`);
  await close();
} finally {
  server.close();
  await rm(out, { recursive: true, force: true });
}
