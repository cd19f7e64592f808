/**
 * The property tests of lib with new cases: `npm run fuzz -- [ROUNDS]`, ten where nothing is said. Each round prints its seed; a round
 * that fails is repeated by `FC_SEED=N npm run test:unit`.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

import { ROOT } from './lib/build.ts';

const rounds = Number(process.argv[2] ?? 10);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('ROUNDS is a whole number, from 1');

const files = globSync('lib/**/*.test.{ts,tsx}', { cwd: ROOT }).filter((file) =>
  readFileSync(`${ROOT}/${file}`, 'utf8').includes("from 'fast-check'"),
);
if (files.length === 0) throw new Error('no property test was found');

let failed = 0;
for (let round = 1; round <= rounds; round++) {
  const seed = randomInt(2 ** 31 - 1);
  console.log(`round ${round} of ${rounds}, seed ${seed}`);
  const { status } = spawnSync('vitest', ['run', '--reporter=dot', ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, FC_SEED: `${seed}` },
  });
  if (status !== 0) failed += 1;
}
console.log(`${rounds - failed} rounds passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
