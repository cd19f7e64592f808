/**
 * Launches a browser with Locus in it and drives Locus as a user would. See docs/driver.md.
 *
 * ```ts
 * const driver = await launch({ engine: { kind: 'rules' }, approve: 'all', url: 'https://example.org/' });
 * const record = await driver.run('summarise this page');
 * console.log(record.status, record.answer, record.sentBytes);
 * await driver.close();
 * ```
 */
import type { Page } from '@playwright/test';

import type { EngineChoice, JournalRecord, Run } from '../../lib/contracts/index.ts';
import { type Browser, startBrowser } from './browser.ts';
import { Eye } from './eye.ts';
import { bringModel } from './model.ts';
import { runsOf } from './record.ts';
import { runTask } from './run.ts';
import { attach, findTarget, sendUntyped, stopWorker, type Target, type TargetInfo } from './targets.ts';
import type { Driver, EngineOption, LaunchOptions, RunOptions, RunRecord, RunTask } from './types.ts';

export type { Target } from './targets.ts';
export type {
  Approve,
  Driver,
  EngineOption,
  IterationRecord,
  LaunchOptions,
  RunOptions,
  RunRecord,
  RunTask,
} from './types.ts';

/** chrome://extensions, where a test may grant what a headless browser cannot ask for. */
declare const chrome: {
  developerPrivate: { addHostPermission(id: string, host: string, done: () => void): void };
};

/**
 * Starts the browser, loads the built extension, sets the engine (a `cpu` model is brought into the extension first: seconds to a
 * minute) and opens the panel for the first page. Rejects, with everything closed again, where one of these fails.
 */
