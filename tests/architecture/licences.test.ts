import { readFile } from 'node:fs/promises';

import * as v from 'valibot';
import { expect, test } from 'vitest';

const Lock = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      license: v.optional(v.string()),
      dev: v.optional(v.boolean()),
      optional: v.optional(v.boolean()),
      devOptional: v.optional(v.boolean()),
      integrity: v.optional(v.string()),
    }),
  ),
});

/** What may be shipped inside an Apache-2.0 extension. */
const ALLOWED = [
  'Apache-2.0',
  'MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'MPL-2.0',
  '(MPL-2.0 OR Apache-2.0)',
];

async function lock() {
  return v.parse(Lock, JSON.parse(await readFile('package-lock.json', 'utf8'))).packages;
}

test('what ships has a licence that fits', async () => {
  const shipped = Object.entries(await lock()).filter(
    ([path, { dev, optional, devOptional }]) =>
      path !== '' && dev !== true && optional !== true && devOptional !== true,
  );
  expect(shipped.length).toBeGreaterThan(5);
  for (const [path, { license }] of shipped) expect(ALLOWED, `${path}: ${license}`).toContain(license);
});

test('every package is pinned by its hash', async () => {
  const loose = Object.entries(await lock()).filter(
    ([path, { integrity }]) => path.startsWith('node_modules/') && integrity === undefined,
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

test('every direct dependency is pinned exactly', async () => {
  const Package = v.object({
    dependencies: v.record(v.string(), v.string()),
    devDependencies: v.record(v.string(), v.string()),
    optionalDependencies: v.record(v.string(), v.string()),
  });
  const named = v.parse(Package, JSON.parse(await readFile('package.json', 'utf8')));
  const all = { ...named.dependencies, ...named.devDependencies, ...named.optionalDependencies };
  for (const [name, version] of Object.entries(all)) expect(version, name).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+$/);
});
