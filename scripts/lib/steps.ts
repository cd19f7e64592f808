import { spawn, type StdioOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { ROOT } from './build.ts';

/** What a step counted. A step without counts of its own counts as one. */
export interface Counts {
  passed: number;
  failed: number;
  /** Names of the tests that failed, or passed only when they were tried again, where the report tells them. */
  names?: string[];
}

export interface Step {
  name: string;
  command: readonly [string, ...string[]];
  env?: Record<string, string>;
  /** Reads the counts from the report that the step wrote. */
  counts?: () => Promise<Counts>;
  /** Nothing later makes sense without it. */
  vital?: boolean;
  /** Runs while the one before it does: for two that use one core each. Its output comes when it is over. */
  beside?: boolean;
}

export interface Done extends Counts {
  name: string;
  seconds: number;
  ok: boolean;
}

const Vitest = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  success: v.boolean(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
    }),
  ),
});

interface Suite {
  specs: { title: string; tests: { status: string }[] }[];
  suites?: Suite[] | undefined;
}
const Suite: v.GenericSchema<Suite> = v.object({
  specs: v.array(v.object({ title: v.string(), tests: v.array(v.object({ status: v.string() })) })),
  suites: v.optional(v.array(v.lazy(() => Suite))),
});
const Playwright = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
  suites: v.array(Suite),
});
const Own = v.object({ passed: v.number(), failed: v.number(), names: v.optional(v.array(v.string()), []) });

/** Each reader throws where the report is missing: a step that reports nothing has not passed. */
export const readers = {
  vitest: async (file: string): Promise<Counts> => {
    const { numPassedTests, numFailedTests, success, testResults } = v.parse(Vitest, await json(file));
    const names = testResults.flatMap(({ name, status, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
      return failed.length === 0 && status === 'failed' ? [name] : failed;
    });
    // A file that does not even load fails no test of its own.
    return { passed: numPassedTests, failed: success ? 0 : Math.max(1, numFailedTests), names };
  },
  playwright: async (file: string): Promise<Counts> => {
    const { stats, suites } = v.parse(Playwright, await json(file));
    const names = suites.flatMap(troubled);
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, names };
  },
  own: async (file: string): Promise<Counts> => v.parse(Own, await json(file)),
};

function troubled({ specs, suites = [] }: Suite): string[] {
  const own = specs.flatMap(({ title, tests }) => {
    if (tests.some(({ status }) => status === 'unexpected')) return [title];
    return tests.some(({ status }) => status === 'flaky') ? [`${title} (passed when tried again)`] : [];
  });
  return [...own, ...suites.flatMap(troubled)];
}

async function json(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Steps in the order in which they run, those together that run side by side. */
export function inGroups(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.beside === true && last !== undefined) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** Runs one step with its output on the terminal; `quietly`: at its end, in one piece. */
export async function runStep(step: Step, { quietly = false } = {}): Promise<Done> {
  if (!quietly) console.log(`\n::: ${step.name}`);
  const begin = performance.now();
  const { code, output } = await exitOf(step, quietly);
  const seconds = (performance.now() - begin) / 1000;
  if (quietly) console.log(`\n::: ${step.name}\n${output}`);
  const counted = await counts(step, code);
  console.log(`::: ${step.name}: ${counted.failed === 0 ? 'ok' : 'FAILED'}, ${seconds.toFixed(1)} s`);
  return { name: step.name, seconds, ok: counted.failed === 0, ...counted };
}

async function counts({ counts: read }: Step, code: number): Promise<Counts> {
  if (read === undefined) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  const counted = await read().catch((error: unknown) => {
    console.error(`no report: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  });
  if (counted.passed + counted.failed === 0) return { passed: 0, failed: 1 }; // nothing ran: that is no success
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function exitOf({ command: [name, ...args], env }: Step, quietly: boolean): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const stdio: StdioOptions = quietly ? ['inherit', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(name, args, { cwd: ROOT, stdio, env: { ...process.env, ...env } });
    const pieces: Buffer[] = [];
    const output = () => Buffer.concat(pieces).toString();
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', (error) => {
      console.error(error.message);
      resolve({ code: 127, output: output() });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: output() });
    });
  });
}
