import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { type Abi, ENGINES, type Guest, type Kind, type Limits } from '@/lib/sandbox/call.ts';
import { takenGuest } from '@/lib/sandbox/guest.ts';
import { type Cell, createPool } from '@/lib/sandbox/pool.ts';

/** A tool and one input, as they go into a page. */
export interface Subject {
  name: string;
  abi: Abi;
  /** The module or script. */
  base64: string;
  limits: Limits;
  input: string;
}

/** How often each SHA-256 of what a call gave, and what it cost, came out. */
export type Tally = Record<string, number>;

interface Host {
  spawn: (kind: Kind) => Cell;
  engine: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Calls in one worker, before another takes its place. */
const A_WORKER = 5;

/** Calls a tool so often with the same input, in workers that are new and in workers that have seen calls. */
export async function repeat({ spawn, engine }: Host, subject: Subject, times: number): Promise<Tally> {
  const { abi, base64, limits, input, name } = subject;
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const needs = ENGINES[abi];
  const taken = takenGuest({ abi, bytes, limits });
  if (!taken.ok) throw new Error(`${name}: ${taken.problem.words}`);
  const guest: Guest = { ...taken.value, ...(needs !== undefined && { engine: await engine(needs) }) };
  const tally: Tally = {};
  for (let done = 0; done < times; done += A_WORKER) {
    const pool = createPool({ spawn });
    try {
      for (let index = done; index < Math.min(done + A_WORKER, times); index++) {
        const { ended, logs } = await pool.call(name, guest, input, new AbortController().signal);
        const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([ended, logs]))));
        tally[hash] = (tally[hash] ?? 0) + 1;
      }
    } finally {
      pool.close();
    }
  }
  return tally;
}
