import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { type Pack, readPack } from './read.ts';

export interface Shelved extends Omit<Pack, 'bytes'> {
  /** Bytes of the module or script, as the file has it. */
  size: number;
}

/** Packs that were read, by the SHA-256 of their files. */
export interface Shelf {
  /** Reads it, or finds that it is there: the same file twice is one. `reserved`: see `readPack`. */
  put(id: string, base64: string, reserved: readonly string[]): Promise<Result<Shelved, Problem>>;
  get(id: string): Shelved | undefined;
  clear(): void;
}

/** Bytes of modules and scripts that are kept at the same time. What is gone is sent again by whoever has the files. */
const MOST_BYTES = 64 * 2 ** 20;

export function createShelf(): Shelf {
  const packs = new Map<string, Shelved>();
  const makeRoom = () => {
    let bytes = [...packs.values()].reduce((sum, pack) => sum + pack.guest.bytes.length, 0);
    for (const [id, pack] of packs) {
      if (bytes <= MOST_BYTES) return;
      packs.delete(id);
      bytes -= pack.guest.bytes.length;
    }
  };
  return {
    async put(id, base64, reserved) {
      const known = packs.get(id);
      if (known !== undefined) return success(known);
      const bytes = bytesOf(base64);
      if (bytes === undefined || bytesToHex(sha256(bytes)) !== id) {
        return failure(problem('pack.damaged', { detail: 'other bytes than those that were to come' }));
      }
      const read = await readPack(bytes, reserved);
      if (!read.ok) return read;
      const { bytes: ofFile, ...pack } = read.value;
      const shelved = { ...pack, size: ofFile.length };
      makeRoom();
      packs.set(id, shelved);
      return success(shelved);
    },
    get: (id) => packs.get(id),
    clear() {
      packs.clear();
    },
  };
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
