/** Runs in a page of the built extension: calls guests that may be anything behind the walls that are packaged. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { type Abi, type Ended, ENGINES, type Limits, type Plugin } from '@/lib/sandbox/call.ts';
import { askedOf, AskedCapabilities } from '@/lib/sandbox/capabilities/index.ts';
import type { World } from '@/lib/sandbox/capabilities/world.ts';
import { createToolDesk } from '@/lib/sandbox/desk.ts';
import { holdFrame } from '@/lib/sandbox/frame/hold.ts';
import { takenGuest } from '@/lib/sandbox/guest.ts';
import { createPool } from '@/lib/sandbox/pool.ts';

import { refusedAs } from './refused.ts';

export interface GuestCall {
  abi: Abi;
  /** A script, or the bytes of a module. */
  guest: string | number[];
  input: string;
  limits: Limits;
  /** For `extism/1`. */
  plugin?: Plugin;
}

export interface CallsGiven {
  calls: readonly GuestCall[];
  /** All at once, or one after the other. */
  together?: boolean;
  /** Goes around the script of the workers: what a guest could do that had broken out of its runner. */
  around?: { before: string; after: string };
}

export interface CallReport {
  ended: Ended;
  logs: readonly string[];
  ms: number;
}

const at = (name: string) => new URL(`/sandbox/${name}`, location.href).href;

const engineOf = async (name: string) => new Uint8Array(await (await fetch(at(name))).arrayBuffer());

async function enginesOf(calls: readonly GuestCall[]): Promise<Map<Abi, Uint8Array<ArrayBuffer>>> {
  const engines = new Map<Abi, Uint8Array<ArrayBuffer>>();
  for (const abi of new Set(calls.map((call) => call.abi))) {
    const name = ENGINES[abi];
    if (name !== undefined) engines.set(abi, await engineOf(name));
  }
  return engines;
}

async function frameOf(around: CallsGiven['around']) {
  const script = async (name: string) => {
    const text = await (await fetch(at(name))).text();
    return around === undefined ? text : around.before + text + around.after;
  };
  const workers = { all: await script('worker.js'), modules: await script('modules.js') };
  return holdFrame({ document, url: at('index.html'), workers });
}

export async function callGuests({ calls, together = false, around }: CallsGiven): Promise<CallReport[]> {
  const engines = await enginesOf(calls);
  const frame = await frameOf(around);
  if (!frame.ok) throw new Error(JSON.stringify(frame.problem));
  const pool = createPool({ spawn: frame.value.spawn });
  const call = async ({ abi, guest, input, limits, plugin }: GuestCall) => {
    const bytes = Uint8Array.from(typeof guest === 'string' ? new TextEncoder().encode(guest) : guest);
    const key = JSON.stringify([abi, guest, limits, plugin]);
    const engine = engines.get(abi);
    const taken = takenGuest({ abi, bytes, limits, ...(plugin && { plugin }) });
    if (!taken.ok) return { ended: refusedAs(taken.problem.words), logs: [], ms: 0 };
    return pool.call(key, { ...taken.value, ...(engine && { engine }) }, input, AbortSignal.timeout(60_000));
  };
  try {
    if (together) return await Promise.all(calls.map(call));
    const reports: CallReport[] = [];
    for (const each of calls) reports.push(await call(each));
    return reports;
  } finally {
    pool.close();
    frame.value.close();
  }
}

export interface ToolGiven {
  script: string;
  /** As a manifest has them; all of them are granted. */
  capabilities: readonly unknown[];
  input: object;
  /** Default: `js/1`. */
  abi?: 'js/1' | 'py/1';
  around?: CallsGiven['around'];
}

/** Calls a script as a tool, with everything granted that it asks for, and the network of this page. */
export async function useTool({ script, capabilities, input, abi = 'js/1', around }: ToolGiven): Promise<unknown> {
  const hash = bytesToHex(sha256(utf8ToBytes(script)));
  const limits = { fuel: 5_000_000_000, ms: 20_000, pages: 512, outputBytes: 100_000, logBytes: 4096 };
  const sandbox = { abi, sha256: hash, language: abi === 'js/1' ? 'JavaScript' : 'Python', limits, capabilities };
  const manifest = { name: 'tried', title: 'Tried', description: '', inputSchema: { type: 'object' }, outputSchema: { type: 'object' }, _meta: { 'locus.example/sandbox': sandbox } }; // prettier-ignore
  const grants = v.parse(AskedCapabilities, capabilities).map((entry, index) => {
    const { name: capability, terms, about } = askedOf(entry);
    return { id: String(index), sha256: hash, tool: 'tried', capability, terms, about, scope: 'always', of: '', at: 0 };
  });
  const world = {
    now: () => Date.now(),
    randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    fetch: (address: string, init: RequestInit) => fetch(address, init),
    ask: async ({ type }: { type: string }) => ({ ok: true, value: type === 'world.grants' ? { grants, isLocal: false } : undefined }), // prettier-ignore
  };
  const desk = createToolDesk({
    tools: async () => [{ manifest, script }],
    engine: engineOf,
    frame: () => frameOf(around),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake of the background: it answers what these tools ask
    world: world as unknown as World,
  });
  return desk.answer({ type: 'tools.call', name: 'tried', input });
}
