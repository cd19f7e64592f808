/** Faults beside a killed background, in Chromium: a run loses its page, its panel, or its engine. */
import type { Page } from '@playwright/test';

import type { EngineChoice } from '../../lib/contracts/index.ts';
import type { Driver, RunRecord } from '../driver/index.ts';
import type { Site } from '../fixtures/server.ts';
import { chromium } from './chromium.ts';
import { effectsOf, gaps, type Kill, type Result, strike, tallyOf, type Trial, trialOf } from './trial.ts';

/** Inside the extension's worker. */
declare const chrome: {
  offscreen: { closeDocument(): Promise<void> };
  tabs: {
    create(what: object): Promise<unknown>;
    get(id: number): Promise<{ windowId: number }>;
    discard(id: number): Promise<{ id: number }>;
  };
};

export const OTHERS = ['reload', 'discard', 'close', 'panel', 'host'] as const;
export type Other = (typeof OTHERS)[number];

/** What a field holds is the document's: in one that was loaded anew it is put in anew, and the server counts that. */
const FIELDS: readonly string[] = ['city', 'agree'];
const ANSWER = 'It counts clicks, what is typed, and what is checked. '.repeat(3).trim();
/** Words of the answer take so long, milliseconds. */
const WORD_MS = 30;
const GENERATION_MS = 900;
/** Silence after which a lost generation is seen, milliseconds; see lib/engines/hosted.ts. */
const SILENCE_MS = 3000;

/** The tab is another one from then on; the panel is shown beside that, as where the user goes back to it. */
async function discard(driver: Driver, page: Page): Promise<void> {
  const tabId = await driver.tabId(page);
  const panel = await driver.panel(page);
  const became = await driver.inWorker(async (id: number) => {
    const { windowId } = await chrome.tabs.get(id);
    // A tab in front is never discarded.
    await chrome.tabs.create({ windowId, active: true, url: 'about:blank' });
    return (await chrome.tabs.discard(id)).id;
  }, tabId);
  await panel.goto(panel.url().replace(/tab=\d+/u, `tab=${String(became)}`));
}

const BLOWS: Record<Other, (driver: Driver, page: Page) => Promise<unknown>> = {
  reload: (_driver, page) => page.reload(),
  close: (_driver, page) => page.close(),
  panel: async (driver, page) => {
    await (await driver.panel(page)).close();
    const again = await driver.panel(page);
    // What the run asks, it asks in the panel that is opened next; where it asks nothing, this waits in vain.
    void again.locator('[data-testid=question] [data-reply=yes]').click({ timeout: 30_000 }).catch(() => undefined); // prettier-ignore
  },
  discard,
  host: (driver) => driver.inWorker(() => chrome.offscreen.closeDocument().catch(() => undefined)),
};

/** A task and one fault; for the engines' host, one or two in the middle of a generation. */
export function otherTrial(kind: Other, random: () => number): Trial {
  const { task, effects, kills } = trialOf(random);
  if (kind !== 'host') return { task, effects, kills: kills.slice(0, 1) };
  const moment = () => 100 + Math.floor(random() * (GENERATION_MS - 200));
  const first: Kill = { after: moment() };
  // The second one comes when the loss was seen, and the generation has begun anew.
  const strikes = random() < 0.5 ? [first] : [first, { after: SILENCE_MS + moment() }];
  return { task: 'what does this page count, and what for?', effects: [], kills: strikes };
}

/** One run in a tab of its own, with its fault, and what is wrong with it afterwards. */
export async function suffer(
  driver: Driver,
  site: Site,
  { kind, trial }: { kind: Other; trial: Trial },
): Promise<Result> {
  const engine: EngineChoice = kind === 'host' ? { kind: 'scripted', replies: [ANSWER], delayMs: WORD_MS } : { kind: 'rules' }; // prettier-ignore
  await driver.settings({ engine });
  const tally = tallyOf(site);
  const page = await driver.context.newPage();
  await page.goto(site.url('counter.html'));
  const subject = chromium(driver, page);
  const begun = await subject.begin(trial.task, tally.answer);
  if (kind === 'host') await subject.until(begun.runId, 'interpretation', 1);
  const { record, struck } = await strike(subject, begun, trial.kills, () => BLOWS[kind](driver, page));
  const killed = struck.map(() => kind);
  const counts = await tally.counts();
  const anew = kind === 'reload' || kind === 'discard' ? FIELDS : [];
  const faults = [...gaps(record.records), ...effectsOf(trial, record.status, counts, anew)];
  const panel = await driver.panel(page);
  // One that ended before its tab was put away is told beside the tab that it knew, also where that has another number now.
  const moved = record.records.some(({ entry }) => entry.kind === 'go');
  if (kind === 'discard' && !moved) await panel.goto(panel.url().replace(/tab=\d+/u, `tab=${String(record.iterations[0]?.input.signal.tabId)}`)); // prettier-ignore
  faults.push(...(await unsaid(panel, record)));
  if (kind === 'host' && record.status === 'done' && record.answer !== ANSWER) faults.push('the answer is not whole');
  await panel.close();
  if (!page.isClosed()) await page.close();
  return { trial, status: endOf(record), killed, faults, records: record.records, silences: [] };
}

function endOf({ status, problem }: RunRecord): string {
  return problem === undefined ? status : `${status} (${problem.code})`;
}

/** An end that is not `done` has a reason, and the panel tells it; also a panel that was opened after the end. */
async function unsaid(panel: Page, { runId, status, problem }: RunRecord): Promise<string[]> {
  if (status !== 'done' && problem === undefined) return ['it ended without a reason'];
  const card = panel.locator(`article[data-run-id="${runId}"][data-status="${status}"]`);
  const shown = await card.waitFor({ state: 'attached', timeout: 5000 }).then(() => true, () => false); // prettier-ignore
  if (!shown) return ['the panel does not show its end'];
  const said = status === 'done' ? 'done' : await card.getByTestId('problem').first().innerText().catch(() => ''); // prettier-ignore
  return said === '' ? ['the panel does not tell the reason'] : [];
}
