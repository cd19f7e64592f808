import { readFileSync } from 'node:fs';

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { CapabilityCall } from '@/lib/contracts/index.ts';
import { clip } from '@/lib/shared/index.ts';
import { ROOT } from '@/scripts/lib/build.ts';
import { engineOf, packedTool, toolNames } from '@/scripts/lib/tools.ts';

import { createToolDesk } from './desk.ts';
import { inProcess } from './testing/frame.ts';

const Vectors = v.array(
  v.object({
    input: v.unknown(),
    output: v.optional(v.unknown()),
    fails: v.optional(v.string()),
    /** What a tool asks for outside of the sandbox, with the answers. */
    calls: v.optional(v.array(CapabilityCall)),
  }),
);
const names = toolNames(ROOT);
const desk = createToolDesk({
  tools: () => Promise.all(names.map((name) => packedTool(ROOT, name))),
  engine: engineOf,
  frame: inProcess,
});

test('every tool is listed, with an input that it takes', async () => {
  const listed = await desk.answer({ type: 'tools.list' });
  const Listed = v.array(v.object({ name: v.string(), example: v.unknown(), capabilities: v.array(v.unknown()) }));
  const tools = v.parse(Listed, listed.ok && listed.value);
  expect(tools.map(({ name }) => name)).toEqual(names);
  for (const { name, example, capabilities } of tools) {
    // What asks for something gets nothing here, and says so; that its input is none, it does not.
    const result = await desk.answer({ type: 'tools.call', name, input: example });
    const verdict = capabilities.length === 0 ? { ok: true } : { ok: false, problem: { code: 'sandbox.failed' } };
    expect(result, name).toMatchObject(verdict);
  }
});

const find = (pattern: string) =>
  desk.answer({ type: 'tools.call', name: 'extract', input: { pattern, text: `${'a'.repeat(40)}!` } });
const run = (code: string, language: 'js' | 'py' = 'js') =>
  desk.answer({ type: 'tools.run', language, code, input: { text: 'bread' } });

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

/** Whose strings, brackets and semicolons are no ends of statements, and the other way round. */
const PYTHON: readonly (readonly [string, unknown])[] = [
  ['n = 5; n * 2', 10],
  ['n = 5; n = n * 2;', 10],
  ['x = """a\nb"""', 'a\nb'],
  ['len("""a\n b""")', 4],
  ["len('a\tb')", 3],
  ["'''a\n  b'''", 'a\n  b'],
  ['"""about it"""\nreturn(1)', 1],
  ['if(True):\n\tx = 1\nx', 1],
  ['n = 1\nn += 1', 2],
  ["d = {}\nd['a'] = 1", null],
  ['a, b = 1, 2', null],
  ["d = {'a': 1}\nd['a'] == 1", true],
  ['n = 8\nn >>= 1', 4],
  ["x = 'a; b = 1'; x", 'a; b = 1'],
  ["x = ';'  # not the end; of it\nx", ';'],
  ['1 + \\\n  2', 3],
  ['if True: a = 1; b = 2', null],
  ['  # first\n\n  sum(\n 1 for _ in range(3)\n  )\n', 3],
  ['from_x = 2\nfrom_x', 2],
  ["'a' 'b'", 'ab'],
];

test('code in Python runs as a function, statements or an expression, on its input and nothing else', async () => {
  for (const code of [
    "len(page['text'])",
    "return len(page['text'])",
    "n = 0\nfor _ in page['text']:\n    n += 1\nn",
    "n = len(page['text'])",
    "  text = page['text']\n  len(\n    text\n  )  # its length\n",
    "import json\nif page['text']:\n\treturn len(page['text'])\nNone",
    "def run(page, host):\n  return len(page['text'])",
    "def run(page):\n  return len(page['text'])",
    "import math\ndef count(page):\n  return math.floor(len(page['text']))",
    "count = lambda page: len(page['text'])",
  ])
    expect(await run(code, 'py'), code).toMatchObject({ ok: true, value: { output: 5 } });
  for (const [code, output] of PYTHON) expect(await run(code, 'py'), code).toMatchObject({ value: { output } });
  expect(await run('[\n  x * 2\n  for x in (1, 2)\n]', 'py')).toMatchObject({ value: { output: [2, 4] } });
  expect(await run("'a' == 'b'", 'py')).toMatchObject({ value: { output: false } });
  expect(await run('', 'py')).toMatchObject({ value: { output: null } });
  expect(await run('import os', 'py')).toMatchObject({ ok: false, problem: { code: 'sandbox.failed' } });
  expect(await run('while True: pass', 'py')).toMatchObject({ ok: false, problem: { code: 'sandbox.fuel' } });
}, 120_000);

async function detail(code: string): Promise<string | undefined> {
  const said = await run(code, 'py');
  return said.ok ? undefined : said.problem.detail;
}

test('what is wrong with code is said in the words of its engine', async () => {
  expect(await detail('this is no code')).toContain('SyntaxError');
  expect(await detail("page['nothing']")).toContain('KeyError: nothing');
});

test('an engine that could not be loaded is loaded when it is needed again', async () => {
  let tries = 0;
  const forgetful = createToolDesk({
    tools: async () => [],
    frame: inProcess,
    async engine(name) {
      tries += 1;
      if (tries === 1) throw new TypeError('Failed to fetch');
      return engineOf(name);
    },
  });
  const one = () => forgetful.answer({ type: 'tools.run', language: 'py', code: '1', input: {} });
  await expect(one()).rejects.toThrow('Failed to fetch');
  expect(await one()).toMatchObject({ ok: true, value: { output: 1 } });
});

test.each([
  ['raise ValueError("no")', 1],
  ['n = 1\nraise ValueError("no")', 2],
  ['\n\n    n = 1\n    raise ValueError("no")', 4],
  ['def run(page, host):\n    raise ValueError("no")', 2],
])('an error in Python names the line as it was written: %j', async (text, line) => {
  const problem = { code: 'sandbox.failed', detail: `line ${line}: ValueError: no` };
  expect(await run(text, 'py')).toMatchObject({ ok: false, problem });
});

describe.each(names)('%s', (name) => {
  const vectors = v.parse(Vectors, JSON.parse(readFileSync(`${ROOT}/lib/sandbox/tools/${name}/vectors.json`, 'utf8')));
  test.each(vectors.map((vector) => [clip(JSON.stringify(vector.input), 80), vector] as const))(
    '%s',
    async (_name, vector) => {
      const { input, output, fails, calls } = vector;
      const result = await desk.answer(
        calls === undefined ? { type: 'tools.call', name, input } : { type: 'tools.replay', name, input, calls },
      );
      if (fails === undefined) expect(result).toMatchObject({ ok: true, value: { output } });
      else expect(result).toMatchObject({ ok: false, problem: { code: 'sandbox.failed', detail: fails } });
    },
  );
});
