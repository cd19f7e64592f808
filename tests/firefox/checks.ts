import { writeFileSync } from 'node:fs';

let passed = 0;
/** Names of the checks that failed. */
const failed: string[] = [];

/** Runs one check, and says and counts how it ended. */
export async function check(name: string, work: () => Promise<void>): Promise<void> {
  const begin = performance.now();
  const error: unknown = await work().then(
    () => undefined,
    (thrown: unknown) => thrown ?? new Error('failed'),
  );
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (error === undefined) passed += 1;
  else failed.push(name);
  console.log(`  ${error === undefined ? 'ok ' : 'NOT'} ${name} (${seconds} s)`);
  if (error !== undefined) console.log(error);
}

/** All of a program: what it throws counts as a failure. Writes the counts to $REPORT; the exit code is 1 where a check failed. */
export async function runChecks(main: () => Promise<void>): Promise<void> {
  await main().catch((error: unknown) => {
    console.log(error);
    failed.push('the program itself');
  });
  console.log(`  ${passed} passed, ${failed.length} failed`);
  const report = process.env['REPORT'];
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed: failed.length, names: failed }));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
