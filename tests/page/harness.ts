import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { type BrowserContext, chromium, type CDPSession, test as base, type Page } from '@playwright/test';
import * as v from 'valibot';

import { Article, FrameSnapshot, Outcome, type PageElement, Problem, type StepUndo } from '@/lib/contracts/index.ts';
import type { PageRequest } from '@/lib/protocol/index.ts';

import { bundle } from '../support/bundle.ts';
import { QUIET } from '../support/chromium.ts';

/** lib/page as one script that leaves the room in `locusRoom`, as the content script does with a message listener. */
const ENTRY = fileURLToPath(new URL('entry.ts', import.meta.url));
const LISTEN = fileURLToPath(new URL('listen-entry.ts', import.meta.url));
const LISTEN_MAIN = fileURLToPath(new URL('listen-main-entry.ts', import.meta.url));

let listeners: Promise<[string, string]> | undefined;

const Answer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.optional(v.unknown()) }),
  v.object({ ok: v.literal(false), problem: Problem }),
]);
const Evaluated = v.object({
  result: v.object({ value: v.optional(v.unknown()) }),
  exceptionDetails: v.optional(v.object({ text: v.string(), exception: v.optional(v.object({ description: v.optional(v.string()) })) })),
}); // prettier-ignore

/** The room of one document, in an isolated world as a content script has it. */
export class Room {
  readonly page: Page;
  readonly #session: CDPSession;
  readonly #script: string;
  #context: number | undefined;
  #acts = 0;

  constructor(page: Page, session: CDPSession, script: string) {
    this.page = page;
    this.#session = session;
    this.#script = script;
  }

  /** Puts the room into the document that is there now. */
  async enter(): Promise<void> {
    const { frameTree } = await this.#session.send('Page.getFrameTree');
    const world = { frameId: frameTree.frame.id, worldName: 'locus' };
    ({ executionContextId: this.#context } = await this.#session.send('Page.createIsolatedWorld', world));
    await this.evaluate(`${this.#script};0`);
  }

  /** From the next document on, Locus listens to which elements the page listens on, as on a site that it always may work on. */
  async listen(): Promise<void> {
    listeners ??= Promise.all([bundle(LISTEN), bundle(LISTEN_MAIN)]);
    const [isolated, main] = await listeners;
    await this.#session.send('Page.enable');
    const add = (source: string, world?: string) =>
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', {
        source,
        ...(world !== undefined && { worldName: world }),
      });
    await add(isolated, 'locus');
    await add(main);
  }

  async open(html: string): Promise<void> {
    await this.page.goto(SITE);
    await this.page.setContent(html);
    await this.enter();
  }

  async fixture(name: string): Promise<void> {
    await this.open(await readFile(new URL(`../fixtures/page/${name}.html`, import.meta.url), 'utf8'));
  }

  async evaluate(expression: string): Promise<unknown> {
    const params = { expression, contextId: this.#context ?? 0, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = v.parse(Evaluated, await this.#session.send('Runtime.evaluate', params));
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** CPU time of the page's main thread so far, milliseconds: what other processes do on the machine is not in it. */
  async cpuMs(): Promise<number> {
    await this.#session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0);
  }

  async ask(request: PageRequest): Promise<v.InferOutput<typeof Answer>> {
    return v.parse(Answer, await this.evaluate(`locusRoom.answer(${JSON.stringify(request)})`));
  }

  async #value(request: PageRequest): Promise<unknown> {
    const answer = await this.ask(request);
    if (!answer.ok) throw new Error(`problem: ${JSON.stringify(answer.problem)}`);
    return answer.value;
  }

  async look(prefix = ''): Promise<FrameSnapshot> {
    return v.parse(FrameSnapshot, await this.#value({ type: 'page.snapshot', prefix, ask: { words: [] } }));
  }

  async article(): Promise<Article> {
    return v.parse(Article, await this.#value({ type: 'page.article' }));
  }

  /** The element of that name in a fresh snapshot; throws where there is none or several. */
  async find(name: string, role?: string): Promise<PageElement> {
    const { elements } = await this.look();
    const found = elements.filter((each) => each.name === name && (role === undefined || each.role === role));
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    throw new Error(
      `${found.length} of "${name}" among ${elements.map((each) => `${each.role} "${each.name}"`).join(', ')}`,
    );
  }

  async perform(
    deed: Extract<PageRequest, { type: 'page.perform' }>['deed'],
    actId = `act ${this.#acts++}`,
  ): Promise<Outcome> {
    return v.parse(Outcome, await this.#value({ type: 'page.perform', actId, deed }));
  }

  async undo(undo: StepUndo | undefined): Promise<Outcome> {
    if (undo === undefined || undo.do === 'reopen' || undo.do === 'shut') throw new Error('nothing that a page undoes');
    return v.parse(Outcome, await this.#value({ type: 'page.undo', actId: `act ${this.#acts++}`, undo }));
  }
}

export const SITE = 'http://site.test/';

export const test = base.extend<{ room: Room }, { browserContext: BrowserContext; script: string }>({
  script: [async ({}, use) => use(await bundle(ENTRY)), { scope: 'worker' }],
  browserContext: [
    async ({}, use) => {
      const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', QUIET] });
      await use(await browser.newContext({ viewport: { width: 1000, height: 700 } }));
      await browser.close();
    },
    { scope: 'worker' },
  ],
  room: async ({ browserContext, script }, use) => {
    const page = await browserContext.newPage();
    // Every address is answered here: nothing leaves this machine.
    await page.route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>${new URL(route.request().url()).pathname}</title>`,
      }),
    );
    const session = await browserContext.newCDPSession(page);
    await use(new Room(page, session, script));
    await page.close();
  },
});

export { expect } from '@playwright/test';
