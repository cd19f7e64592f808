import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readFolder } from '@/scripts/lib/guests/folder.ts';
import { type GuestHost, openHost } from '@/scripts/lib/guests/host.ts';
import { make } from '@/scripts/lib/guests/make.ts';
import { scaffold } from '@/scripts/lib/guests/scaffold.ts';
import { toolchainFor } from '@/scripts/lib/guests/toolchains.ts';
import { failedVectors } from '@/scripts/lib/guests/vectors.ts';

import { ALL } from './examples.ts';

const SLOW = 240_000;
let host: GuestHost;
let into: string;
beforeAll(async () => {
  into = await mkdtemp(path.join(tmpdir(), 'locus-new-tool-'));
  host = await openHost();
}, SLOW);
afterAll(async () => {
  host.close();
  await rm(into, { recursive: true });
});

test.each(ALL)(
  'a new tool in %s has all that it needs, builds where there is a compiler, and passes its vectors',
  async (language) => {
    const made = await scaffold({ name: `turn_${language}`, language, into });
    if (!made.ok) throw new Error(made.problem);
    const unbuilt = await readFolder(made.value);
    expect(unbuilt.ok).toBe(false);
    const built = await make(made.value);
    if (toolchainFor(language) === undefined) {
      expect(built).toMatchObject({ ok: false, problem: expect.stringContaining('nothing on this machine builds') });
      return;
    }
    expect(built).toMatchObject({ ok: true });
    const tool = await readFolder(made.value);
    if (!tool.ok) throw new Error(tool.problem);
    expect(tool.value.vectors.length).toBeGreaterThan(2);
    expect(await failedVectors(host, tool.value)).toEqual([]);
  },
  SLOW,
);

test.each(['Turn', '9lives', 'a-b', '../up', 'a/b', '', `a${'b'.repeat(48)}`, 'constructor '])(
  'no tool is called "%s"',
  async (name) => {
    expect(await scaffold({ name, language: 'js', into })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('is no name of a tool'),
    });
  },
);

test('a name that Locus itself uses, or a folder that is there, is refused', async () => {
  expect(await scaffold({ name: 'calculator', language: 'js', into })).toMatchObject({ ok: false });
  expect(await scaffold({ name: 'twice', language: 'js', into })).toMatchObject({ ok: true });
  expect(await scaffold({ name: 'twice', language: 'py', into })).toMatchObject({
    ok: false,
    problem: expect.stringContaining('is there already'),
  });
});
