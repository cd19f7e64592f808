import { type Attack, attacksOf, type Line } from './attack.ts';

const def = (...lines: string[]) => `def run(input, host):\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
/** Takes the guard of imports away first, as a guest could that found the way. */
const unguarded = (...lines: string[]) => `import builtins\ndel builtins.__import__\n${def(...lines)}`;

const FUEL: readonly Line[] = [
  ['while True', def('while True: pass'), 'fuel'],
  ['before it is called', `while True: pass\n${def('return 1')}`, 'fuel'],
  ['caught again and again, in finally', def('while True:', '    try:', '        while True: pass', '    except BaseException: pass', '    finally: pass'), 'fuel'], // prettier-ignore
  ['in a property', def('class A:', '    @property', '    def x(self):', '        while True: pass', 'return A().x'), 'fuel'], // prettier-ignore
  ['in a generator', def('def g():', '    while True: yield 1', 'return sum(g())'), 'fuel'],
  ['in __del__ and __exit__', def('class A:', '    def __enter__(self): return 1', '    def __exit__(self, *a):', '        while True: pass', 'with A(): pass'), 'fuel'], // prettier-ignore
  ['in a comparison of sorted()', def('class K:', '    def __lt__(self, o):', '        while True: pass', 'return sorted([K(), K()])'), 'fuel'], // prettier-ignore
  ['in repr() of the output', def('class A:', '    def __repr__(self):', '        while True: pass', 'return {"a": str(A())}'), 'fuel'], // prettier-ignore
  ['inside a function of the language', def('return sum(range(2**30))'), 'fuel'],
  ['a number with millions of digits', def('return len(str(7 ** (10 ** 7)))'), 'fuel'],
  ['a pattern that explodes', def('import re', 'return re.match("(a+)+$", "a" * 60 + "b") is None'), 'fuel'],
  ['time.sleep of a year', def('import time', 'time.sleep(31536000)'), 'fuel'],
  ['with more fuel than time', def('while True: pass'), 'time', { fuel: 1e15, ms: 1000, walls: true }],
];

const MEMORY: readonly Line[] = [
  ['a list of bytearrays', def('all = []', 'while True: all.append(bytearray(100000))'), 'memory', { fuel: 5e9 }],
  ['bytes that double', def('b = bytearray(1)', 'while True: b = b + b'), 'memory'],
  ['a text of a gigabyte', def('return len("x" * 10**9)'), 'memory'],
  ['a list of a billion', def('return len([0] * 10**9)'), 'memory'],
  ['caught, then again', def('b = []', 'while True:', '    try:', '        b.append(bytearray(10**7))', '    except MemoryError: pass'), 'fuel'], // prettier-ignore
];

const STACK: readonly Line[] = [
  ['recursion', def('def f(): return f() + 1', 'return f()'), 'stack'],
  ['recursion through the language', def('class A:', '    def __repr__(self): return repr(A())', 'return repr(A())'), 'stack'], // prettier-ignore
  ['recursion that is caught at its end, then goes on', def('def f():', '    try: f()', '    except RuntimeError: f()', 'f()'), 'fuel'], // prettier-ignore
  ['a list in itself', def('a = []', 'a.append(a)', 'return a'), 'stack'],
  ['brackets in brackets', `x = ${'['.repeat(3000)}${']'.repeat(3000)}\n${def('return 1')}`, 'fuel'],
];

const OUTPUT: readonly Line[] = [
  ['much of it', def('return "a" * 5000'), 'output'],
  ['a flood of logs', def('for i in range(1000): print("x" * 100)', 'return 1'), 'gives 1'],
  ['one log line without an end', def('for i in range(1000): print("x" * 100, end="")', 'return 1'), 'gives 1'],
  ['quotes that would end its input', def('return input["a"]'), 'gives "\\"); import js; (\\""', { input: '{"a":"\\"); import js; (\\""}' }], // prettier-ignore
  ['sys.exit', def('import sys', 'sys.exit(0)'), 'failed'],
  ['a json that was changed', `import json\njson.dumps = lambda *a: 7\n${def('return 1')}`, 'failed'],
];

/** A name of each module, and each way that other Pythons in browsers were left by. */
const ESCAPES: readonly Line[] = [
  ...[
    'js',
    'jsffi',
    'os',
    'vfs',
    'socket',
    'ctypes',
    'uctypes',
    'asyncio',
    'pyodide_js',
    'pyodide',
    'subprocess',
    'ssl',
    'urllib.request',
    'machine',
    'ffi',
  ].map(
    // prettier-ignore
    (name): Line => [`import ${name}`, def(`import ${name}`, 'return 1'), 'failed'],
  ),
  ['run_js', def('return run_js("1")'), 'failed'],
  ['open()', def('return open("/etc/passwd").read()'), 'failed'],
  ['io.open()', def('import io', 'return io.open("/etc/passwd").read()'), 'failed'],
  ['execfile()', def('execfile("/etc/passwd")'), 'failed'],
  ['input()', def('import builtins', 'return builtins.input()'), 'fuel'],
  ['sys.modules', def('import sys', 'return [m for m in sys.modules if m in ("js", "jsffi", "os")]'), 'gives []'],
  ['sys.path and a file as a module', def('import sys', 'sys.path.append("/")', 'import passwd'), 'failed'],
  ['__import__', def('return str(__import__("js"))'), 'failed'],
  ['exec of an import', def('exec("import js")', 'return 1'), 'failed'],
  ['no guard: names in js', unguarded('import js', 'return [n for n in dir(js) if n[0] != "_"]'), 'gives []'],
  ['no guard: js.fetch', unguarded('import js', 'return js.fetch'), 'failed'],
  ['no guard: a value given to js', unguarded('import js', 'js.x = run', 'return 1'), 'refused'],
  ['no guard: jsffi.to_js([1]).constructor.constructor', unguarded('import jsffi', 'return jsffi.to_js([1]).constructor.constructor("return this")()'), 'refused'], // prettier-ignore
  ['no guard: jsffi.create_proxy', unguarded('import jsffi', 'return jsffi.create_proxy(run)'), 'refused'],
  ['no guard: jsffi.JsProxy', unguarded('import jsffi', 'return jsffi.JsProxy(0)'), 'failed'],
  ['no guard: jsffi.mem_info', unguarded('import jsffi', 'return jsffi.mem_info()'), 'refused'],
  ['no guard: os.listdir', unguarded('import os', 'return os.listdir("/")'), 'failed'],
  ['no guard: os.stat of every way', unguarded('import os', 'found = 0', 'for p in ("/lib", "/proc/self", "/tool.py", "."):', '    try:', '        os.stat(p)', '        found += 1', '    except OSError: pass', 'return found'), 'gives 0'], // prettier-ignore
  ['no guard: os.mkdir, os.remove, os.rename', unguarded('import os', 'done = 0', 'for f in (lambda: os.mkdir("/x"), lambda: os.remove("/x"), lambda: os.rename("/x", "/y")):', '    try:', '        f()', '        done += 1', '    except OSError: pass', 'return done'), 'gives 0'], // prettier-ignore
  ['no guard: vfs.VfsPosix', unguarded('import vfs', 'return vfs.VfsPosix("/").open("x", "w")'), 'failed'],
  ['no guard: select.poll', unguarded('import select, sys', 'p = select.poll()', 'p.register(sys.stdin)', 'return p.poll(0)'), 'gives []'], // prettier-ignore
  ['no guard: uctypes reads its own memory only', unguarded('import uctypes', 'return len(uctypes.bytearray_at(2**31 - 1, 4)) + uctypes.bytearray_at(2**31 - 1, 4)[0]'), 'trap'], // prettier-ignore
  ['sys.stdin', def('import sys', 'return sys.stdin.read(1)'), 'gives ""'],
  ['builtins that were changed', def('import builtins', 'builtins.print = builtins.len = builtins.open = None', 'return 1'), 'gives 1'], // prettier-ignore
  ['the frames of a generator', def('g = (x for x in [1])', 'return hasattr(g, "gi_frame")'), 'gives false'],
  ['__globals__, __code__, __subclasses__', def('return [hasattr(run, "__globals__"), hasattr(run, "__code__"), hasattr(object, "__subclasses__")]'), 'gives [true,true,false]'], // prettier-ignore
  ['host.__class__ and its globals', def('g = host.log.__class__', 'return [hasattr(host, "fetch"), "js" in globals()]'), 'gives [false,false]'], // prettier-ignore
];

const network = (server: string): readonly Line[] => [
  ['js.fetch', unguarded('import js', `return js.fetch("${server}/py-fetch")`), 'failed'],
  ['a socket', def('import socket', `return socket.getaddrinfo("${server}", 80)`), 'failed'],
  ['requests, urllib', def('import requests', `return requests.get("${server}/py-requests").text`), 'failed'],
  ['js.XMLHttpRequest.new', unguarded('import js', 'x = js.XMLHttpRequest.new()', `x.open("GET", "${server}/py-xhr")`), 'failed'], // prettier-ignore
];

export function pythonAttacks(server: string): Attack[] {
  return attacksOf('py/1', {
    'infinite loop': FUEL,
    'memory bomb': MEMORY,
    'stack bomb': STACK,
    'answers that lie, floods': OUTPUT,
    'escapes (other Pythons)': ESCAPES,
    network: network(server),
    'what is no tool': [
      ['no function', 'x = 1', 'refused'],
      ['an error in its text', 'def run(input, host)', 'failed'],
      ['no text', '\u0000\u0001', 'failed'],
    ],
  });
}
