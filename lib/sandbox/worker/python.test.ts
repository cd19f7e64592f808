import { expect, test } from 'vitest';

import { call, callEach, faultOf } from '../testing/calling.ts';

const def = (...lines: string[]) => `def run(input, host):\n${lines.map((line) => `    ${line}`).join('\n')}\n`;

async function gives(text: string, input = '{"n":7}'): Promise<unknown> {
  const { ended } = await call('py/1', text, input);
  return ended.ok ? JSON.parse(ended.output) : `${ended.fault}: ${ended.detail}`;
}

test('a tool gets JSON and gives JSON, with large numbers and every script', async () => {
  expect(await gives(def('return input'), '{"a":[1,2.5,null,true,"é中😀"],"b":{}}')).toEqual({
    a: [1, 2.5, null, true, 'é中😀'],
    b: {},
  });
  expect(await gives(def('return [input["n"] * 6, 7 // 2, 7 / 2, 2 ** 100 % 97, round(0.1 + 0.2, 2)]'))).toEqual([
    42, 3, 3.5, 16, 0.3,
  ]);
  expect(
    await gives(def('return ["ß".upper(), len("中😀"), "".join(reversed("😀é")), "ä".encode("utf-8")[0]]')),
  ).toEqual(['ß', 2, 'é😀', 195]);
});

test('what is printed, and what is given to host.log, are its logs', async () => {
  const { logs } = await call('py/1', def('print("one", 2)', 'host.log("three", [4])', 'return 1'));
  expect(logs).toEqual(['one 2', 'three [4]']);
});

test('the library of the language is there', async () => {
  const text = `import re, math, json, datetime, collections, itertools, functools, base64, hashlib, random, time
${def('return [re.match("(a+)b", "aab").group(1), str(datetime.date(2024, 2, 28) + datetime.timedelta(days=2)), collections.OrderedDict([("k", 1)])["k"]]')}`;
  expect(await gives(text)).toEqual(['aa', '2024-03-01', 1]);
});

test('an error says what is wrong, and in which line of the tool', async () => {
  expect(await gives(def('x = 1', 'raise ValueError("no such unit")'))).toBe(
    'failed: line 3: ValueError: no such unit',
  );
  expect(await gives(`def helper():\n    return {}["a"]\n${def('return helper()')}`)).toBe(
    'failed: line 2: KeyError: a',
  );
  expect(await gives('def run(input, host)\n    return 1')).toBe('failed: line 1: SyntaxError: invalid syntax');
  expect(await gives(def('import sys', 'sys.exit(3)'))).toMatch(/^failed: .*SystemExit/u);
});

/** Attacks on the runner of Python, with their verdicts. */
const ATTACKS: readonly (readonly [name: string, text: string, verdict: string])[] = [
  ['a loop without end', def('while True: pass'), 'fuel'],
  ['a loop without end, before it is called', `while True: pass\n${def('return 1')}`, 'fuel'],
  ['a loop that catches all and goes on', def('while True:', '    try:', '        while True: pass', '    except BaseException: pass', '    finally: pass'), 'fuel'], // prettier-ignore
  ['a loop inside a function of the language', def('return sum(range(2**30))'), 'fuel'],
  ['a number with too many digits', def('return len(str(7 ** (10 ** 7)))'), 'fuel'],
  ['a pattern that explodes', def('import re', 'return re.match("(a+)+$", "a" * 60 + "b") is None'), 'fuel'],
  ['a sort that compares without end', def('class K:', '    def __lt__(self, o):', '        while True: pass', 'return sorted([K(), K()])'), 'fuel'], // prettier-ignore
  ['a list that grows', def('all = []', 'while True: all.append(bytearray(1000000))'), 'memory'],
  ['bytes that grow', def('b = bytearray(1)', 'while True: b = b + b'), 'memory'],
  ['one text of a gigabyte', def('return len("x" * 10**9)'), 'memory'],
  ['recursion without end', def('def f(): return f() + 1', 'return f()'), 'stack'],
  ['recursion through the language', def('class A:', '    def __repr__(self): return repr(A())', 'return repr(A())'), 'stack'], // prettier-ignore
  ['a list in itself', def('a = []', 'a.append(a)', 'return a'), 'stack'],
  ['much output', def('return "a" * 5000'), 'output'],
  ['no function', 'x = 1', 'refused'],
  ['no text', '\u0000\u0001', 'failed'],
];

test.each(ATTACKS)('%s: ends with its reason', async (_name, text, verdict) => {
  expect(await faultOf('py/1', text)).toBe(verdict);
});

test('what is caught ends nothing, however deep it was thrown', async () => {
  const text = def(
    'def down(n):',
    '    if n == 0: raise ValueError("up")',
    '    return down(n - 1)',
    'caught = 0',
    'for _ in range(300):',
    '    try: down(40)',
    '    except ValueError: caught += 1',
    'return caught',
  );
  expect(await gives(text)).toBe(300);
});

test.each(['js', 'jsffi', 'os', 'vfs', 'socket', 'ctypes', 'asyncio', 'uctypes', 'pyodide_js', 'subprocess'])(
  'the module %s is not there',
  async (name) => {
    expect(await gives(def(`import ${name}`))).toMatch(/^failed: line 2: ImportError: /u);
  },
);

test('files are not there', async () => {
  expect(await gives(def('return open("/etc/passwd").read()'))).toBe('failed: line 2: OSError: a tool has no files');
  expect(await gives(def('import io', 'return io.open("/etc/passwd").read()'))).toMatch(/^failed: .*OSError/u);
});

/** A guest that has found its way around the guard of imports: the engine's own import. */
const unguarded = (...lines: string[]) => {
  const found = 'import builtins; del builtins.__import__; ';
  return `${found}\n${def(...lines)}`;
};

test('behind the guard of imports no JavaScript is found, either', async () => {
  expect(await gives(unguarded('import js', 'return [n for n in dir(js) if n[0] != "_"]'))).toEqual([]);
  expect(await gives(unguarded('import js', 'return js.fetch'))).toMatch(/AttributeError/u);
  for (const reach of [
    'jsffi.to_js([1]).constructor.constructor("return 1")()',
    'jsffi.create_proxy(run)',
    'jsffi.JsProxy(0)',
    'jsffi.mem_info()',
  ]) {
    expect(await gives(unguarded('import jsffi', `return ${reach}`)), reach).toMatch(/^(?:refused|failed): /u);
  }
  expect(await gives(unguarded('import os', 'return os.listdir("/")'))).toMatch(/OSError/u);
  expect(await gives(unguarded('import vfs', 'return vfs.VfsPosix("/").open("x", "r")'))).toMatch(/OSError/u);
});

test('nothing of one call is left for the next', async () => {
  const text = `import builtins
builtins.count = getattr(builtins, "count", 0) + 1
${def('return count')}`;
  const called = await callEach('py/1', text, ['{}', '{}']);
  expect(called.map(({ ended }) => ended.ok && ended.output)).toEqual(['1', '1']);
});

test('chance, time, fuel and output are the same for the same input, and chance is another for another', async () => {
  const text = `import random, time\n${def('print(time.time(), id(host))', 'return [random.random(), time.ticks_ms(), hash("a"), list({"x", "y", "z"})]')}`;
  const [a, b, c] = await callEach('py/1', text, ['{"n":1}', '{"n":1}', '{"n":2}']);
  expect(a?.ended.ok).toBe(true);
  expect(a).toEqual(b);
  expect(a?.ended.ok && a.ended.output).not.toBe(c?.ended.ok && c.ended.output);
});
