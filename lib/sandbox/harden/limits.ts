import { type Reader, u32 } from './bytes.ts';
import { Refused } from './refused.ts';

export interface Limits {
  /** Pages of 64 KiB of a memory, entries of a table. */
  least: number;
  most: number | undefined;
}

const HAS_MOST = 1;
const SHARED = 2;
const WIDE = 4;
const TABLES = 16;
/** Entries of one table. */
const ENTRIES = 10_000;
const FUNCREF = 0x70;
const EXTERNREF = 0x6f;

export function limits(reader: Reader): Limits {
  const flags = reader.byte();
  if ((flags & SHARED) !== 0) throw new Refused('threads', 'it shares memory between threads');
  if ((flags & WIDE) !== 0) throw new Refused('memory64', 'it addresses memory with 64 bits');
  if (flags > HAS_MOST) throw new Refused('unknown_feature', 'its memory is of a kind that is not known');
  return { least: reader.u32(), most: flags === HAS_MOST ? reader.u32() : undefined };
}

export function memoriesOf(reader: Reader): Limits | undefined {
  const count = reader.u32();
  if (count > 1) throw new Refused('multi_memory', `it has ${count} memories; one is taken`);
  return count === 1 ? limits(reader) : undefined;
}

export function tablesOf(reader: Reader): (Limits & { element: number })[] {
  const count = reader.u32();
  if (count > TABLES) throw new Refused('table', `it has ${count} tables; at most ${TABLES} are taken`);
  return Array.from({ length: count }, () => {
    const element = reader.byte();
    // Tables that bring a value for their entries begin with yet another byte.
    if (element !== FUNCREF && element !== EXTERNREF) {
      throw new Refused('gc', 'it has tables for garbage collection');
    }
    return { element, ...limits(reader) };
  });
}

/** The section of the memory, with no more pages than `cap`. */
export function cappedMemory({ least, most }: Limits, cap: number): number[] {
  if (least > cap) throw new Refused('memory', `it begins with ${least} pages of memory; at most ${cap} are given`);
  return [1, HAS_MOST, ...u32(least), ...u32(Math.min(most ?? cap, cap))];
}

/** The section of the tables, none larger than `ENTRIES`. */
export function cappedTables(tables: readonly (Limits & { element: number })[]): number[] {
  return [
    ...u32(tables.length),
    ...tables.flatMap(({ element, least, most }) => {
      if (least > ENTRIES)
        throw new Refused('table', `it has a table of ${least} entries; at most ${ENTRIES} are taken`);
      return [element, HAS_MOST, ...u32(least), ...u32(Math.min(most ?? ENTRIES, ENTRIES))];
    }),
  ];
}
