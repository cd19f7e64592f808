import type { JournalRecord } from '../../lib/contracts/index.ts';
import type { Driver } from '../driver/index.ts';
import type { Site } from '../fixtures/server.ts';

type Kind = JournalRecord['entry']['kind'];

/** Where the worker is stopped: after the first record of that kind in that iteration, or so long after the start. */
export type Kill = { at: Kind; iteration: number } | { after: number };

export interface Trial {
  task: string;
  /** Each effect that the task has, once. */
  effects: string[];
  kills: Kill[];
}

export interface Result {
  trial: Trial;
  status: string;
  /** Kills that were in time: of a run that had ended there was nothing to kill. */
  killed: string[];
  /** What is wrong; empty where nothing is. */
  faults: string[];
  records: readonly JournalRecord[];
  /** Milliseconds by the journal's clock from each kill to the next record. */
  silences: number[];
}

const STEPS = [
  { words: 'click "Add one"', effect: 'add' },
  { words: 'check "Remember me"', effect: 'agree' },
  { words: 'click "Second step"', effect: 'second' },
  { words: 'fill City with Ulm', effect: 'city' },
] as const;
const SEND = { words: 'press Send', effect: 'submit' } as const;
const BOUNDARIES: readonly Kind[] = ['interpretation', 'decision', 'verdict', 'intent', 'outcome', 'check'];
const MOST_DELAY = 900;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A task of two to five steps, some of which send the form, and one to three kills. */
export function trialOf(random: () => number): Trial {
  const pick = (count: number) => Math.floor(random() * count);
  const steps: { words: string; effect: string }[] = STEPS.map((step) => ({ step, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, 2 + pick(3))
    .map(({ step }) => step);
  if (random() < 0.3) steps.push(SEND);
  const kills = Array.from({ length: 1 + pick(3) }, (): Kill => {
    if (random() < 0.3) return { after: pick(MOST_DELAY) };
    const at = BOUNDARIES[pick(BOUNDARIES.length)] ?? 'intent';
    return { at, iteration: at === 'check' ? steps.length + 1 : 1 + pick(steps.length) };
  });
  return {
    task: steps.map(({ words }) => words).join(', '),
    effects: steps.map(({ effect }) => effect),
    kills: kills.toSorted((a, b) => rankOf(a) - rankOf(b)),
  };
}

function rankOf(kill: Kill): number {
  return 'after' in kill ? 0 : kill.iteration * 10 + BOUNDARIES.indexOf(kill.at);
}

/** One run on the counting page, with its kills, and what is wrong with it afterwards. */
export async function attempt(driver: Driver, site: Site, trial: Trial): Promise<Result> {
  await driver.page.goto(site.url('counter.html'));
  const before = { ...site.counts };
  const { promise: id, resolve: began } = Promise.withResolvers<string>();
  const tabId = await driver.tabId();
  let ended = false;
  const running = driver.run(trial.task, { approve: 'all', timeoutMs: 60_000, onRecord: ({ runId }) => { began(runId); } }).finally(() => { ended = true; }); // prettier-ignore
  const runId = await Promise.race([id, running.then((record) => record.runId)]);
  const killed: string[] = [];
  const stops: number[] = [];
  for (const kill of trial.kills) {
    if (ended) break;
    // Where the run ends before, nothing is stopped any more: what is waited for never comes.
    const over = running.then(() => false);
    const done = await Promise.race([stop(driver, runId, kill, () => ended), over]);
    if (!done) continue;
    stops.push(Date.now());
    killed.push('after' in kill ? 'any moment' : kill.at);
    await driver.ask({ type: 'tab.look', tabId }).catch(() => undefined);
  }
  const record = await running;
  // What the page sent last may still be on its way to the server.
  await driver.page.waitForTimeout(150);
  const counts = Object.fromEntries(Object.entries(site.counts).map(([name, count]) => [name, count - (before[name] ?? 0)])); // prettier-ignore
  const { records, status } = record;
  const silences = stops.flatMap((at) =>
    records
      .filter((each) => each.at >= at)
      .slice(0, 1)
      .map((each) => each.at - at),
  );
  return { trial, status, killed, faults: [...gaps(records), ...effectsOf(trial, status, counts)], records, silences };
}

/** False where the run ended before. */
async function stop(driver: Driver, runId: string, kill: Kill, ended: () => boolean): Promise<boolean> {
  if ('after' in kill) {
    await driver.page.waitForTimeout(kill.after);
    if (ended()) return false;
    await driver.stopWorker();
    return true;
  }
  return driver.stopWorkerAt(kill.at, { iteration: kill.iteration, runId }).then(
    () => true,
    () => false,
  );
}

/** What no journal may show. */
function gaps(records: readonly JournalRecord[]): string[] {
  const faults: string[] = [];
  if (records.some(({ seq }, index) => seq !== index)) faults.push('a record is lost');
  const kinds = records.map(({ entry }) => entry.kind);
  if (kinds[0] !== 'signal') faults.push('it does not begin with its signal');
  if (kinds.filter((kind) => kind === 'end').length !== 1 || kinds.at(-1) !== 'end') faults.push('it has not one end');
  const acts = (kind: Kind) => kinds.filter((each) => each === kind).length;
  if (acts('intent') !== acts('outcome')) faults.push('an intent has no outcome');
  return faults;
}

function effectsOf({ effects }: Trial, status: string, counts: Record<string, number>): string[] {
  const twice = Object.entries(counts).filter(([, count]) => count > 1).map(([name]) => `${name} happened twice`); // prettier-ignore
  const missing = status === 'done' ? effects.filter((effect) => counts[effect] !== 1).map((effect) => `${effect} is missing`) : []; // prettier-ignore
  const uncalled = Object.entries(counts).filter(([name, count]) => count > 0 && !effects.includes(name)).map(([name]) => `${name} was not asked for`); // prettier-ignore
  return [...twice, ...missing, ...uncalled];
}
