/** Guests that attack, with their verdicts, for the built extension in both browsers. */
import * as v from 'valibot';

import { Ended } from '../../lib/sandbox/call.ts';
import { bundle } from '../support/bundle.ts';
import { ECHO, reactor } from '../support/guests/modules.ts';
import { wasmOf } from '../support/guests/wat.ts';
import type { CallReport, CallsGiven, GuestCall } from './entry.ts';

const LIMITS = { fuel: 5_000_000_000, ms: 20_000, pages: 512, outputBytes: 4096, logBytes: 4096 };

function wasm(text: string, limits: Partial<GuestCall['limits']> = {}): GuestCall {
  return {
    abi: 'reactor-json/1',
    guest: [...wasmOf(text)],
    input: '{"n":7}',
    limits: { ...LIMITS, fuel: 50_000_000, ...limits },
  };
}

function script(guest: string, limits: Partial<GuestCall['limits']> = {}): GuestCall {
  return { abi: 'js/1', guest, input: '{"n":7}', limits: { ...LIMITS, ...limits } };
}

const wasmEcho = wasm(reactor(ECHO));
const scriptEcho = script('export default (input) => input');

interface Attack {
  name: string;
  call: GuestCall;
  fault: string;
}

const ATTACKS: readonly Attack[] = [
  { name: 'a module that loops', call: wasm(reactor('(loop (br 0)) (i64.const 0)')), fault: 'fuel' },
  {
    name: 'a module that loops, with more fuel than time',
    call: wasm(reactor('(loop (br 0)) (i64.const 0)'), { fuel: 1e12, ms: 500 }),
    fault: 'time',
  },
  {
    name: 'a module that takes all memory',
    call: wasm(reactor('(loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable')),
    fault: 'memory',
  },
  {
    name: 'a module that recurses',
    call: wasm(reactor('(call $again) (i64.const 0)', '(func $again (call $again))')),
    fault: 'stack',
  },
  { name: 'a module that gives 2 GB', call: wasm(reactor('(i64.const 0x7fffffff)')), fault: 'output' },
  { name: 'a module that wants the network', call: wasm('(module (import "env" "fetch" (func)))'), fault: 'refused' },
  { name: 'a script that loops', call: script('export default () => { for (;;); }'), fault: 'fuel' },
  {
    name: 'a script that loops, with more fuel than time',
    call: script('export default () => { for (;;); }', { fuel: 1e15, ms: 1000 }),
    fault: 'time',
  },
  {
    name: 'a script that takes all memory',
    call: script('export default () => { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)); }'),
    fault: 'memory',
  },
  { name: 'a script that recurses', call: script('export default () => { const f = () => f() + 1; return f(); }'), fault: 'stack' }, // prettier-ignore
  { name: 'a script of much output', call: script('export default () => "a".repeat(5000)'), fault: 'output' },
];

/** Each attack, and after each a call of a guest that means well, in one pool. */
export const BETWEEN: CallsGiven = { calls: ATTACKS.flatMap(({ call }) => [call, wasmEcho, scriptEcho]) };

/** What came of each attack, and of the calls after it. */
export function verdictsOf(reports: readonly CallReport[]): { name: string; fault: string; after: boolean }[] {
  return ATTACKS.map(({ name }, index) => {
    const [attack, ...after] = reports.slice(index * 3, index * 3 + 3);
    return {
      name,
      fault: attack === undefined || attack.ended.ok ? 'none' : attack.ended.fault,
      after: after.length === 2 && after.every(({ ended }) => ended.ok && ended.output === '{"n":7}'),
    };
  });
}

export const EXPECTED = ATTACKS.map(({ name, fault }) => ({ name, fault, after: true }));

/** 20 calls at once, of which one breaks. */
export const CROWD: CallsGiven = {
  together: true,
  calls: Array.from({ length: 20 }, (_, index) =>
    index === 7 ? wasm(reactor('unreachable')) : { ...wasmEcho, input: `{"n":${index}}` },
  ),
};

