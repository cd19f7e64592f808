/*
 * npm run faults [-- --runs N --seed N]
 * Kills the background of the built extension in the middle of runs, at the boundary of each record and at any moment, on a page that
 * counts every effect. All runs have to end, none may lose a record, nothing may happen twice. The same seed gives the same trials.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../../scripts/lib/build.ts';
import { type Driver, launch } from '../driver/index.ts';
import { serveSite } from '../fixtures/server.ts';
import { median, quantile } from '../support/quantiles.ts';
import { attempt, randomOf, type Result, trialOf } from './trial.ts';

const RUNS_OF_A_BROWSER = 25;
const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' }, seed: { type: 'string', default: '20261124' } } }); // prettier-ignore

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
      `median ${median(silences).toFixed(0)}, p95 ${quantile(silences, 0.95).toFixed(0)}`,
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
let driver: Driver | undefined;
try {
  for (let index = 0; index < runs; index++) {
    if (index % RUNS_OF_A_BROWSER === 0) {
      await driver?.close();
      driver = await launch({ url: site.url('counter.html') });
    }
    if (driver === undefined) throw new Error('no browser');
    const result = await attempt(driver, site, trialOf(random));
    results.push(result);
    if (result.faults.length === 0 && result.status === 'done') continue;
    console.log(`${index}: ${result.status}; ${result.faults.join(', ')}; ${JSON.stringify(result.trial)}`);
    await keep(result, index);
  }
} finally {
  await driver?.close();
  await site.close();
}
table(results);
process.exitCode = results.some(({ faults }) => faults.length > 0) ? 1 : 0;
