/*
 * npm run faults [-- --runs N --seed N --kind background|recipe|reload|discard|close|panel|host --browser chromium|firefox]
 * Kills the background of the built extension in the middle of runs, at the boundary of each record and at any moment, on a page that
 * counts every effect; or does something else to a run (see others.ts). All runs have to end, none may lose a record, nothing may happen
 * twice. The same seed gives the same trials.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../../scripts/lib/build.ts';
import { launch } from '../driver/index.ts';
import { findFirefox, Firefox } from '../firefox/firefox.ts';
import { serveSite, type Site } from '../fixtures/server.ts';
import { median, quantile } from '../support/quantiles.ts';
import { chromium } from './chromium.ts';
import { firefoxSubject } from './firefox.ts';
import { OTHERS, otherTrial, suffer } from './others.ts';
import { attemptRecipe, RECIPE_KILLS, teach } from './recipe.ts';
import { attempt, randomOf, type Result, trialOf } from './trial.ts';

const RUNS_OF_A_BROWSER = 25;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '20261124' },
    kind: { type: 'string', default: 'background' },
    browser: { type: 'string', default: 'chromium' },
  },
});

/** A browser in which one trial after the other is made. */
interface Bench {
  next: (index: number) => Promise<Result>;
  close: () => Promise<void>;
}

async function openBench(site: Site, random: () => number): Promise<Bench> {
  const { kind, browser } = values;
  if (browser === 'firefox') {
    if (kind !== 'background') throw new Error('in Firefox only the background is killed');
    const firefox = await Firefox.launch(findFirefox() ?? '', site.origin);
    return { next: () => attempt(firefoxSubject(firefox), site, trialOf(random)), close: () => firefox.close() };
  }
  const driver = await launch({ url: site.url('counter.html') });
  const close = () => driver.close();
  if (kind === 'background') return { next: () => attempt(chromium(driver), site, trialOf(random)), close };
  if (kind === 'recipe') {
    await teach(driver, site);
    return {
      next: (index) => attemptRecipe(driver, site, RECIPE_KILLS[index % RECIPE_KILLS.length] ?? { after: 0 }),
      close,
    };
  }
  const other = OTHERS.find((each) => each === kind);
  if (other === undefined) throw new Error(`no such kind: ${kind}`);
  return { next: () => suffer(driver, site, { kind: other, trial: otherTrial(other, random) }), close };
}

async function keep(result: Result, index: number): Promise<void> {
  const folder = path.join(ROOT, 'test-results/faults');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${index}.json`), JSON.stringify(result, null, 1));
}

function count(all: readonly string[]): string {
  return [...Map.groupBy(all, (each) => each)].map(([name, same]) => `${name} ${same.length}`).join(', ');
}

function table(results: readonly Result[]): void {
  const silences = results.flatMap((result) => result.silences);
  const faults = results.flatMap((result) => result.faults);
  const rows = [
    ['runs', String(results.length)],
    ['kills', `${results.flatMap(({ killed }) => killed).length}: ${count(results.flatMap(({ killed }) => killed))}`],
    ['ended', count(results.map(({ status }) => status))],
    ['effects asked for', String(results.flatMap(({ trial }) => trial.effects).length)],
    [
      'from a kill to the next record, ms',
      silences.length === 0
        ? 'not measured'
        : `median ${median(silences).toFixed(0)}, p95 ${quantile(silences, 0.95).toFixed(0)}`,
    ],
    ['wrong', faults.length === 0 ? 'nothing' : count(faults)],
  ];
  for (const [name = '', value = ''] of rows) console.log(`${name.padEnd(36)}${value}`);
}

const runs = Number(values.runs);
const random = randomOf(Number(values.seed));
console.log(`seed ${values.seed}`);
const site = await serveSite();
const results: Result[] = [];
let bench: Bench | undefined;
try {
  for (let index = 0; index < runs; index++) {
    if (index % RUNS_OF_A_BROWSER === 0) {
      await bench?.close();
      bench = await openBench(site, random);
    }
    if (bench === undefined) throw new Error('no browser');
    const result = await bench.next(index);
    results.push(result);
    if (result.faults.length === 0 && result.status === 'done') continue;
    console.log(`${index}: ${result.status}; ${result.faults.join(', ')}; ${JSON.stringify(result.trial)}`);
    await keep(result, index);
  }
} finally {
  await bench?.close();
  await site.close();
}
table(results);
process.exitCode = results.some(({ faults }) => faults.length > 0) ? 1 : 0;
