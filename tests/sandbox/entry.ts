/** Runs in a page of the built extension: calls guests that may be anything behind the walls that are packaged. */
import { type Abi, type Ended, ENGINES, type Limits } from '@/lib/sandbox/call.ts';
import { holdFrame } from '@/lib/sandbox/frame/hold.ts';
import { createPool } from '@/lib/sandbox/pool.ts';

export interface GuestCall {
  abi: Abi;
  /** A script, or the bytes of a module. */
  guest: string | number[];
  input: string;
  limits: Limits;
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

async function enginesOf(calls: readonly GuestCall[]): Promise<Map<Abi, Uint8Array<ArrayBuffer>>> {
  const engines = new Map<Abi, Uint8Array<ArrayBuffer>>();
  for (const abi of new Set(calls.map((call) => call.abi))) {
    const name = ENGINES[abi];
    if (name !== undefined) engines.set(abi, new Uint8Array(await (await fetch(at(name))).arrayBuffer()));
  }
  return engines;
}

export async function callGuests({ calls, together = false, around }: CallsGiven): Promise<CallReport[]> {
  const worker = await (await fetch(at('worker.js'))).text();
  const engines = await enginesOf(calls);
  const frame = await holdFrame({
    document,
    url: at('index.html'),
    worker: around === undefined ? worker : around.before + worker + around.after,
  });
  if (!frame.ok) throw new Error(JSON.stringify(frame.problem));
  const pool = createPool({ spawn: frame.value.spawn });
  const call = ({ abi, guest, input, limits }: GuestCall) => {
    const bytes = Uint8Array.from(typeof guest === 'string' ? new TextEncoder().encode(guest) : guest);
    const key = JSON.stringify([abi, guest, limits]);
    const engine = engines.get(abi);
    return pool.call(key, { abi, bytes, limits, ...(engine && { engine }) }, input, AbortSignal.timeout(60_000));
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
