/*
 * npm run bench:sandbox [-- --rounds N] [--only warm,cold,parallel,fuel,limits,seed,scripts]
 * What the sandbox costs, each row beside its floor or a peer in the same run: medians and 95th percentiles in milliseconds, in turns.
 * Calls behind the walls, and bare workers, in a page of the built extension (`npm run build:e2e`) in Chromium; the seed's way on a page of the
 * web in the same browser; @sebastianwessel/quickjs and our scripts beside it in workers of Node.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import type { Page } from '@playwright/test';
import * as v from 'valibot';

import '../../../scripts/lib/alias.ts';
import { ensureBuild } from '../../../scripts/lib/build.ts';
import { type Driver, launch } from '../../driver/index.ts';
import { bundle } from '../../support/bundle.ts';
import { median, quantile } from '../../support/quantiles.ts';
import { serve } from '../page/site.ts';
import type { Program, Times } from './held.ts';
import { SEED_PAGE, SEED_WORKERS } from './seed.ts';
import { ECHOES, FIB_MODULE, INPUT, LOOPERS, WALK_MODULE, WORKING } from './subjects.ts';

const { harden } = await import('../../../lib/sandbox/harden/index.ts');
const { scripts } = await import('./scripts.ts');

const PARTS = ['warm', 'cold', 'parallel', 'fuel', 'limits', 'seed', 'scripts'];
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, only: { type: 'string', default: PARTS.join(',') } },
});
const rounds = Number(values.rounds);
const only = new Set(values.only.split(','));

const AllTimes = v.record(v.string(), v.array(v.number()));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function metered(plain: string): string {
  const made = harden(Uint8Array.from(Buffer.from(plain, 'base64')), { pages: 1024, allowed: 'everything' });
  if (!made.ok) throw new Error(made.problem.words);
  return base64(made.value);
}

function programOf(bytes: Uint8Array, rest: Omit<Program, 'plain' | 'metered'>): Program {
  const plain = base64(bytes);
  return { plain, metered: metered(plain), ...rest };
}

const PROGRAMS: Record<string, Program> = {
  fib: programOf(FIB_MODULE, { run: 'fib', args: [30] }),
  walk: programOf(WALK_MODULE, { run: 'walk', args: [400_000], first: 'lay' }),
  sum: programOf(WALK_MODULE, { run: 'sum', args: [4] }),
  copy: programOf(WALK_MODULE, { run: 'copy', args: [8] }),
};

/** Everything that is measured in the extension's page, by what it is called with. */
async function inPage(page: Page): Promise<Times> {
  await page.evaluate(`${await bundle('tests/bench/sandbox/held.ts')};globalThis.held = bundled;undefined`);
  await page.evaluate(`held.open(${JSON.stringify(await bundle('tests/bench/sandbox/bare.ts'))})`);
  const calls: Record<string, [name: string, ...args: unknown[]]> = {
    warm: ['warm', ECHOES, { input: INPUT, rounds: rounds * 3, inARow: 10 }],
    cold: ['cold', ECHOES, { input: INPUT, rounds }],
    parallel: ['parallel', WORKING, metered(WORKING.base64), { rounds: Math.ceil(rounds / 3), calls: 100 }],
    fuel: ['fuel', PROGRAMS, Math.ceil(rounds / 2)],
    limits: ['limits', LOOPERS, { rounds, ms: 200 }],
  };
  const found: Times = {};
  for (const [part, [name, ...args]] of Object.entries(calls)) {
    if (!only.has(part)) continue;
    const times = v.parse(
      AllTimes,
      await page.evaluate(`held.${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`),
    );
    for (const [what, costs] of Object.entries(times)) found[`${part}: ${what}`] = costs;
  }
  return found;
}

async function seed(driver: Driver): Promise<Times> {
  const files = new Map<string, string | Uint8Array>(Object.entries(SEED_WORKERS));
  files
    .set('/index.html', '<!doctype html><title>Seed</title>')
    .set('/echo.wasm', Buffer.from(ECHOES.raw.base64, 'base64'));
  const site = await serve({ files });
  try {
    await driver.page.goto(`${site.origin}/index.html`);
    const given = JSON.stringify({ input: INPUT, rounds, inARow: 30 });
    return v.parse(AllTimes, await driver.page.evaluate(`(${SEED_PAGE})(${given})`));
  } finally {
    site.close();
  }
}

