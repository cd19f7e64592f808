import { type Browser, chromium, type CDPSession, type Page } from '@playwright/test';
import * as v from 'valibot';

import { QUIET } from '../../support/chromium.ts';
import { median } from '../../support/quantiles.ts';

export interface Timing {
  /** Milliseconds of CPU of the renderer's main thread, less what an empty call costs: median of the warm runs. */
  cpu: number;
  /** The same of the first run. */
  cold: number;
  runs: number;
}

const Evaluated = v.object({
  result: v.object({ value: v.optional(v.unknown()) }),
  exceptionDetails: v.optional(
    v.object({ text: v.string(), exception: v.optional(v.object({ description: v.optional(v.string()) })) }),
  ),
});

/** Where content scripts run. */
const WORLD = 'locus';

export interface Ears {
  isolated: string;
  main: string;
}

export class Late extends Error {}

/** What the work gives, or `Late` where it takes longer than that; the work itself cannot be stopped. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Late(`no end in ${ms / 1000} s`));
    }, ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Chromium without any extension; a new one takes its place where a page has hung the one there was. */
export class Chrome {
  #browser: Browser | undefined;

  /** `ears`: scripts that run before the page's own: one in the world of content scripts, one in the page's. */
  async tab(url: string, { ears }: { ears?: Ears } = {}): Promise<Tab> {
    this.#browser ??= await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', QUIET],
    });
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
    await page.route('**/*', (route) =>
      /^(?:http:\/\/127\.0\.0\.1[:/]|data:|blob:|about:)/.test(route.request().url())
        ? route.continue()
        : route.abort(),
    );
    const session = await page.context().newCDPSession(page);
    if (ears !== undefined) {
      await session.send('Page.enable');
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source: ears.isolated, worldName: WORLD });
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source: ears.main });
    }
    await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const tab = new Tab(page, session);
    await tab.settle();
    return tab;
  }

  async close(): Promise<void> {
    const old = this.#browser;
    this.#browser = undefined;
    if (old !== undefined) await within(old.close(), 5000).catch(() => undefined);
  }
}

export class Tab {
  readonly page: Page;
  readonly session: CDPSession;
  /** Worlds of ours: the top frame's first, then those of the frames below it. */
  worlds: number[] = [];

  constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.session = session;
  }

  async close(): Promise<void> {
    await within(this.page.context().close(), 5000);
  }

  /** Two frames drawn: style and layout are clean. */
  async settle(): Promise<void> {
    await this.page.waitForTimeout(30);
    await this.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))');
  }

  /** In the page's own world, or in another one by its id. */
  async evaluate(expression: string, world?: number): Promise<unknown> {
    const sent = { expression, awaitPromise: true, returnByValue: true };
    const answer = await this.session.send('Runtime.evaluate', {
      ...sent,
      ...(world !== undefined && { contextId: world }),
    });
    const { result, exceptionDetails } = v.parse(Evaluated, answer);
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  /** Puts a script into an isolated world of every frame, as content scripts are put. */
  async enter(script: string): Promise<void> {
    const { frameTree } = await this.session.send('Page.getFrameTree');
    interface Tree {
      frame: { id: string };
      childFrames?: Tree[];
    }
    const idsOf = ({ frame, childFrames = [] }: Tree): string[] => [frame.id, ...childFrames.flatMap(idsOf)];
    this.worlds = [];
    for (const frameId of idsOf(frameTree)) {
      const made = await this.session.send('Page.createIsolatedWorld', { frameId, worldName: WORLD });
      await this.evaluate(`${script};0`, made.executionContextId);
      this.worlds.push(made.executionContextId);
    }
  }

  /** CPU time of the renderer's main thread so far, milliseconds: what other processes do is not in it. */
  async cpuMs(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0);
  }

  async cost(work: () => Promise<unknown>): Promise<number> {
    const before = await this.cpuMs();
    await work();
    return (await this.cpuMs()) - before;
  }

  /** One cold run, then warm ones until there are `runs` or `enoughMs` of wall time have passed. `after` is not counted. */
  async time(
    work: () => Promise<unknown>,
    { empty, runs, enoughMs, after }: { empty: number; runs: number; enoughMs: number; after?: () => Promise<unknown> },
  ): Promise<Timing> {
    const begin = performance.now();
    const costs: number[] = [];
    while (costs.length <= runs && (costs.length < 2 || performance.now() - begin < enoughMs)) {
      costs.push(Math.max(0, (await this.cost(work)) - empty));
      await after?.();
      // What took that long once takes as long again.
      if (performance.now() - begin > 10 * enoughMs) break;
    }
    const [cold = 0, ...warm] = costs;
    return { cpu: warm.length === 0 ? cold : median(warm), cold, runs: Math.max(1, warm.length) };
  }

  /** What a call that does nothing costs, milliseconds. */
  async empty(work: () => Promise<unknown>): Promise<number> {
    const costs: number[] = [];
    for (let run = 0; run < 7; run++) costs.push(await this.cost(work));
    return median(costs.slice(1));
  }
}
