import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { ROOT } from './build.ts';

/** What a step counted. A step without counts of its own counts as one. */
export interface Counts {
  passed: number;
  failed: number;
}

export interface Step {
  name: string;
  command: readonly [string, ...string[]];
  env?: Record<string, string>;
  /** Reads the counts from the report that the step wrote. */
  counts?: () => Promise<Counts>;
  /** Nothing later makes sense without it. */
  vital?: boolean;
}

export interface Done extends Counts {
  name: string;
  seconds: number;
  ok: boolean;
}

const Vitest = v.object({ numPassedTests: v.number(), numFailedTests: v.number(), success: v.boolean() });
const Playwright = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
});
const Own = v.object({ passed: v.number(), failed: v.number() });

/** Each reader throws where the report is missing: a step that reports nothing has not passed. */
export const readers = {
  vitest: async (file: string): Promise<Counts> => {
    const { numPassedTests, numFailedTests, success } = v.parse(Vitest, await json(file));
    // A file that does not even load fails no test of its own.
    return { passed: numPassedTests, failed: success ? 0 : Math.max(1, numFailedTests) };
  },
  playwright: async (file: string): Promise<Counts> => {
    const { expected, unexpected, flaky } = v.parse(Playwright, await json(file)).stats;
    return { passed: expected + flaky, failed: unexpected };
  },
  own: async (file: string): Promise<Counts> => v.parse(Own, await json(file)),
};

async function json(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Runs one step with its output on the terminal. */
export async function runStep(step: Step): Promise<Done> {
  console.log(`\n::: ${step.name}`);
  const begin = performance.now();
  const code = await exitOf(step);
  const seconds = (performance.now() - begin) / 1000;
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

function exitOf({ command: [name, ...args], env }: Step): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(name, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
