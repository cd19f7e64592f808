import { readFileSync } from 'node:fs';

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { clip } from '@/lib/shared/index.ts';
import { ROOT } from '@/scripts/lib/build.ts';
import { engineOfScripts, packedTool, toolNames } from '@/scripts/lib/tools.ts';

import { createToolDesk } from './desk.ts';
import { inProcess } from './testing/frame.ts';

const Vectors = v.array(
  v.object({ input: v.unknown(), output: v.optional(v.unknown()), fails: v.optional(v.string()) }),
);
const names = toolNames(ROOT);
const desk = createToolDesk({
  tools: () => Promise.all(names.map((name) => packedTool(ROOT, name))),
  engine: engineOfScripts,
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

const find = (pattern: string) =>
  desk.answer({ type: 'tools.call', name: 'extract', input: { pattern, text: `${'a'.repeat(40)}!` } });
const run = (code: string) => desk.answer({ type: 'tools.run', code, input: { text: 'bread' } });

test('a pattern that would take for ever runs out of fuel, and the next call is answered', async () => {
  expect(await find('(a+)+$')).toMatchObject({ ok: false, problem: { code: 'sandbox.fuel' } });
  expect(await find('!')).toMatchObject({ ok: true, value: { output: { count: 1 } } });
});

test('code of one task runs as a function, a body or an expression, on its input and nothing else', async () => {
  for (const code of [
    'page.text.length',
    'return page.text.length',
    '(page) => page.text.length',
    'export default (page) => page.text.length',
    'function f(page) { return page.text.length; }',
  ])
    expect(await run(code), code).toMatchObject({ ok: true, value: { output: 5 } });
  expect(await run('typeof fetch + typeof process')).toMatchObject({ value: { output: 'undefinedundefined' } });
  expect(await run('for (;;) ; return 1')).toMatchObject({ ok: false, problem: { code: 'sandbox.fuel' } });
  expect(await run('this is no code')).toMatchObject({ ok: false, problem: { code: 'sandbox.failed' } });
}, 60_000);

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
