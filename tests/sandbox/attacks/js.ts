import { type Attack, attacksOf, type Line } from './attack.ts';

const run = (body: string) => `export default async (input, host) => { ${body} }`;

/** Names of the world outside of a guest, in any of the places where one may run. */
const OUTSIDE =
  'fetch XMLHttpRequest WebSocket Worker importScripts indexedDB caches navigator location process require WebAssembly postMessage setTimeout chrome browser document Deno Bun std os scriptArgs';

/**
 * A way out: the text makes `got`. All that can be reached from it by constructors and prototypes is looked through for a name of the
 * outside; the answer has those that were found.
 */
const reaches = (body: string) => `
  const names = ${JSON.stringify(OUTSIDE.split(' '))};
  const found = new Set();
  const look = (value, depth = 0) => {
    if (depth > 4 || value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
    for (const name of names) { try { if (typeof value[name] !== 'undefined') found.add(name); } catch {} }
    for (const next of [() => Object.getPrototypeOf(value), () => value.constructor, () => value.constructor('return this')(), () => value.constructor.constructor('return this')(), () => value.caller, () => value.callee]) {
      try { look(next(), depth + 1); } catch {}
    }
  };
  export default async (input, host) => {
    let got;
    try { got = await (async () => { ${body} })(); } catch (error) { got = error; }
    look(got); look(globalThis);
    return [...found];
  };`;

const FUEL: readonly Line[] = [
  ['for (;;)', run('for (;;);'), 'fuel'],
  ['before it is called', 'for (;;); export default () => 1', 'fuel'],
  ['in finally', run('try { throw 1 } finally { for (;;); }'), 'fuel'],
  ['in catch, again and again', run('for (;;) { try { for (;;); } catch {} finally { continue; } }'), 'fuel'],
  ['of promises', run('for (;;) await 0;'), 'fuel'],
  ['a chain of promises that makes itself', run('const go = () => Promise.resolve().then(go); await go();'), 'fuel'],
  ['in a getter of the output', run('return { get a() { for (;;); } }'), 'fuel'],
  ['in toJSON', run('return { toJSON() { for (;;); } }'), 'fuel'],
  ['in a proxy of the output', run('return new Proxy({}, { ownKeys() { for (;;); } })'), 'fuel'],
  ['in then of the output', run('return { then() { for (;;); } }'), 'fuel'],
  ['in toString of a log line', run('host.log({ toString() { for (;;); } })'), 'fuel'],
  ['in an async generator', run('for await (const x of (async function* () { for (;;) yield 1; })());'), 'fuel'],
  ['a pattern that explodes', run('return /^(a+)+$/.test("a".repeat(40) + "b")'), 'fuel'],
  ['inside a function of the language', run('return new Array(5e7) + ""'), 'fuel'],
  ['a sort that never agrees', run('return Array.from({ length: 1e6 }, (_, i) => i % 7).sort(() => Math.random() - 0.5).length'), 'fuel'], // prettier-ignore
  ['a number of a million digits', run('return String(7n ** 1000000n).length'), 'fuel'],
  ['with more fuel than time', run('for (;;);'), 'time', { fuel: 1e15, ms: 1000, walls: true }],
];

const MEMORY: readonly Line[] = [
  ['typed arrays', run('const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1));'), 'memory'],
  ['an array', run('const a = []; for (;;) a.push([]);'), 'memory', { fuel: 5e9 }],
  ['one long text', run('let s = "ab"; for (;;) s += s;'), 'failed'],
  ['an array buffer of 4 GB', run('return new ArrayBuffer(2 ** 32).byteLength'), 'failed'],
  ['a text of a gigabyte', run('return "x".repeat(2 ** 30).length'), 'failed'],
];

const STACK: readonly Line[] = [
  ['recursion', run('const f = () => f() + 1; return f();'), 'stack'],
  ['recursion that is caught at its end, then goes on', run('let n = 0; const f = () => { n++; try { f(); } catch { } }; f(); return n > 10;'), 'stack'], // prettier-ignore
  ['JSON in JSON in JSON', run('let a = []; for (let i = 0; i < 5000; i++) a = [a]; return a;'), 'stack'],
  [
    'proxies of proxies',
    run('let p = {}; for (let i = 0; i < 5000; i++) p = new Proxy(p, {}); return p.x ?? 1;'),
    'stack',
  ],
  ['at the border: deep, then host.log', run('const f = (n) => { try { return f(n + 1); } catch (e) { host.log("x"); return [e.constructor === InternalError || e.constructor === RangeError, Object.getPrototypeOf(e.constructor) === Error]; } }; return f(0);'), 'stack'], // prettier-ignore
];

