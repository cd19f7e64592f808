import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Browser, launch, type Page } from 'puppeteer-core';
import * as v from 'valibot';

import {
  DEFAULT_SETTINGS,
  foldRun,
  JournalRecord,
  type Question,
  type Run,
  RUN_ENDS,
  type Settings,
  type Trace,
} from '../../lib/contracts/index.ts';
import { readJournal, Tape, waitForRecord } from '../driver/eye.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UUID = '11111111-2222-4333-8444-555555555555';
const GECKO_ID = 'locus@locus.example';
const ENDS: readonly string[] = RUN_ENDS;

/** Inside the extension's pages. */
declare const browser: {
  runtime: { sendMessage(message: unknown): Promise<unknown> };
  storage: { local: { set(values: object): Promise<void> } };
  tabs: { query(query: object): Promise<{ id?: number; url?: string }[]> };
};
/** Inside the browser's own scope. */
declare const WebExtensionPolicy: {
  getByID(id: string): { extension: { terminateBackground(): Promise<void>; backgroundState: string } };
};

const Tree = v.object({ result: v.object({ contexts: v.array(v.object({ context: v.string(), url: v.string() })) }) });
const Evaluated = v.object({
  result: v.object({
    type: v.string(),
    result: v.optional(v.object({ value: v.optional(v.string()) })),
    exceptionDetails: v.optional(v.object({ text: v.string() })),
  }),
});

/** $FIREFOX, or where Debian keeps it. */
export function findFirefox(): string | undefined {
  const named = process.env['FIREFOX'];
  if (named !== undefined && named !== '') return named;
  return ['/usr/lib/firefox-esr/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox'].find((file) =>
    existsSync(file),
  );
}

/** Firefox with the end-to-end build in it, driven over WebDriver BiDi. One launch takes 10 to 25 seconds: share it. */
export class Firefox {
  readonly #browser: Browser;
  /** The page that Locus works on. */
  readonly page: Page;
  readonly panel: Page;
  readonly #tabId: number;

  private constructor(browserHandle: Browser, { page, panel, tabId }: { page: Page; panel: Page; tabId: number }) {
    this.#tabId = tabId;
    this.#browser = browserHandle;
    this.page = page;
    this.panel = panel;
  }

