/**
 * Everything that is checked: `npm test`. Steps can be named to run some of them: `npm test -- unit e2e`. The last line is
 * `N passed, M failed`; the exit code is 1 where something failed.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './lib/build.ts';
import { ensureModel } from './lib/models.ts';
import { type Done, inGroups, readers, runStep, type Step } from './lib/steps.ts';

const REPORTS = path.join(ROOT, 'test-results', 'reports');

function report(name: string): string {
  return path.join(REPORTS, `${name}.json`);
}

function playwright(name: string, project: string): Step {
  return {
    name,
    command: ['playwright', 'test', `--project=${project}`, '--reporter=list,json', `--output=test-results/${project}`],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report(project) },
    counts: () => readers.playwright(report(project)),
  };
}

function steps(): Step[] {
  const checks = ['format', 'lint', 'types', 'directions', 'dead', 'sizes'];
  return [
    ...checks.map((check): Step => ({ name: `check:${check}`, command: ['npm', 'run', '-s', `check:${check}`] })),
    { name: 'build', command: ['npm', 'run', '-s', 'build:e2e'], vital: true },
    {
      name: 'unit',
      command: ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report('unit')}`],
      counts: () => readers.vitest(report('unit')),
    },
    {
      name: 'firefox',
      command: ['node', 'tests/firefox/smoke.ts'],
      env: { REPORT: report('firefox') },
      counts: () => readers.own(report('firefox')),
      beside: true,
    },
    playwright('page', 'page'),
    {
      name: 'miniwob',
      command: ['node', 'tests/evals/miniwob/run.ts', '--sample'],
      env: { REPORT: report('miniwob') },
      counts: () => readers.own(report('miniwob')),
    },
    playwright('e2e', 'e2e'),
    {
      // A few times only; all of it is `npm run determinism`.
      name: 'determinism',
      command: ['node', 'tests/guests/determinism.ts', '--times', '2'],
      env: { REPORT: report('determinism') },
      counts: () => readers.own(report('determinism')),
    },
  ];
}

/** The end-to-end tests decide with a real model; without one they fail, and say why. */
async function findModel(): Promise<void> {
  const model = await ensureModel({ say: console.error }).catch((error: unknown) => {
    console.error(`no model: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  if (model !== undefined) process.env['LOCUS_GGUF'] = model;
}

async function main(): Promise<void> {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const only = process.argv.slice(2);
  const chosen = steps().filter(
    ({ name }) => only.length === 0 || only.some((word) => name === word || name.startsWith(`${word}:`)),
  );
  if (chosen.length === 0)
    throw new Error(
      `no such step; there are ${steps()
        .map(({ name }) => name)
        .join(', ')}`,
    );
  if (chosen.some(({ name }) => name === 'e2e' || name === 'firefox')) await findModel();
  const done: Done[] = [];
  for (const group of inGroups(chosen)) {
    const results = await Promise.all(group.map((step, at) => runStep(step, { quietly: at > 0 })));
    done.push(...results);
    if (results.some(({ ok }, at) => !ok && group[at]?.vital === true)) break;
  }
  console.log('\nstep               seconds  passed  failed');
  for (const { name, seconds, passed, failed } of done) {
    console.log(
      `${name.padEnd(18)} ${seconds.toFixed(1).padStart(7)} ${`${passed}`.padStart(7)} ${`${failed}`.padStart(7)}`,
    );
  }
  for (const { name, names = [] } of done) for (const test of names) console.log(`  ${name}: ${test}`);
  const sum = (of: 'passed' | 'failed') => done.reduce((total, one) => total + one[of], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

await main();
