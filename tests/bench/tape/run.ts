/* node tests/bench/tape/run.ts: what a tape costs an iteration, beside the same iteration without one. In Chromium, its own database. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from '@playwright/test';
import * as v from 'valibot';

import { type PageSnapshot, Trace } from '../../../lib/contracts/index.ts';
import { ROOT } from '../../../scripts/lib/build.ts';
import { serveSite } from '../../fixtures/server.ts';
import { bundle } from '../../support/bundle.ts';
import { QUIET } from '../../support/chromium.ts';
import { quantile } from '../../support/quantiles.ts';

const TIMES = 150;
const Costs = v.object({ plain: v.array(v.number()), taped: v.array(v.number()) });

const trace = v.parse(Trace, JSON.parse(await readFile(`${ROOT}tests/traces/form.json`, 'utf8')));
const page = trace.tape.flatMap(({ items }) => items).find((item) => item.is === 'observe')?.page;
if (page === undefined) throw new Error('the trace shows no page');
/** The signal and the records of one iteration. */
const records = trace.records.filter(({ iteration }) => iteration <= 1);

/** The same page with that many elements. */
function grown(of: PageSnapshot, elements: number): PageSnapshot {
  const many = Array.from({ length: elements }, (_, at) => of.elements[at % of.elements.length]);
  return { ...of, elements: many.filter((element) => element !== undefined), elementTotal: elements };
}

const cell = (costs: readonly number[], at: number): string => quantile(costs, at).toFixed(2).padStart(8);

const site = await serveSite();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [QUIET],
});
const tab = await browser.newPage();
await tab.goto(site.url('empty.html'));
await tab.evaluate(`${await bundle(fileURLToPath(new URL('entry.ts', import.meta.url)))};0`);
console.log('ms an iteration             without tape        with tape    more');
console.log('                           median     p95    median     p95  median');
for (const elements of [10, 100, 300, 1000]) {
  const shown = grown(page, elements);
  const call = `iterations(${JSON.stringify(shown)}, ${JSON.stringify(records)}, ${TIMES})`;
  const { plain, taped } = v.parse(Costs, await tab.evaluate(call));
  const more = taped.map((cost, i) => cost - (plain[i] ?? 0));
  const kilobytes = Math.round(JSON.stringify(shown).length / 1000);
  const name = `${elements} elements, ${kilobytes} kB`.padEnd(25);
  console.log(`${name}${cell(plain, 0.5)}${cell(plain, 0.95)}  ${cell(taped, 0.5)}${cell(taped, 0.95)}${cell(more, 0.5)}`); // prettier-ignore
}
await browser.close();
await site.close();
