/** Guests that attack, with their verdicts, for the built extension in both browsers. */
import * as v from 'valibot';

import { Ended } from '../../lib/sandbox/call.ts';
import { bundle } from '../support/bundle.ts';
import { ECHO, reactor } from '../support/guests/modules.ts';
import { wasmOf } from '../support/guests/wat.ts';
import { type Attack, attacks, verdictOf } from './attacks/index.ts';
import type { CallReport, CallsGiven, GuestCall } from './entry.ts';

const LIMITS = { fuel: 500_000_000, ms: 20_000, pages: 512, outputBytes: 4096, logBytes: 4096 };

const wasm = (text: string): GuestCall => ({
  abi: 'reactor-json/1',
  guest: [...wasmOf(text)],
  input: '{"n":7}',
  limits: { ...LIMITS, fuel: 50_000_000 },
});

const wasmEcho = wasm(reactor(ECHO));
const ECHOES: readonly GuestCall[] = [
  wasmEcho,
  { abi: 'js/1', guest: 'export default (input) => input', input: '{"n":7}', limits: LIMITS },
  { abi: 'py/1', guest: 'def run(input, host): return input', input: '{"n":7}', limits: LIMITS },
];
/** After so many attacks come calls of guests that mean well. */
const ATTACKS_A_ROUND = 10;

/** The catalogue of attacks, in one pool, with calls that mean well between them. */
export function catalogue(server: string): { given: CallsGiven; verdictsOf: typeof verdicts } {
  const all = attacks(server);
  const calls = all.flatMap(({ call }, index) => (index % ATTACKS_A_ROUND === 0 ? [...ECHOES, call] : [call]));
  return { given: { calls: [...calls, ...ECHOES] }, verdictsOf: verdicts };

  function verdicts(reports: readonly CallReport[]): Verdicts {
    const rest = [...reports];
    const missed: Missed[] = [];
    let answered = 0;
    const echoes = () => {
      for (const report of rest.splice(0, ECHOES.length)) {
        answered += report.ended.ok && report.ended.output.replaceAll(' ', '') === '{"n":7}' ? 1 : 0;
      }
    };
    const rows: Verdicts['rows'] = all.map((attack, index) => {
      if (index % ATTACKS_A_ROUND === 0) echoes();
      const [report] = rest.splice(0, 1);
      const found = report === undefined ? 'nothing' : verdictOf(report);
      if (found !== attack.verdict) missed.push({ attack: nameOf(attack), expected: attack.verdict, found });
      return { attack, found, ms: report?.ms ?? 0 };
    });
    echoes();
    return { rows, missed, answered, asked: calls.length - all.length + ECHOES.length };
  }
}

interface Missed {
  attack: string;
  expected: string;
  found: string;
}

export interface Verdicts {
  rows: readonly { attack: Attack; found: string; ms: number }[];
  missed: readonly Missed[];
  /** Calls that mean well, and those of them that were answered right. */
  asked: number;
  answered: number;
}

function nameOf({ call, row, name }: Attack): string {
  return `${call.abi}, ${row}: ${name}`;
}

/** 100 calls at once, of which one breaks. */
const BROKEN = 37;
export const CROWD: CallsGiven = {
  together: true,
  calls: Array.from({ length: 100 }, (_, index) =>
    index === BROKEN ? wasm(reactor('unreachable')) : { ...wasmEcho, input: `{"n":${index}}` },
  ),
};

/** How each of them has to end. */
export const CROWD_ENDS = CROWD.calls.map(({ input }, index) => (index === BROKEN ? 'trap' : `gives ${input}`));

/** The text of a listener of a worker that does `work`, which is given a way to speak, for each call by the port that the worker gets. */
export function whenCalled(work: string): string {
  return `({ data: { type }, ports: [port] }) => {
    if (type === 'port') port.onmessage = ({ data }) => { if (data.type === 'call') (${work})(port.postMessage.bind(port)); }; }`;
}

/** Ways out that a script or module would try, as the text of a script that has the whole worker: no runner, no lockdown. */
export function breakOut(server: string): { before: string; after: string } {
  const before = `const tried = [];
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
    self.onmessage = ${whenCalled(`async (say) => {
      const found = await Promise.race([Promise.all(tried), late]);
      say({ type: 'ended', ended: { ok: true, output: JSON.stringify(found.filter((each) => each !== '')), fuel: 0 } }); }`)};
    if (false) {`;
  return { before, after: '}' };
}

/** Says which of these names are left in a worker after its lockdown. */
export function leftAfterLockdown(names: readonly string[]): { before: string; after: string } {
  // It listens first, so that it answers first: what it looks at it sees when it is called, long after the lockdown.
  return {
    before: `addEventListener('message', ${whenCalled(`(say) => say({ type: 'ended', ended: { ok: true, fuel: 0, output: JSON.stringify(
      ${JSON.stringify(names)}.filter((name) => globalThis[name] !== undefined)) } })`)});`,
    after: '',
  };
}

export const REACHING =
  `fetch XMLHttpRequest WebSocket WebTransport EventSource importScripts Worker SharedWorker BroadcastChannel MessageChannel
  indexedDB caches navigator location postMessage setTimeout setInterval eval Blob URL RTCPeerConnection FileReaderSync`.split(
    /\s+/u,
  );

export const oneCall: readonly GuestCall[] = [wasmEcho];
/** A call in each of the scripts of workers. */
export const callOfEachKind: readonly GuestCall[] = ECHOES.slice(0, 2);

const Reports = v.array(v.object({ ended: Ended, logs: v.array(v.string()), ms: v.number() }));

/** Calls guests in a page of the built extension, in whichever browser. */
export async function callGuests(
  page: { evaluate(expression: string): Promise<unknown> },
  given: CallsGiven,
): Promise<CallReport[]> {
  await page.evaluate(`${await bundle('tests/sandbox/entry.ts')};globalThis.bundled = bundled;undefined`);
  return v.parse(Reports, await page.evaluate(`bundled.callGuests(${JSON.stringify(given)})`));
}
