import { type Edit, edited, Reader, u32 } from './bytes.ts';
import { valueType } from './module.ts';
import { instruction, OP } from './opcodes.ts';

/** The index of what stands in tables for the function with this index. */
type AddressOf = (index: number) => number;

/** One number of a function, from `at` to `end`. */
interface Named {
  at: number;
  end: number;
  index: number;
}

/** Bits of the kind of a list of elements: not put into a table at the start; with the number of its table, or as dropped; by code. */
const ASIDE = 1;
const TABLE = 2;
const CODE = 4;

/** The list of elements, with others in the place of imports. https://webassembly.github.io/spec/core/binary/modules.html#element-section */
export function elementsWith(section: Uint8Array | undefined, addressOf: AddressOf): Uint8Array | undefined {
  if (section === undefined) return undefined;
  const reader = new Reader(section);
  const found: Named[] = [];
  for (let lists = reader.u32(); lists > 0; lists--) {
    const kind = reader.u32();
    if ((kind & ASIDE) === 0) {
      if ((kind & TABLE) !== 0) reader.u32();
      found.push(...namedByCode(reader));
    }
    if ((kind & (ASIDE | TABLE)) !== 0) {
      if ((kind & CODE) === 0) reader.byte();
      else valueType(reader);
    }
    for (let left = reader.u32(); left > 0; left--) {
      if ((kind & CODE) === 0) found.push(namedAt(reader));
      else found.push(...namedByCode(reader));
    }
  }
  return readdressed(section, found, addressOf);
}

/** The list of globals, with others in the place of imports. */
export function globalsWith(section: Uint8Array | undefined, addressOf: AddressOf): Uint8Array | undefined {
  if (section === undefined) return undefined;
  const reader = new Reader(section);
  const found: Named[] = [];
  for (let left = reader.u32(); left > 0; left--) {
    valueType(reader);
    reader.byte();
    found.push(...namedByCode(reader));
  }
  return readdressed(section, found, addressOf);
}

function namedAt(reader: Reader): Named {
  const { at } = reader;
  const index = reader.u32();
  return { at, end: reader.at, index };
}

/** Functions whose references are made by code that gives one value. */
function namedByCode(reader: Reader): Named[] {
  const found: Named[] = [];
  for (;;) {
    const { at } = reader;
    const op = instruction(reader);
    if (op === OP.end) return found;
    if (op === OP.refFunc) found.push(namedAt(new Reader(reader.bytes, at + 1)));
  }
}

function readdressed(section: Uint8Array, found: readonly Named[], addressOf: AddressOf): Uint8Array {
  const edits = found.flatMap(({ at, end, index }): Edit[] => {
    const address = addressOf(index);
    return address === index ? [] : [{ at, drop: end - at, bytes: u32(address) }];
  });
  return edits.length === 0 ? section : edited(section, edits);
}
