/**
 * Which room may import which: dependency-cruiser with .dependency-cruiser.cjs. A check that sees no modules passes, so this one also
 * fails where a source file was not seen (with TypeScript 7 alone the tool sees none: docs/decisions/0008).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

import * as v from 'valibot';

import { ROOT } from './lib/build.ts';

const FOLDERS = ['entrypoints', 'lib', 'tests', 'scripts'];

const Cruise = v.object({
  modules: v.array(v.object({ source: v.string() })),
  summary: v.object({
    violations: v.array(v.object({ from: v.string(), to: v.string(), rule: v.object({ name: v.string() }) })),
  }),
});

const { stdout } = spawnSync('depcruise', [...FOLDERS, '--output-type', 'json'], {
  cwd: ROOT,
  maxBuffer: 2 ** 28,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const { modules, summary } = v.parse(Cruise, JSON.parse(stdout.toString()));
const seen = new Set(modules.map(({ source }) => source));
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
const unseen = sources.filter((file) => !seen.has(file));

for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
for (const file of unseen) console.error(`not seen: ${file}`);
console.log(`${seen.size} modules seen, ${summary.violations.length} violations, ${unseen.length} files not seen`);
if (sources.length === 0 || unseen.length > 0 || summary.violations.length > 0) process.exitCode = 1;
