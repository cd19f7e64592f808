import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Manifest, sandboxOf } from '@/lib/sandbox/manifest.ts';
import type { GuestTool } from '@/scripts/lib/guests/folder.ts';
import { type GuestHost, openHost } from '@/scripts/lib/guests/host.ts';
import { LANGUAGES, toolchainFor } from '@/scripts/lib/guests/toolchains.ts';

import { ALL, EXAMPLES, example, rebuilt } from './examples.ts';

/** Compilers take their time on a machine that others use, too. */
const SLOW = 240_000;
/** What made the modules that stand in the repository. */
const MADE_BY = v.parse(
  v.record(v.string(), v.string()),
  JSON.parse(readFileSync(path.join(EXAMPLES, 'made-by.json'), 'utf8')),
);

let host: GuestHost;
beforeAll(async () => {
  host = await openHost();
}, SLOW);
afterAll(() => {
  host.close();
});

/** For each vector: the very text that came out, or why there is none, and the logs. */
async function told(tool: GuestTool): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const { input } of tool.vectors) {
    const { result, logs } = await host.call(tool, input);
    all.push({ gave: result.ok ? result.value.trimEnd() : result.problem, logs });
  }
  return all;
}

describe.each(ALL)('the example in %s', (language) => {
  test.skipIf(language === 'go' && toolchainFor('go') === undefined)(
    'gives the bytes that the vectors say, and the logs of the one in JavaScript',
    async () => {
      const [tool, script] = [await example(language), await example('js')];
      if (tool === undefined || script === undefined) throw new Error('no example');
      const wanted = tool.vectors.map(({ output }) => JSON.stringify(output));
      const found = await told(tool);
      expect(found.map((each) => v.parse(v.object({ gave: v.unknown() }), each).gave)).toEqual(wanted);
      expect(found).toEqual(await told(script));
    },
    SLOW,
  );

  test.skipIf(language === 'go' && toolchainFor('go') === undefined)(
    'takes the same fuel for the same input, and says nothing else the second time',
    async () => {
      const tool = await example(language);
      const vector = tool?.vectors.at(-1);
      if (tool === undefined || vector === undefined) throw new Error('no example');
      const [first, second] = [await host.call(tool, vector.input), await host.call(tool, vector.input)];
      expect({ ...second, ms: 0 }).toEqual({ ...first, ms: 0 });
      expect(first.fuel).toBeGreaterThan(0);
    },
    SLOW,
  );

  test.skipIf(toolchainFor(language) === undefined)(
    'built anew it gives the same, to the bit where the compiler is the one that made it',
    async () => {
      const [old, made] = [await example(language), await rebuilt(language)];
      expect(await told(made)).toEqual(old === undefined ? undefined : await told(old));
      if (toolchainFor(language)?.version !== MADE_BY[language]) return;
      const manifest: unknown = JSON.parse(readFileSync(path.join(EXAMPLES, language, 'manifest.json'), 'utf8'));
      expect(sandboxOf(made.manifest).sha256).toBe(sandboxOf(v.parse(Manifest, manifest)).sha256);
    },
    SLOW,
  );
});

test(
  'a text as long as may be, full of codes, is no more than the compiled ones can take',
  async () => {
    const text = 'ISBN 978-3-16-148410-0\u00a0'.repeat(869);
    const gave = [];
    for (const language of ['c', 'rust', 'as'] as const) {
      const tool = await example(language);
      if (tool !== undefined) gave.push((await host.call(tool, { text })).result);
    }
    expect(gave[0]).toMatchObject({ ok: true, value: expect.stringMatching(/"valid":869,"invalid":0\}$/u) });
    expect(gave).toEqual([gave[0], gave[0], gave[0]]);
  },
  SLOW,
);

test('the examples differ in their language only, for whoever calls them', async () => {
  for (const language of ALL.filter((each) => each !== 'go')) {
    const manifest = (await example(language))?.manifest;
    const script = (await example('js'))?.manifest;
    expect(manifest).toMatchObject({ name: `check_codes_${language}`, title: `Check codes (${LANGUAGES[language]})` });
    expect(manifest?.inputSchema).toEqual(script?.inputSchema);
    expect(manifest?.outputSchema).toEqual(script?.outputSchema);
    expect(manifest && sandboxOf(manifest).language).toBe(LANGUAGES[language]);
  }
});