export async function launch(options: LaunchOptions = {}): Promise<Driver> {
  const browser = await startBrowser(options);
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const eye = new Eye(await openPage(browser, 'manifest.json'));
    await eye.listen();
    const driver = new Launched(browser, { page, eye, options });
    await driver.settings({ introduced: true, ...options.settings });
    await driver.settings({ engine: await engineChoice(driver, options.engine ?? { kind: 'rules' }) });
    if (options.url !== undefined) await page.goto(options.url);
    await driver.panel();
    return driver;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function engineChoice(driver: Driver, engine: EngineOption): Promise<EngineChoice> {
  if (engine.kind !== 'cpu') return engine;
  const { threads } = engine;
  const model = await bringModel((request) => driver.ask(request), engine.gguf);
  return { kind: 'cpu', model, ...(threads !== undefined && { threads }) };
}

/**
 * A page of the extension: in a window of its own where it has a size, else in a tab behind the one in front, which costs half as much. Either
 * way the site's tab stays the one in front of its window.
 */
async function openPage(
  { context, cdp, extensionId }: Browser,
  path: string,
  size?: { width: number; height: number },
): Promise<Page> {
  const url = `chrome-extension://${extensionId}/${path}`;
  const opened = context.waitForEvent('page', { predicate: (page) => page.url().startsWith(url), timeout: 15_000 });
  const how = size === undefined ? { background: true } : { newWindow: true, ...size };
  await cdp.send('Target.createTarget', { url, ...how });
  const page = await opened;
  await page.waitForLoadState();
  return page;
}

class Launched implements Driver {
  readonly page: Page;
  readonly context;
  readonly extensionId: string;
  readonly #browser: Browser;
  readonly #eye: Eye;
  readonly #options: LaunchOptions;
  readonly #tabs = new Map<Page, number>();
  readonly #granted = new Set<string>();
  readonly #panels = new Map<Page, Page>();

  constructor(browser: Browser, { page, eye, options }: { page: Page; eye: Eye; options: LaunchOptions }) {
    this.#browser = browser;
    this.#eye = eye;
    this.#options = options;
    this.page = page;
    this.context = browser.context;
    this.extensionId = browser.extensionId;
  }

  async run(task: RunTask, options: RunOptions = {}): Promise<RunRecord> {
    const page = options.page ?? this.page;
    if ((this.#options.access ?? 'granted') === 'granted') await this.#grant(page.url());
    const panel = await this.panel(page);
    const allow = async (origin: string) => {
      if (origin !== '') await this.allow(origin);
      else await this.pressToolbarButton(page);
    };
    const approve = options.approve ?? this.#options.approve ?? 'none';
    return runTask({ eye: this.#eye, panel, allow }, task, { ...options, approve });
  }

  async panel(page: Page = this.page): Promise<Page> {
    const known = this.#panels.get(page);
    if (known !== undefined && !known.isClosed()) return known;
    const path = `sidepanel.html?tab=${await this.tabId(page)}`;
    const panel = await openPage(this.#browser, path, { width: 420, height: 860 });
    if (this.#options.headless ?? true) await panel.setViewportSize({ width: 400, height: 800 });
    this.#panels.set(page, panel);
    return panel;
  }

  stopWorker(): Promise<void> {
    return stopWorker(this.#browser.cdp, this.extensionId);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  records(runId: string): Promise<JournalRecord[]> {
    return this.#eye.records(runId);
  }

  async runs(): Promise<Run[]> {
    return runsOf(await this.#eye.records());
  }

  trace(runId: string): ReturnType<Eye['trace']> {
    return this.#eye.trace(runId);
  }

  async waitForRun(test: (run: Run) => boolean, { timeoutMs = 30_000, label = 'run' } = {}): Promise<Run> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const runs = await this.runs();
      const found = runs.findLast(test);
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`no such ${label} within ${timeoutMs} ms; there are ${describe(runs)}`);
      await this.#eye.page.waitForTimeout(60);
    }
  }

  async waitForRecord(kind: string, { iteration, runId }: { iteration?: number; runId?: string } = {}): Promise<void> {
    const what = { kind, ...(iteration !== undefined && { iteration }), ...(runId !== undefined && { runId }) };
    await this.#eye.waitForRecord(what, 60_000);
  }

  async stopWorkerAt(kind: string, which: { iteration?: number; runId?: string } = {}): Promise<void> {
    await this.waitForRecord(kind, which);
    await this.stopWorker();
  }

  ask(request: object): Promise<unknown> {
    return this.#eye.send({ to: 'background', request });
  }

  settings(change?: Parameters<Eye['settings']>[0]): ReturnType<Eye['settings']> {
    return this.#eye.settings(change);
  }

  async tabId(page: Page = this.page): Promise<number> {
    const known = this.#tabs.get(page);
    if (known !== undefined) return known;
    // Tabs of sites without permission show no URL to an extension; but the window that DevTools names is the extension's, too.
    await page.bringToFront();
    const session = await this.context.newCDPSession(page);
    const { windowId } = await session.send('Browser.getWindowForTarget');
    await session.detach();
    const tabId = await this.#eye.activeTab(windowId);
    this.#tabs.set(page, tabId);
    return tabId;
  }

  async inWorker<A extends unknown[]>(work: (...args: A) => unknown, ...args: A): Promise<unknown> {
    await this.ask({ type: 'tab.look', tabId: await this.tabId() }).catch(() => undefined); // wakes it
    const { cdp } = this.#browser;
    const isWorker = (info: { type: string; url: string }) =>
      info.type === 'service_worker' && info.url.includes(this.extensionId);
    const { targetId } = await findTarget(cdp, isWorker, { label: 'service worker' });
    const worker = await attach(cdp, targetId);
    try {
      return await worker.evaluate(`(${work.toString()})(...${JSON.stringify(args)})`);
    } finally {
      await worker.detach();
    }
  }

  async attach(urlPart: string): Promise<Target> {
    const { cdp } = this.#browser;
    const fits = ({ type, url, attached }: TargetInfo) =>
      // Each page has a target of type `tab` around it, which evaluates nothing.
      type !== 'tab' && !attached && url.startsWith(`chrome-extension://${this.extensionId}/`) && url.includes(urlPart);
    const { targetId } = await findTarget(cdp, fits, { label: urlPart });
    return attach(cdp, targetId);
  }

  async allow(origin: string): Promise<void> {
    const opened = this.context.waitForEvent('page', {
      predicate: (page) => page.url().startsWith('chrome://extensions'),
    });
    await this.#browser.cdp.send('Target.createTarget', { url: 'chrome://extensions/', newWindow: true });
    const extensions = await opened;
    await extensions.waitForFunction(() => typeof chrome === 'object' && 'developerPrivate' in chrome);
    const host = `${new URL(origin).protocol}//${new URL(origin).hostname}/*`;
    const args = { id: this.extensionId, host };
    await extensions.evaluate(
      (grant) =>
        new Promise<void>((resolve) => {
          chrome.developerPrivate.addHostPermission(grant.id, grant.host, resolve);
        }),
      args,
    );
    await extensions.close();
  }

  /** Gives the permission for a site, as if the user had given it once and for all. The end-to-end build has 127.0.0.1 anyway. */
  async #grant(url: string): Promise<void> {
    const { protocol, hostname, origin } = new URL(url);
    if (!protocol.startsWith('http') || hostname === '127.0.0.1' || this.#granted.has(hostname)) return;
    await this.allow(origin);
    await this.#eye.takePermission(`${protocol}//${hostname}/*`);
    this.#granted.add(hostname);
  }

  async pressToolbarButton(page: Page = this.page): Promise<void> {
    await page.bringToFront();
    const { cdp } = this.#browser;
    const { targetId } = await findTarget(cdp, ({ type, url }) => type === 'tab' && url === page.url(), {
      label: 'tab',
    });
    await sendUntyped(cdp, 'Extensions.triggerAction', { id: this.extensionId, targetId });
  }
}

function describe(runs: readonly Run[]): string {
  const last = runs.slice(-10);
  return last.map(({ id, status, iterations }) => `${id}: ${status} after ${iterations.length}`).join('; ') || 'none';
}
