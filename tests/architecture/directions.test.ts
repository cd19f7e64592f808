import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import * as v from 'valibot';
import { expect, test } from 'vitest';

const Dependency = v.object({ resolved: v.string() });
const Cruise = v.object({
  modules: v.array(v.object({ source: v.string(), dependencies: v.array(Dependency) })),
});

/** A direction check that sees no modules passes; so the check is checked. */
async function cruise() {
  const args = ['--no', '--', 'depcruise', 'entrypoints', 'lib', '--output-type', 'json'];
  const { stdout } = await promisify(execFile)('npm', ['exec', ...args], { maxBuffer: 2 ** 26 });
  return v.parse(Cruise, JSON.parse(stdout)).modules;
}

async function filesUnder(folder: string) {
  return (await readdir(folder, { recursive: true })).map((file) => `${folder}/${file}`);
}

const modules = await cruise();

test('the direction check sees every source file', async () => {
  // Not fs.glob: knip takes its pattern for imports, and then finds no dead file any more.
  const rooms = await Promise.all(['entrypoints', 'lib'].map(filesUnder));
  const sources = rooms.flat().filter((file) => /\.tsx?$/.test(file));
  expect(sources.length).toBeGreaterThan(0);
  expect(modules.map((module) => module.source)).toEqual(expect.arrayContaining(sources));
});

test('the direction check follows the @/ alias from room to room', () => {
  const loop = modules.find((module) => module.source === 'lib/loop/loop.ts');
  expect(loop?.dependencies.map((dependency) => dependency.resolved)).toContain('lib/shared/index.ts');
});