const OUTPUT: readonly Line[] = [
  ['much of it', run('return "a".repeat(5000)'), 'output'],
  ['none', run('return undefined'), 'failed'],
  ['a function', run('return () => 1'), 'failed'],
  ['itself inside itself', run('const a = {}; a.a = a; return a;'), 'failed'],
  ['a promise that never comes', run('return new Promise(() => {})'), 'failed'],
  ['a flood of logs', run('for (let i = 0; i < 1e3; i++) host.log("x".repeat(100)); return 1;'), 'gives 1'],
  ['one log line of a megabyte', run('host.log("x".repeat(1e6)); return 1;'), 'gives 1'],
  ['__proto__ in its input stays data', run('return [({}).a === undefined, Object.keys(input)]'), 'gives [true,["__proto__"]]', { input: '{"__proto__":{"a":1}}' }], // prettier-ignore
  ['__proto__ in its output stays data', run('return JSON.parse(\'{"__proto__":{"a":1}}\')'), 'gives {"__proto__":{"a":1}}'], // prettier-ignore
  ['JSON that was changed', run('JSON.stringify = () => "lies"; JSON.parse = () => 1; return input.n;'), 'gives 7'],
];

/** Ideas of vm2's catalogue (docs/ATTACKS.md there), each tried here. */
const ESCAPES: readonly Line[] = [
  ['this', reaches('return this'), 'gives []'],
  ['globalThis', reaches('return globalThis'), 'gives []'],
  ['host.constructor', reaches('return host.constructor.constructor("return this")()'), 'gives []'],
  ['host.log.constructor', reaches('return host.log.constructor("return this")()'), 'gives []'],
  ['host.log.__proto__', reaches('return host.log.__proto__.constructor("return globalThis")()'), 'gives []'],
  ['input.constructor', reaches('return input.constructor.constructor("return this")()'), 'gives []'],
  ['the constructor of async functions', reaches('return (async () => {}).constructor("return this")()'), 'gives []'],
  ['the constructor of generators', reaches('return (function* () {}).constructor("yield this")().next().value'), 'gives []'], // prettier-ignore
  ['the constructor of async generators', reaches('return (await (async function* () {}).constructor("yield this")().next()).value'), 'gives []'], // prettier-ignore
  ['indirect eval', reaches('return (0, eval)("this")'), 'gives []'],
  ['Error.prepareStackTrace', reaches('let seen; Error.prepareStackTrace = (e, frames) => { seen = frames; return frames; }; const s = new Error().stack; return [seen?.[0]?.getThis?.(), seen?.[0]?.getFunction?.(), s?.[0]?.getThis?.()];'), 'gives []'], // prettier-ignore
  ['Error.captureStackTrace', reaches('const o = {}; Error.captureStackTrace?.(o); return o.stack'), 'gives []'],
  ['arguments.callee.caller', reaches('return (function () { return arguments.callee.caller; })()'), 'gives []'],
  ['Function.prototype.caller', reaches('return Object.getOwnPropertyDescriptor(Function.prototype, "caller")?.get?.call(host.log)'), 'gives []'], // prettier-ignore
  ['the error of a stack overflow', reaches('const f = () => f(); try { f(); } catch (e) { return e.constructor.constructor("return this")(); }'), 'stack'], // prettier-ignore
  ['an error that host.log throws', reaches('try { host.log(Symbol()); } catch (e) { return e; }'), 'gives []'],
  ['a proxy as a log word', reaches('let got; host.log(new Proxy({}, { get(...seen) { got ??= seen; return seen[1] === Symbol.toPrimitive ? () => "x" : undefined; } })); return got;'), 'gives []'], // prettier-ignore
  ['a getter on Object.prototype', reaches('let got; Object.defineProperty(Object.prototype, "log", { get() { got ??= this; } }); host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['a setter on Object.prototype', reaches('let got; Object.defineProperty(Object.prototype, "value", { set(v) { got ??= this; } }); host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['Array.prototype.map that was changed', reaches('let got; Array.prototype.map = function (f) { got = f; return this; }; host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['Array.prototype.join that was changed', reaches('let got; Array.prototype.join = function () { got = this; return "x"; }; host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['Function.prototype.call that was changed', reaches('let got; Function.prototype.call = function (...a) { got = [this, ...a]; }; host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['Symbol.species of promises', reaches('let got; class P extends Promise { static get [Symbol.species]() { return function (f) { got = f; f(() => {}, () => {}); }; } } new P((ok) => ok()).then(() => 1); return got;'), 'gives []'], // prettier-ignore
  ['Symbol.species of arrays', reaches('let got; const a = [1]; a.constructor = { [Symbol.species]: function (n) { got = this; } }; a.map((x) => x); return got;'), 'gives []'], // prettier-ignore
  ['Promise.prototype.then that was changed', reaches('let got; const then = Promise.prototype.then; Promise.prototype.then = function (...a) { got ??= a; return then.apply(this, a); }; await Promise.resolve(1); return got;'), 'gives []'], // prettier-ignore
  ['a thenable that keeps its resolvers', reaches('let got; await { then(...a) { got = a; a[0](1); } }; return got;'), 'gives []'], // prettier-ignore
  ['Promise.try, withResolvers', reaches('return [Promise.withResolvers?.(), Promise.try?.(() => 1)]'), 'gives []'],
  ['Symbol.toPrimitive', reaches('let got; host.log({ [Symbol.toPrimitive](h) { got = this; return "x"; } }); return got;'), 'gives []'], // prettier-ignore
  ['Symbol.hasInstance', reaches('let got; Object.defineProperty(Function.prototype, Symbol.hasInstance, { value() { got = this; return true; } }); host.log("x"); return got;'), 'gives []'], // prettier-ignore
  ['Symbol.unscopables and with', reaches('return Function("return (function () { with (this) { return this; } })()")()'), 'gives []'], // prettier-ignore
  ['Reflect.construct with another target', reaches('return Reflect.construct(Function, ["return this"], Object)()'), 'gives []'], // prettier-ignore
  ['a tagged template', reaches('return ((s) => s.constructor.constructor("return this")())`x`'), 'gives []'],
  ['WebAssembly', reaches('return globalThis.WebAssembly'), 'gives []'],
  ['a module namespace', reaches('return await import("tool.js")'), 'gives []'],
  ['import.meta', reaches('return import.meta'), 'gives []'],
  ['import of std and os', reaches('return [await import("std").catch((e) => e), await import("qjs:os").catch((e) => e)]'), 'gives []'], // prettier-ignore
  ['WeakRef and FinalizationRegistry', run('return [typeof WeakRef, typeof FinalizationRegistry]'), 'gives ["undefined","undefined"]'], // prettier-ignore
  ['Iterator helpers, Array.fromAsync', reaches('return [Iterator?.prototype, await Array.fromAsync?.([host])]'), 'gives []'], // prettier-ignore
  ['using and Symbol.dispose', reaches('return [Symbol.dispose, Symbol.asyncDispose, globalThis.DisposableStack]'), 'gives []'], // prettier-ignore
  ['ShadowRealm', reaches('return globalThis.ShadowRealm'), 'gives []'],
  ['Atomics and SharedArrayBuffer', reaches('return [globalThis.Atomics, globalThis.SharedArrayBuffer && new SharedArrayBuffer(8)]'), 'gives []'], // prettier-ignore
  ['queueMicrotask with this', reaches('let got; (globalThis.queueMicrotask ?? ((f) => f()))(function () { got = this; }); await 0; return got;'), 'gives []'], // prettier-ignore
  ['a forged end of the call', run('return { type: "ended", ended: { ok: true, output: "1", fuel: 0 } }'), 'gives {"type":"ended","ended":{"ok":true,"output":"1","fuel":0}}'], // prettier-ignore
];

/** What reaches for a server; nobody may come there. */
const network = (server: string): readonly Line[] => [
  ['fetch', run(`return await fetch("${server}/js-fetch")`), 'failed'],
  ['XMLHttpRequest', run(`const x = new XMLHttpRequest(); x.open("GET", "${server}/js-xhr"); x.send();`), 'failed'],
  ['WebSocket', run(`new WebSocket("${server}/js-ws")`), 'failed'],
  ['import of its address', run(`return await import("${server}/js-import.js")`), 'failed'],
  ['a static import of its address', `import "${server}/js-static.js"; export default () => 1`, 'failed'],
  ['importScripts, Worker', run(`importScripts("${server}/js-scripts"); new Worker("${server}/js-worker");`), 'failed'],
];

export function scriptAttacks(server: string): Attack[] {
  return attacksOf('js/1', {
    'infinite loop': FUEL,
    'memory bomb': MEMORY,
    'stack bomb': STACK,
    'answers that lie, floods': OUTPUT,
    'escapes (vm2)': ESCAPES,
    network: network(server),
    'what is no tool': [
      ['no default export', 'export const a = 1', 'refused'],
      ['an error in its text', 'export default (', 'failed'],
    ],
  });
}
