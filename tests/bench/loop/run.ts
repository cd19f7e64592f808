/*
 * npm run bench:loop [-- --iterations N --runs N --times N]
 * What Locus's loop costs beside the model and the page: an iteration, taking up a long run after the worker was stopped, the start
 * of the worker; each beside its floor, and again with a full journal. In Chromium, with the end-to-end build and the scripted engine.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import type { JournalRecord } from '../../../lib/contracts/index.ts';
import { type Driver, launch } from '../../driver/index.ts';
import { serveSite, type Site } from '../../fixtures/server.ts';
import { median, quantile } from '../../support/quantiles.ts';
import { type Floors, openFloors } from './empty.ts';
import { recordsOf, seedRuns } from './seed.ts';
import { startCost } from './starts.ts';

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '200' },
    runs: { type: 'string', default: '1000' },
    times: { type: 'string', default: '15' },
  },
});
const ITERATIONS = Number(values.iterations);
const RUNS = Number(values.runs);
const TIMES = Number(values.times);
const OPEN_RUN = 200;

interface Measured {
  own: number[];
  /** The same by the record that a part ends with. */
  parts: Map<string, number[]>;
  resume: number[];
  starts: Starts;
}

/** Milliseconds until a message to a worker that was stopped is dealt with. */
interface Starts {
  empty: number[];
  /** What the panel sends as it opens. */
  look: number[];
  /** A run is begun, and in the journal: that takes the whole driver. */
  run: number[];
}

/**
 * Everything of each iteration that is neither the engine nor the page coming to rest, milliseconds by the journal's clock; in all, and
 * by the record that a part ends with.
 */
function ownOf(records: readonly JournalRecord[]): Pick<Measured, 'own' | 'parts'> {
  const parts = new Map<string, number[]>();
  const sums = new Map<number, number>();
  for (const [index, { entry, iteration, at }] of records.entries()) {
    const before = records[index - 1];
    // The first iteration has the start of the run in it, the last one is another kind.
    if (before === undefined || iteration < 2 || iteration > ITERATIONS) continue;
    const aside = entry.kind === 'decision' ? entry.decision.ms : entry.kind === 'outcome' ? (entry.outcome.change?.settledMs ?? 0) : 0; // prettier-ignore
    const own = at - before.at - aside;
    parts.set(entry.kind, [...(parts.get(entry.kind) ?? []), own]);
    sums.set(iteration, (sums.get(iteration) ?? 0) + own);
  }
  return { own: [...sums.values()], parts };
}

async function iterate(driver: Driver, site: Site): Promise<Pick<Measured, 'own' | 'parts'>> {
  await driver.page.goto(site.url('counter.html'));
  const record = await driver.run('open the way, and then tell me', { timeoutMs: 400_000 });
  if (record.status !== 'done') throw new Error(`the run ended as ${record.status}: ${record.problem?.code ?? ''}`);
  return ownOf(record.records);
}

/** The records of one run, once that holds; to read all runs would take the driver itself seconds. */
async function journalOf(
  driver: Driver,
  runId: string,
  test: (kinds: JournalRecord['entry']['kind'][]) => boolean,
): Promise<JournalRecord[]> {
  const until = Date.now() + 30_000;
  for (;;) {
    const records = await driver.records(runId);
    if (test(records.map(({ entry }) => entry.kind))) return records;
    if (Date.now() > until) throw new Error(`${runId} does not get there`);
    await driver.page.waitForTimeout(40);
  }
}

/** From the start of the worker to the first record that it writes for a run of 200 iterations. */
async function resume(driver: Driver, site: Site): Promise<number[]> {
  const costs: number[] = [];
  const panel = await driver.panel();
  const tabId = await driver.tabId();
  for (let i = 0; i < TIMES; i++) {
    await driver.page.goto(site.url('counter.html'));
    const runId = `bench-${Date.now()}-${i}`;
    await seedRuns(panel, [recordsOf(runId, { iterations: OPEN_RUN, tabId, open: true })], tabId);
    await driver.stopWorker();
    const began = await driver.inWorker(() => performance.timeOrigin);
    const records = await journalOf(driver, runId, (kinds) => kinds.at(-1) !== 'resumed' && kinds.includes('resumed'));
    const taken = records.find(({ entry }) => entry.kind === 'resumed');
    if (taken !== undefined && typeof began === 'number') costs.push(taken.at - began);
    await driver.ask({ type: 'run.stop', runId });
    await journalOf(driver, runId, (kinds) => kinds.includes('end'));
  }
  return costs;
}

