/*
 * npm run eval:miniwob [-- OPTIONS]
 * The open tasks of MiniWoB++ with a scripted solver in place of a model: it reads nothing but the view and does nothing but acts, so
 * what fails is our perception or our hands.
 *
 *   --task NAMES     with commas
 *   --seeds N        episodes of each task (5)
 *   --all            the tasks that need drag, pixels or time too
 *   --sample         the ten of `npm test`, one seed
 *   --show           every view and every act
 *   --report FILE    counts, as JSON
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../../../scripts/lib/build.ts';
import { miniWobFiles } from '../../../scripts/lib/miniwob.ts';
import { serve } from '../../bench/page/site.ts';
import { Chrome, within } from '../../bench/page/tab.ts';
import { bundle } from '../../support/bundle.ts';
import { Episode, Over, Refused, type Scripts } from './episode.ts';
import { printResults, type Result, summary } from './report.ts';
import { SOLVERS } from './solvers/index.ts';
import { Lost } from './solvers/solver.ts';
import { OPEN_TASKS } from './tasks.ts';

const LIMIT_MS = 60_000;
/** Of every family one: what `npm test` has time for. */
const SAMPLE = [
  'click-checkboxes-soft', 'click-menu', 'choose-list', 'scroll-text-2', 'search-engine', 'login-user-popup', 'use-autocomplete',
  'form-sequence', 'social-media-some', 'click-shape',
]; // prettier-ignore
/** Their task is not in its words alone: the page's own line of it stays on the page, as a user sees it. */
const ASKED_ON_PAGE = new Set(['click-menu-2', 'use-colorwheel-2']);

const { values: options } = parseArgs({
  options: {
    task: { type: 'string', default: '' },
    seeds: { type: 'string', default: '5' },
    all: { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    report: { type: 'string', default: '' },
  },
});

function chosenTasks(): string[] {
  if (options.sample) return SAMPLE;
  const named = options.task.split(',').filter((name) => name !== '');
  for (const name of named) if (OPEN_TASKS[name] === undefined) throw new Error(`no open task is called ${name}`);
  if (named.length > 0) return named;
  return Object.entries(OPEN_TASKS).flatMap(([name, { core }]) => (core || options.all ? [name] : []));
}

interface Stage {
  chrome: Chrome;
  origin: string;
  scripts: Scripts;
}

const say = (text: string) => {
  if (options.show) console.log(text);
};

async function play(
  { chrome, origin, scripts }: Stage,
  { task, seed }: { task: string; seed: string },
): Promise<Result> {
  const url = `${origin}/miniwob/${task}.html`;
  const episode = await Episode.begin(chrome, { url, seed, scripts, query: ASKED_ON_PAGE.has(task), say });
  say(`\n=== ${task} ${seed}: ${episode.utterance}`);
  let why = '';
  try {
    const solve = SOLVERS[task];
    if (solve === undefined) {
      await episode.look();
      why = 'no solver';
    } else await within(solve(episode), LIMIT_MS);
  } catch (error) {
    if (error instanceof Lost) episode.missed(error.wanted);
    if (error instanceof Lost || error instanceof Refused) why = error.message;
    else if (!(error instanceof Over)) why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { done, raw, reason } = await episode.state();
  const solved = done && raw >= 1;
  say(`=== ${solved ? 'solved' : `NOT solved: raw ${raw}, done ${done}, ${reason ?? ''} ${why}`}`);
  await episode.close();
  return { task, seed, solved, raw, why: solved ? '' : why || (done ? `raw reward ${raw}` : 'not ended'), steps: episode.steps,
    tokens: episode.tokens }; // prettier-ignore
}

async function main(): Promise<void> {
  const tasks = chosenTasks();
  const seeds = options.sample ? 1 : Number(options.seeds);
  const files = await miniWobFiles({ say: console.error }).catch((error: unknown) => {
    if (!options.sample) throw error;
    console.log(`left out: the pages could not be fetched (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  });
  if (files === undefined) return writeReport({ solved: 0, all: 0, names: [] });
  const site = await serve({ files });
  const chrome = new Chrome();
  const results: Result[] = [];
  const begin = performance.now();
  try {
    const stage = { chrome, origin: site.origin, scripts: await scriptsOfPage() };
    for (const task of tasks) {
      for (let seed = 1; seed <= seeds; seed++) {
        const result = await play(stage, { task, seed: `seed-${seed}` });
        results.push(result);
        if (!result.solved) console.log(`${task} seed-${seed}: ${result.why.slice(0, 600)}`);
      }
    }
  } finally {
    await chrome.close();
    site.close();
  }
  printResults(results, OPEN_TASKS);
  console.log(`${((performance.now() - begin) / 1000).toFixed(0)} s`);
  const { solved, all } = summary(results);
  const file = path.join(ROOT, 'test-results/miniwob.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results, null, 1));
  await writeReport({ solved, all, names: results.flatMap((r) => (r.solved ? [] : `${r.task} ${r.seed}`)) });
  process.exitCode = solved >= all * 0.9 ? 0 : 1;
}

/** `names`: of the episodes that were not solved. */
async function writeReport({ solved, all, names }: { solved: number; all: number; names: string[] }): Promise<void> {
  const report = options.report || process.env['REPORT'];
  if (report !== undefined && report !== '') {
    await mkdir(path.dirname(report), { recursive: true });
    await writeFile(report, JSON.stringify({ passed: solved, failed: all - solved, names }));
  }
}

async function scriptsOfPage(): Promise<Scripts> {
  const [room, isolated, own] = await Promise.all(
    ['entry', 'listen-entry', 'listen-main-entry'].map((name) => bundle(`tests/page/${name}.ts`)),
  );
  if (room === undefined || isolated === undefined || own === undefined) throw new Error('three scripts');
  return { room, listen: { isolated, main: own } };
}

await main();
