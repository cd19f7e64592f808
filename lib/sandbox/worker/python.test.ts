import { expect, test } from 'vitest';

import { call, callEach } from '@/tests/sandbox/calling.ts';

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
