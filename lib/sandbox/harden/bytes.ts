import { Refused } from './refused.ts';

/** Reads a part of a module from its begin to its end. Throws `Refused` where bytes are missing. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new Refused('damaged', 'the module ends in the middle');
    this.at += 1;
    return value;
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new Refused('damaged', 'the module ends in the middle');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  u32(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0) return value;
      scale *= 0x80;
      if (scale > 2 ** 35) throw new Refused('damaged', 'a number is too long');
    }
  }

  /** A LEB128 number, signed or not, that nobody asks for. */
  skipNumber(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  name(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.take(this.u32()));
  }

  /** The rest of the part. */
  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }
}

/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left % 0x80;
    left = Math.floor(left / 0x80);
    bytes.push(left > 0 ? low | 0x80 : low);
  } while (left > 0);
  return bytes;
}

/** Signed LEB128 of a number that is not negative. */
export function signed(value: number): number[] {
  const bytes = u32(value);
  const last = bytes.at(-1) ?? 0;
  // The sign is the second highest bit of the last byte.
  return (last & 0x40) === 0 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0];
}

export function named(name: string): number[] {
  const bytes = [...new TextEncoder().encode(name)];
  return [...u32(bytes.length), ...bytes];
}

export function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export interface Edit {
  at: number;
  /** Bytes of the original that go. */
  drop: number;
  bytes: readonly number[];
}

/** What is at the same place stays in its order. */
export function edited(original: Uint8Array, edits: readonly Edit[]): Uint8Array<ArrayBuffer> {
  const parts: ArrayLike<number>[] = [];
  let done = 0;
  for (const { at, drop, bytes } of edits.toSorted((a, b) => a.at - b.at)) {
    parts.push(original.subarray(done, at), bytes);
    done = at + drop;
  }
  parts.push(original.subarray(done));
  return joined(parts);
}
