/*
 * npm run bench:page [-- OPTIONS]
 * Reading a page: Locus beside other readers of pages and beside bare walks, in one run: CPU time of the renderer's main thread,
 * tokens, refs. Real pages come from a folder (NAME/source.html), MiniWoB's from its package; what is not there is left out with a
 * word.
 *
 *   --corpus DIR     real pages (../shared/corpora/readability)
 *   --miniwob DIR    folder `html` of the package miniwob
 *   --tasks FILE     list of the open tasks (../shared/miniwob/open-tasks.json)
 *   --quick          fewer pages and runs
 *   --only WORDS     of generated,fixtures,miniwob,readability and cpu,coverage,acts,size,profile, with commas
 *   --peers NAMES    of those in the table, with commas
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../../../scripts/lib/build.ts';
import { bundle } from '../../support/bundle.ts';
import { acts } from './acts.ts';
import { gzipped } from './bundles.ts';
import { type BenchPage, corpora, SETS } from './corpora.ts';
import { coverage } from './coverage.ts';
import { type Effort, measure } from './measure.ts';
import { profile } from './profile.ts';
import { printResults, printTargets, type Results, targets } from './report.ts';
import { serve } from './site.ts';
import { Chrome } from './tab.ts';

const PARTS = ['cpu', 'coverage', 'acts', 'size', 'profile'] as const;
const LIMIT_MS = 30_000;

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: path.join(ROOT, '../shared/corpora/readability') },
    miniwob: { type: 'string', default: path.join(tmpdir(), 'miniwob/miniwob/html') },
    tasks: { type: 'string', default: path.join(ROOT, '../shared/miniwob/open-tasks.json') },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    peers: { type: 'string', default: '' },
  },
});

function words(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

const chosen = words(options.only);
for (const word of chosen) {
  if (![...SETS, ...PARTS].some((known) => known === word))
    throw new Error(`nothing is called ${word}; there are ${[...SETS, ...PARTS].join(', ')}`);
}
const parts = new Set(PARTS.filter((part) => chosen.includes(part)));
/** The profile is for who works on the room: only where it is asked for. */
const wants = (part: (typeof PARTS)[number]) => (parts.size === 0 ? part !== 'profile' : parts.has(part));
const effort: Effort = options.quick
  ? { runs: 3, enoughMs: 300, lateMs: LIMIT_MS }
  : { runs: 5, enoughMs: 800, lateMs: LIMIT_MS };

async function sizes(): Promise<Results['sizes']> {
  const folder = path.join(ROOT, '.output/chrome-mv3/content-scripts');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.js'));
  if (names.length === 0) console.log('sizes left out: no build in .output/chrome-mv3');
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { name: `${name}, built ${(await stat(file)).mtime.toISOString()}`, bytes: gzipped(await readFile(file)) };
    }),
  );
}

/** Each of the pages in turn; one that fails is told and left. */
async function each<T>(what: string, pages: readonly BenchPage[], work: (page: BenchPage) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (const page of pages) {
    try {
      made.push(await work(page));
    } catch (error) {
      console.log(
        `${what} on ${page.name} failed: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`,
      );
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${what} ${made.length}/${pages.length}   `);
  }
  return made;
}

const { pages, files, folders, still, absent } = await corpora(
  {
    readability: path.resolve(options.corpus),
    miniwob: path.resolve(options.miniwob),
    tasks: path.resolve(options.tasks),
  },
  { only: new Set(SETS.filter((set) => chosen.includes(set))), quick: options.quick },
);

async function main(): Promise<void> {
  for (const line of absent) console.log(line);
  const site = await serve({ files, folders, still });
  const chrome = new Chrome();
  const { origin } = site;
  const ours = await bundle('tests/bench/page/ours.ts');
  const peers = await bundle('tests/bench/page/peers.ts');
  const results: Results = {
    rows: [],
    covered: { plain: [], marked: [] },
    told: [],
    sizes: [],
    profile: { fresh: [], second: [] },
  };
  const begin = performance.now();
  const load = [loadavg()[0] ?? 0];
  try {
    const tasks = pages.filter(({ set }) => set === 'miniwob');
    if (wants('cpu')) {
      const bench = { chrome, origin, scripts: { ours, peers }, effort, peers: new Set(words(options.peers)) };
      results.rows = (await each('measuring', pages, (page) => measure(bench, page))).flat();
    }
    if (wants('coverage') && tasks.length > 0) {
      const traced = await bundle('tests/bench/page/traced.ts');
      const ears = {
        isolated: await bundle('tests/page/listen-entry.ts'),
        main: await bundle('tests/page/listen-main-entry.ts'),
      };
      const how = { chrome, origin, traced };
      results.covered.plain = await each('coverage', tasks, (page) => coverage(how, page));
      results.covered.marked = await each('coverage with marks', tasks, (page) => coverage({ ...how, ears }, page));
    }
    if (wants('acts')) {
      const acted = pages.filter(({ set }) => set !== 'readability');
      results.told = (await each('acts', acted, (page) => acts({ chrome, origin, ours }, page))).flat();
    }
    if (wants('size')) results.sizes = await sizes();
    if (wants('profile')) {
      const how = { chrome, origin, ours, times: options.quick ? 8 : 20 };
      results.profile.fresh = await profile(how, pages, 'fresh');
      results.profile.second = await profile(how, pages, 'second');
    }
  } finally {
    await chrome.close();
    site.close();
  }
  load.push(loadavg()[0] ?? 0);
  printResults(results);
  const found = targets(results);
  printTargets(found);
  const seconds = (performance.now() - begin) / 1000;
  const machine = `${availableParallelism()} cores, load average ${load.map((one) => one.toFixed(1)).join(' to ')}, ${seconds.toFixed(0)} s`;
  console.log(`\n${machine}`);
  const report = path.join(ROOT, 'test-results/bench-page.json');
  await mkdir(path.dirname(report), { recursive: true });
  await writeFile(report, JSON.stringify({ machine, options, targets: found, absent, ...results }, null, 1));
  console.log(`rows in ${path.relative(process.cwd(), report)}`);
}

await main();