function row(name: string, costs: readonly number[] | undefined, floor?: readonly number[], most?: number): void {
  if (costs === undefined) return;
  const [middle, p95] = [median(costs), quantile(costs, 0.95)];
  const ratio = floor === undefined ? undefined : middle / median(floor);
  const measured = ratio ?? middle;
  const verdict = most === undefined ? '' : `<= ${most}  ${measured <= most ? 'pass' : 'FAIL'}`;
  console.log(`${name.padEnd(62)}${middle.toFixed(2).padStart(9)}${p95.toFixed(2).padStart(9)}${(ratio === undefined ? '' : `x ${ratio.toFixed(2)}`).padStart(9)}  ${verdict}`); // prettier-ignore
}

function report(found: Times): void {
  const at = (name: string) => found[name];
  console.log(
    `\n${'milliseconds'.padEnd(62)}${'median'.padStart(9)}${'p95'.padStart(9)}${'ratio'.padStart(9)}  target`,
  );
  row('floor: message to a bare worker of the page and back', at('warm: bare'));
  row('  to an empty worker behind the same frame and back', at('warm: behind'), at('warm: bare'));
  row('warm call, reactor, instance put back', at('warm: raw'), at('warm: bare'), 3);
  row('warm call, reactor, beside the empty worker behind the frame', at('warm: raw'), at('warm: behind'));
  row('warm call, JavaScript, fresh engine', at('warm: js'), at('warm: bare'));
  row('warm call, Python, fresh engine', at('warm: py'), at('warm: bare'));
  row("the seed's way: warm call, module that stays", at('seed: raw, warm'), at('warm: bare'));
  row("the seed's way: warm call, JavaScript by eval", at('seed: js, warm'), at('warm: bare'));
  row('floor: a bare worker starts and answers', at('cold: bare'));
  row('  an empty worker behind the same frame', at('cold: behind'), at('cold: bare'));
  row('cold start, reactor', at('cold: raw'), at('cold: bare'), 1.5);
  row('cold start, JavaScript', at('cold: js'), at('cold: bare'), 3);
  row('cold start, Python', at('cold: py'), at('cold: bare'));
  row('first call, reactor, worker kept ready', at('cold: raw, kept ready'), at('cold: bare'));
  row('first call, JavaScript, worker kept ready', at('cold: js, kept ready'), at('cold: bare'));
  row('first call, Python, worker kept ready', at('cold: py, kept ready'), at('cold: bare'));
  row("the seed's way: cold start, module", at('seed: raw, first'), at('cold: bare'));
  row("the seed's way: cold start, JavaScript", at('seed: js, first'), at('cold: bare'));
  row('floor: the work of 100 calls in two bare workers', at('parallel: pure'));
  row('100 calls at once, pool of 2', at('parallel: pool'), at('parallel: pure'), 1.2);
  row('fuel: fib(30)', at('fuel: fib, metered'), at('fuel: fib, plain'), 1.6);
  row('fuel: memory-bound, a walk through 16 MiB', at('fuel: walk, metered'), at('fuel: walk, plain'), 1.15);
  row('fuel: memory-bound, copies of 8 MiB', at('fuel: copy, metered'), at('fuel: copy, plain'), 1.15);
  row('fuel: a tight sum over 16 MiB', at('fuel: sum, metered'), at('fuel: sum, plain'));
  row('past its limit to the answer of the next, reactor', at('limits: raw'), undefined, 250);
  row('past its limit to the answer of the next, JavaScript', at('limits: js'), undefined, 250);
  row('past its limit to the answer of the next, Python', at('limits: py'), undefined, 250);
  row('@sebastianwessel/quickjs in Node: warm call', at('scripts: peer, warm'));
  row('ours in Node: warm call, JavaScript', at('scripts: own, warm'), at('scripts: peer, warm'));
  row('@sebastianwessel/quickjs in Node: first call of a worker', at('scripts: peer, first'));
  row('ours in Node: first call of a worker, JavaScript', at('scripts: own, first'), at('scripts: peer, first'));
}

const load = [loadavg()[0] ?? 0];
await ensureBuild();
const driver = await launch({});
const found: Times = {};
const add = (part: string, times: Times) => {
  for (const [what, costs] of Object.entries(times)) found[`${part}: ${what}`] = costs;
};
try {
  Object.assign(found, await inPage(await driver.panel()));
  if (only.has('seed')) add('seed', await seed(driver));
} finally {
  await driver.close();
}
if (only.has('scripts')) add('scripts', await scripts(ECHOES.js, { input: INPUT, rounds, inARow: 20 }));
report(found);
load.push(loadavg()[0] ?? 0);
console.log(`\n${availableParallelism()} cores, load average ${load.map((one) => one.toFixed(1)).join(' to ')}`);