  static async launch(executablePath: string, url: string): Promise<Firefox> {
    const build = path.join(ROOT, '.output/firefox-mv3-e2e');
    if (!existsSync(build)) throw new Error(`no extension in ${build}: run "npm run build:e2e" first`);
    const started = await launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      // For pages of the extension, and for what only the browser's own scope can do.
      args: ['--remote-allow-system-access'],
      extraPrefsFirefox: { 'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }) },
    });
    try {
      await started.installExtension(build);
      const page = await started.newPage();
      await page.goto(url);
      const first = await openPage(started, 'sidepanel.html');
      const found = await first.evaluate(
        async (at) => (await browser.tabs.query({})).find((tab) => tab.url === at)?.id,
        page.url(),
      );
      if (found === undefined) throw new Error('the extension does not see the tab of the site');
      await first.evaluate((settings) => browser.storage.local.set({ settings }), {
        ...DEFAULT_SETTINGS,
        introduced: true,
      });
      const panel = await openPage(started, `sidepanel.html?tab=${found}`);
      await first.close();
      await panel.waitForSelector('[data-testid=composer]', { timeout: 15_000 });
      return new Firefox(started, { page, panel, tabId: found });
    } catch (error) {
      await started.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  ask(request: object): Promise<unknown> {
    return this.panel.evaluate((sent) => browser.runtime.sendMessage({ to: 'background', request: sent }), request);
  }

  async settings(change: Partial<Settings>): Promise<void> {
    const settings = { ...DEFAULT_SETTINGS, introduced: true, ...change };
    await this.panel.evaluate((next) => browser.storage.local.set({ settings: next }), settings);
  }

  /** A run as it is kept, with what came into it. */
  async trace(runId: string): Promise<Pick<Trace, 'records' | 'tape'>> {
    const rows = await this.panel.evaluate(readJournal, { runId, from: 0, store: 'tapes' });
    const records = (await this.records()).filter((record) => record.runId === runId);
    return { records, tape: v.parse(Tape, rows) };
  }

  async records(runId?: string): Promise<JournalRecord[]> {
    return v.parse(v.array(JournalRecord), await this.panel.evaluate(readJournal, { runId, from: 0 }));
  }

  /** Types the task into the panel, approves what is asked, and waits for the end of the run. */
  async run(task: string, timeoutMs = 60_000): Promise<Run> {
    return this.end(await this.begin(task), { timeoutMs });
  }

  /** Types the task into the panel, and gives the id of its run once the journal has it. */
  async begin(task: string): Promise<string> {
    const known = new Set((await this.records()).map(({ runId }) => runId));
    await this.panel.bringToFront();
    await this.panel.type('[data-testid=composer]', task);
    await this.panel.click('[data-testid=ask]');
    return poll(`"${task}" never began`, 60_000, async () => {
      const records = await this.records();
      return records.find(({ runId }) => !known.has(runId))?.runId;
    });
  }

  /** Answers what is asked (default: yes), and waits for the end of the run. */
  end(
    runId: string,
    { timeoutMs = 60_000, answer = () => true }: { timeoutMs?: number; answer?: (question: Question) => boolean } = {},
  ): Promise<Run> {
    return this.runWhen(runId, ({ status }) => ENDS.includes(status), { timeoutMs, answer });
  }

  /** The run, as soon as it is so. */
  runWhen(
    runId: string,
    fits: (run: Run) => boolean,
    { timeoutMs = 60_000, answer }: { timeoutMs?: number; answer?: (question: Question) => boolean } = {},
  ): Promise<Run> {
    return poll(`run ${runId} did not come so far`, timeoutMs, async () => {
      const run = foldRun(await this.records(runId));
      if (run !== undefined && fits(run)) return run;
      if (run?.question === undefined || answer === undefined) return undefined;
      const replies = answer(run.question) ? '[data-reply=yes], [data-reply=once]' : '[data-reply=no]';
      await this.press(replies).catch(() => undefined);
      return undefined;
    });
  }

  /** Resolves once the run has such a record. */
  async waitForRecord(what: { runId: string; kind: string; iteration: number }, timeoutMs = 60_000): Promise<void> {
    const found = await this.panel.evaluate(waitForRecord, { ...what, timeoutMs });
    if (found === undefined) throw new Error(`no ${what.kind} record within ${timeoutMs} ms`);
  }

  /** Clicks what stands last in the panel under that selector: the newest run is the last one. */
  async press(selector: string): Promise<void> {
    await this.panel.waitForSelector(selector, { timeout: 15_000 });
    // What was just drawn may still scroll it away from under the pointer.
    await this.panel.evaluate(standsStill, selector);
    const found = await this.panel.$$(selector);
    await found.at(-1)?.click();
  }

  /** Ends the event page, as Firefox does after half a minute of silence; gives the state it is in then. */
  async stopBackground(): Promise<string> {
    const stopped = await this.#inChrome(async (id: string) => {
      const { extension } = WebExtensionPolicy.getByID(id);
      await extension.terminateBackground();
      return extension.backgroundState;
    }, GECKO_ID);
    return String(stopped);
  }

  /** A message that starts a background that was stopped, as an open panel sends it sooner or later. */
  async wake(): Promise<void> {
    await this.ask({ type: 'tab.look', tabId: this.#tabId }).catch(() => undefined);
  }

  /** Evaluates in the browser's own scope. */
  async #inChrome<A extends unknown[]>(work: (...args: A) => unknown, ...args: A): Promise<unknown> {
    const { connection } = Object(this.#browser);
    const tree = v.parse(Tree, await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' }));
    const window = tree.result.contexts.find(({ url }) => url.endsWith('browser.xhtml'));
    if (window === undefined) throw new Error('Firefox shows no window of its own');
    const expression = `(async () => JSON.stringify(await (${work.toString()})(...${JSON.stringify(args)})) ?? 'null')()`;
    const target = { context: window.context };
    const sent = await connection.send('script.evaluate', {
      expression,
      target,
      awaitPromise: true,
      userActivation: true,
    });
    const { result } = v.parse(Evaluated, sent);
    if (result.exceptionDetails !== undefined) throw new Error(result.exceptionDetails.text);
    return JSON.parse(result.result?.value ?? 'null');
  }
}

async function poll<T>(otherwise: string, timeoutMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** `goto` of a moz-extension: page never resolves: asked again and again instead. */
async function openPage(started: Browser, name: string): Promise<Page> {
  const page = await started.newPage();
  void page.goto(`moz-extension://${UUID}/${name}`).catch(() => undefined);
  for (let attempt = 0; attempt < 300; attempt++) {
    const open = await page
      .evaluate(() => location.protocol === 'moz-extension:' && document.readyState === 'complete')
      .catch(() => false);
    if (open) return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the page ${name} of the extension did not open`);
}

/** In the panel: resolves once the last of these is where it was a moment ago, after two seconds at most. */
async function standsStill(selector: string): Promise<void> {
  const place = () => {
    const { top, left } = [...document.querySelectorAll(selector)].at(-1)?.getBoundingClientRect() ?? {};
    return `${top} ${left}`;
  };
  const until = performance.now() + 2000;
  // Behind another tab nothing is drawn, and each wait takes a second.
  for (let before = '', still = 0; still < 2 && !document.hidden && performance.now() < until;) {
    const now = place();
    still = now === before ? still + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