/** One after the other, round by round, since others may be at work on the machine; the first round is left out. */
async function measureStarts(driver: Driver, site: Site, floors: Floors): Promise<Starts> {
  const starts: Starts = { empty: [], look: [], run: [] };
  const tabId = await driver.tabId();
  const panel = await driver.panel();
  const stop = () => driver.stopWorker();
  await driver.page.goto(site.url('counter.html'));
  for (let i = 0; i <= TIMES; i++) {
    const runId = `start-${Date.now()}-${i}`;
    const empty = await floors.start();
    const look = await startCost(panel, stop, { to: 'background', request: { type: 'tab.look', tabId } });
    const task = { kind: 'ask', text: 'wait until "Nobody" is there' };
    const request = { type: 'run.start', runId, tabId, by: 'panel', task };
    const run = await startCost(panel, stop, { to: 'background', request });
    await driver.ask({ type: 'run.stop', runId });
    await journalOf(driver, runId, (kinds) => kinds.includes('end'));
    if (i === 0) continue;
    starts.empty.push(empty);
    starts.look.push(look);
    starts.run.push(run);
  }
  return starts;
}

async function measure(driver: Driver, site: Site, floors: Floors): Promise<Measured> {
  const starts = await measureStarts(driver, site, floors);
  return { starts, ...(await iterate(driver, site)), resume: await resume(driver, site) };
}

async function fill(driver: Driver): Promise<void> {
  const panel = await driver.panel();
  for (let i = 0; i < RUNS; i += 20) {
    const runs = Array.from({ length: Math.min(20, RUNS - i) }, (_, j) => recordsOf(`old-${i + j}`, { iterations: 50, tabId: 4321, open: false })); // prettier-ignore
    await seedRuns(panel, runs, 4321);
  }
}

function row(name: string, costs: readonly number[], floor?: readonly number[], target = ''): void {
  const [middle, p95] = [median(costs), quantile(costs, 0.95)];
  const ratio = floor === undefined ? '' : `${(middle / median(floor)).toFixed(2)} x floor`;
  console.log(`${name.padEnd(44)}${middle.toFixed(1).padStart(8)}${p95.toFixed(1).padStart(8)}  ${ratio.padEnd(16)}${target}`); // prettier-ignore
}

function report(name: string, { own, parts, resume: taken, starts }: Measured, floors: Floors): void {
  console.log(`\n${name}`);
  row('an iteration, without model and settling', own, floors.transaction, 'target 10, 25');
  for (const [kind, costs] of parts) row(`  up to its ${kind}`, costs);
  row(`an open run of ${OPEN_RUN} iterations is taken up`, taken, starts.empty, 'target 150');
  row('floor: an empty worker, stopped, answers', starts.empty);
  row('worker stopped, the panel opens: its look', starts.look, starts.empty, 'target 1.5 x floor');
  row('worker stopped, a run is begun', starts.run, starts.empty);
}

const floors = await openFloors(TIMES);
console.log(`${'ms'.padEnd(44)}${'median'.padStart(8)}${'p95'.padStart(8)}`);
row('floor: message to a worker and back', floors.message);
row('floor: one Dexie transaction', floors.transaction);

const site = await serveSite();
const replies = [
  ...Array.from({ length: ITERATIONS }, () => '{"do":"click","ref":"e4"}'),
  '{"do":"answer","text":"done"}',
];
const driver = await launch({
  url: site.url('counter.html'),
  engine: { kind: 'scripted', replies },
  settings: { limits: { iterations: ITERATIONS * 2, ms: 3_600_000, tokens: 1e9 } },
});
try {
  report('empty journal', await measure(driver, site, floors), floors);
  await fill(driver);
  report(`${RUNS} runs of 50 iterations in the journal`, await measure(driver, site, floors), floors);
} finally {
  await driver.close();
  await site.close();
  await floors.close();
}
console.log(`\nload average ${loadavg().map((load) => load.toFixed(1)).join(' ')}`); // prettier-ignore
