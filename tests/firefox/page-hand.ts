import * as v from 'valibot';

import { FrameSnapshot, Outcome } from '../../lib/contracts/index.ts';
import type { PageRequest } from '../../lib/protocol/index.ts';
import type { Hand } from '../frameworks/hand.ts';
import type { Firefox } from './firefox.ts';

/** Inside the extension's pages. */
declare const browser: {
  scripting: { executeScript(what: object): Promise<unknown> };
  tabs: {
    query(query: object): Promise<{ id?: number; url?: string }[]>;
    sendMessage(tabId: number, message: unknown, options: object): Promise<unknown>;
  };
};

const Answer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.optional(v.unknown()) }),
  v.object({ ok: v.literal(false), problem: v.unknown() }),
]);
const State = v.record(v.string(), v.unknown());

/** The page room of the page at `url`, asked from an extension page as the background asks it. */
export async function handOn({ page, panel }: Firefox, url: string): Promise<Hand> {
  await page.goto(url);
  await page.waitForSelector('>>> #state');
  await page.bringToFront();
  const tabId = await panel.evaluate(
    async (at) => (await browser.tabs.query({})).find((tab) => tab.url === at)?.id,
    url,
  );
  if (tabId === undefined) throw new Error(`no tab of ${url}`);
  await panel.evaluate(
    (id) => browser.scripting.executeScript({ target: { tabId: id }, files: ['/content-scripts/page.js'] }),
    tabId,
  );
  const ask = async (request: PageRequest): Promise<unknown> => {
    const sent = await panel.evaluate(
      (id, message) => browser.tabs.sendMessage(id, message, { frameId: 0 }),
      tabId,
      { to: 'page', request }, // prettier-ignore
    );
    const answer = v.parse(Answer, sent);
    if (!answer.ok) throw new Error(`problem: ${JSON.stringify(answer.problem)}`);
    return answer.value;
  };
  let acts = 0;
  return {
    look: async () => v.parse(FrameSnapshot, await ask({ type: 'page.snapshot', prefix: '', ask: { words: [] } })),
    undo: async (undo) => {
      if (undo.do === 'reopen' || undo.do === 'shut') throw new Error('nothing that a page undoes');
      return v.parse(Outcome, await ask({ type: 'page.undo', actId: `act ${acts++}`, undo }));
    },
    perform: async (deed) => v.parse(Outcome, await ask({ type: 'page.perform', actId: `act ${acts++}`, deed })),
    state: async () => {
      const shown = await page.$eval('>>> #state', (el) => el.textContent);
      return v.parse(State, JSON.parse(shown));
    },
  };
}
