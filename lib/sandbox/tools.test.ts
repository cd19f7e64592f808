import { readFileSync } from 'node:fs';

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { clip } from '@/lib/shared/index.ts';
import { ROOT } from '@/scripts/lib/build.ts';
import { engineOf, packedTool, toolNames } from '@/scripts/lib/tools.ts';

import { createToolDesk } from './desk.ts';
import { inProcess } from './testing/frame.ts';

const Vectors = v.array(
  v.object({ input: v.unknown(), output: v.optional(v.unknown()), fails: v.optional(v.string()) }),
);
const names = toolNames(ROOT);
const desk = createToolDesk({
  tools: () => Promise.all(names.map((name) => packedTool(ROOT, name))),
  engine: engineOf,
  frame: inProcess,
});

test('every tool is listed, with an input that it takes', async () => {
  const listed = await desk.answer({ type: 'tools.list' });
  const tools = v.parse(v.array(v.object({ name: v.string(), example: v.unknown() })), listed.ok && listed.value);
  expect(tools.map(({ name }) => name)).toEqual(names);
  for (const { name, example } of tools) {
    expect(await desk.answer({ type: 'tools.call', name, input: example }), name).toMatchObject({ ok: true });
  }
});

describe.each(names)('%s', (name) => {
  const vectors = v.parse(Vectors, JSON.parse(readFileSync(`${ROOT}/lib/sandbox/tools/${name}/vectors.json`, 'utf8')));
  test.each(vectors.map((vector) => [clip(JSON.stringify(vector.input), 80), vector] as const))(
    '%s',
    async (_name, vector) => {
      const { input, output, fails } = vector;
      const result = await desk.answer({ type: 'tools.call', name, input });
      if (fails === undefined) expect(result).toMatchObject({ ok: true, value: { output } });
      else expect(result).toMatchObject({ ok: false, problem: { code: 'sandbox.failed', detail: `Error: ${fails}` } });
    },
  );
});
