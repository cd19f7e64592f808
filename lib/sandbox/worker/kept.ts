import { METER, STATE } from '../harden/names.ts';

/** Bytes of memory up to which putting them back takes less time than a fresh instance. */
const MOST_KEPT = 2 * 2 ** 20;

/** An instance as it was when it was ready to be called, to be put back to that. */
export interface Kept {
  /** False where it cannot be as it was: then it has to go. */
  putBack(): boolean;
}

/** Undefined where the instance does not show all that it is, or is too large. */
export function keptOf(exports: WebAssembly.Exports): Kept | undefined {
  const memory = exports[STATE.memory];
  if (!(memory instanceof WebAssembly.Memory) || memory.buffer.byteLength > MOST_KEPT) return undefined;
  const globals = globalsOf(exports);
  // What a NaN consists of does not come through.
  if (globals.some(({ value }) => Number.isNaN(value))) return undefined;
  const { byteLength } = memory.buffer;
  let image = new Uint8Array(memory.buffer).slice();
  let isShort = false;
  return {
    putBack() {
      if (memory.buffer.byteLength !== byteLength) return false;
      // Only now, when nobody waits: looking for the end takes longer than the copy.
      if (!isShort) image = withoutEnd(image).slice();
      isShort = true;
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(image);
      bytes.fill(0, image.length);
      for (const { global, value } of globals) global.value = value;
      return true;
    },
  };
}

interface Settable {
  global: WebAssembly.Global;
  value: unknown;
}

/** All that can be set, the meter's own with them. */
function globalsOf(exports: WebAssembly.Exports): Settable[] {
  const found: Settable[] = [];
  const add = (name: string): boolean => {
    const global = exports[name];
    if (!(global instanceof WebAssembly.Global)) return false;
    const value: unknown = global.value;
    found.push({ global, value });
    return true;
  };
  add(METER.fuel);
  add(METER.depth);
  while (add(`${STATE.global}${found.length - 2}`));
  return found;
}

/** Most memories end with nothing, which needs no copy. */
function withoutEnd(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const words = new BigUint64Array(bytes.buffer);
  return bytes.subarray(0, 8 * (words.findLastIndex((word) => word !== 0n) + 1));
}