/** Ways out that a script or module would try, as the text of a script that has the whole worker: no runner, no lockdown. */
export function breakOut(server: string): { before: string; after: string } {
  const before = `const say = postMessage.bind(globalThis); const tried = [];
    const attempt = (name, work) => tried.push(Promise.resolve().then(work).then(() => name, () => ''));
    const http = ${JSON.stringify(server)}; const ws = http.replace('http', 'ws');
    attempt('fetch', () => fetch(http + '/fetch'));
    attempt('no-cors', () => fetch(http + '/no-cors', { mode: 'no-cors' }));
    attempt('xhr', () => new Promise((ok, no) => { const x = new XMLHttpRequest(); x.open('GET', http + '/xhr'); x.onload = ok; x.onerror = no; x.send(); }));
    attempt('websocket', () => new Promise((ok, no) => { const w = new WebSocket(ws + '/ws'); w.onopen = ok; w.onerror = no; }));
    attempt('events', () => new Promise((ok, no) => { const e = new EventSource(http + '/events'); e.onopen = ok; e.onerror = no; }));
    attempt('importScripts', () => importScripts(http + '/script.js'));
    attempt('import', () => import(http + '/module.js'));
    attempt('worker', () => new Promise((ok, no) => { const w = new Worker(http + '/worker.js'); w.onmessage = ok; w.onerror = no; }));
    attempt('webtransport', () => new WebTransport(http.replace('http', 'https') + '/wt').ready);
    attempt('eval', () => (0, eval)('1'));
    attempt('storage', () => new Promise((ok, no) => { const r = indexedDB.open('x'); r.onsuccess = ok; r.onerror = no; }));
    attempt('files', () => navigator.storage.getDirectory());
    attempt('caches', () => caches.open('x'));
    attempt('rtc', () => new RTCPeerConnection());
    attempt('api', () => { if (!(globalThis.browser?.runtime ?? globalThis.chrome?.runtime)) throw new Error('none'); });
    const late = new Promise((done) => setTimeout(() => done([]), 3000));
    self.onmessage = async ({ data }) => { if (data.type !== 'call') return;
      const found = await Promise.race([Promise.all(tried), late]);
      say({ type: 'ended', ended: { ok: true, output: JSON.stringify(found.filter((each) => each !== '')), fuel: 0 } }); };
    if (false) {`;
  return { before, after: '}' };
}

/** Says which of these names are left in a worker after its lockdown. */
export function leftAfterLockdown(names: readonly string[]): { before: string; after: string } {
  return {
    before: 'const say = postMessage.bind(globalThis); const hear = addEventListener.bind(globalThis);',
    after: `;hear('message', ({ data }) => { if (data.type === 'call') say({ type: 'ended', ended: { ok: true, fuel: 0, output: JSON.stringify(
      ${JSON.stringify(names)}.filter((name) => globalThis[name] !== undefined)) } }); });`,
  };
}

export const REACHING =
  `fetch XMLHttpRequest WebSocket WebTransport EventSource importScripts Worker SharedWorker BroadcastChannel MessageChannel
  indexedDB caches navigator location postMessage setTimeout setInterval eval Blob URL RTCPeerConnection FileReaderSync`.split(
    /\s+/u,
  );

export const oneCall: readonly GuestCall[] = [wasmEcho];

const Reports = v.array(v.object({ ended: Ended, logs: v.array(v.string()), ms: v.number() }));

/** Calls guests in a page of the built extension, in whichever browser. */
export async function callGuests(
  page: { evaluate(expression: string): Promise<unknown> },
  given: CallsGiven,
): Promise<CallReport[]> {
  await page.evaluate(`${await bundle('tests/sandbox/entry.ts')};globalThis.bundled = bundled;undefined`);
  return v.parse(Reports, await page.evaluate(`bundled.callGuests(${JSON.stringify(given)})`));
}
