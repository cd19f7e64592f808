import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Page } from '@playwright/test';
import * as v from 'valibot';

import { startBrowser } from '../../driver/browser.ts';
import { stopWorker } from '../../driver/targets.ts';
import { bundle } from '../../support/bundle.ts';
import { startCost } from './starts.ts';

export interface Floors {
  /** Message from a page to a worker that is awake, and its answer. */
  message: number[];
  /** One record added by Dexie. */
  transaction: number[];
  /** Message to a worker that has to be started, and its answer. */
  start: () => Promise<number>;
  close: () => Promise<void>;
}

const Times = v.array(v.number());

/** An extension whose worker answers and does nothing else, in a browser of its own. Milliseconds. */
export async function openFloors(times: number): Promise<Floors> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'locus-empty-'));
  const files = {
    'manifest.json': JSON.stringify({ manifest_version: 3, name: 'Empty', version: '1', background: { service_worker: 'worker.js' } }), // prettier-ignore
    'worker.js': 'chrome.runtime.onMessage.addListener((_message, _sender, answer) => { answer("yes"); });',
    'page.html': '<!doctype html><title>Empty</title><script src="page.js"></script>',
    'page.js': await bundle('tests/bench/loop/floor.ts'),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const browser = await startBrowser({ build: folder });
  const close = async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const page = await browser.context.newPage();
    await page.goto(`chrome-extension://${browser.extensionId}/page.html`);
    await call(page, 'floors.message(50)');
    return {
      message: await call(page, `floors.message(${times * 10})`),
      transaction: await call(page, `floors.transaction(${times * 10})`),
      start: () => startCost(page, () => stopWorker(browser.cdp, browser.extensionId), 'anybody there?'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function call(page: Page, expression: string): Promise<number[]> {
  return v.parse(Times, await page.evaluate(expression));
}
