import type { Reader } from './bytes.ts';
import { valueType } from './module.ts';
import { Refused } from './refused.ts';

/** Those that the meter has to know; instructions with a prefix as `prefix << 8 | number`. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableSet: 0x26,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  i32LtS: 0x48,
  i64LtS: 0x53,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i64Sub: 0x7d,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i64ExtendI32U: 0xad,
  refFunc: 0xd2,
  memoryInit: 0xfc08,
  dataDrop: 0xfc09,
  memoryCopy: 0xfc0a,
  memoryFill: 0xfc0b,
  tableInit: 0xfc0c,
  elemDrop: 0xfc0d,
  tableCopy: 0xfc0e,
  tableGrow: 0xfc0f,
  tableFill: 0xfc11,
} as const;

export const NOTHING = 0x40;
/** Types of values. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;

/** Numbers and everything else that ends well whatever it is given; what is not here may trap. */
const SAFE: readonly (readonly [from: number, to: number])[] = [
  [0x01, OP.call], // nop, blocks, branches; a call by itself
  [0x1a, OP.globalSet], // drop, select, locals, globals
  [0x3f, 0x6c], // size and growth of the memory, constants, comparing, counting up to what divides
  [0x71, 0x7e],
  [0x83, 0xa7],
  [0xac, OP.i64ExtendI32U], // between them: what cuts a fraction off
  [0xb2, 0xc4],
  [0xd0, OP.refFunc],
  [0xfc00, 0xfc07],
];

export function mayTrap(op: number): boolean {
  return !SAFE.some(([from, to]) => op >= from && op <= to);
}

/** Reads one instruction with all that belongs to it. Throws `Refused` for what is not taken or not known. */
export function instruction(reader: Reader): number {
  const op = reader.byte();
  if (op === 0xfc) return bulk(reader);
  if (op === 0xfd) return vector(reader);
  refuse(op);
  immediates(op, reader);
  return op;
}

function refuse(op: number): void {
  if (op === 0xfe) throw new Refused('threads', 'it uses threads');
  if (op === 0x12 || op === 0x13 || op === 0x15) throw new Refused('tail_calls', 'it uses tail calls');
  if ((op >= 0x06 && op <= 0x0a) || op === 0x18 || op === 0x19 || op === 0x1f) {
    throw new Refused('exceptions', 'it uses exceptions');
  }
  if (op === 0xfb || op === 0x14 || (op >= 0xd3 && op <= 0xd6)) throw new Refused('gc', 'it uses garbage collection');
}

function immediates(op: number, reader: Reader): void {
  switch (op) {
    case OP.block:
    case OP.loop:
    case OP.if:
      blockType(reader);
      return;
    case OP.br:
    case OP.brIf:
    case OP.call:
    case 0x20: // local.get, local.set, local.tee, global.get, global.set, table.get, table.set
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x25:
    case OP.tableSet:
    case 0x3f: // memory.size
    case OP.memoryGrow:
    case OP.refFunc:
      reader.u32();
      return;
    case 0x0e: // br_table: its labels and the last one
      for (let left = reader.u32() + 1; left > 0; left--) reader.u32();
      return;
    case OP.callIndirect:
      reader.u32();
      reader.u32();
      return;
    case 0x1c: // select with types
      for (let left = reader.u32(); left > 0; left--) valueType(reader);
      return;
    case OP.i32Const:
    case OP.i64Const:
      reader.skipNumber();
      return;
    case 0x43: // f32.const
      reader.take(4);
      return;
    case 0x44: // f64.const
      reader.take(8);
      return;
    case 0xd0: // ref.null
      valueType(reader);
      return;
    default:
      plain(op, reader);
  }
}

/** Instructions in ranges: loads and stores, and those without anything. */
function plain(op: number, reader: Reader): void {
  if (op >= 0x28 && op <= 0x3e) {
    memoryArgument(reader);
    return;
  }
  const known =
    op <= 0x01 || // unreachable, nop
    op === OP.else ||
    op === OP.end ||
    op === OP.return ||
    op === 0x1a || // drop
    op === 0x1b || // select
    (op >= 0x45 && op <= 0xc4) || // numbers
    op === 0xd1; // ref.is_null
  if (!known) throw new Refused('unknown_feature', `it uses an instruction that is not known (0x${op.toString(16)})`);
}

function blockType(reader: Reader): void {
  const first = reader.bytes[reader.at] ?? 0;
  // A positive number is an index of a type; below zero in one byte are value types and "nothing".
  if ((first & 0x80) !== 0 || (first & 0x40) === 0) reader.u32();
  else if (first === NOTHING) reader.byte();
  else valueType(reader);
}

function memoryArgument(reader: Reader): void {
  // Bit 6 of the alignment announces the number of a memory.
  if ((reader.u32() & 0x40) !== 0) reader.u32();
  reader.u32();
}

function bulk(reader: Reader): number {
  const number = reader.u32();
  if (number > 0x11) throw new Refused('unknown_feature', `it uses an instruction that is not known (0xfc ${number})`);
  if (number >= 8) reader.u32();
  if (number === 8 || number === 10 || number === 12 || number === 14) reader.u32();
  return 0xfc00 | number;
}

function vector(reader: Reader): number {
  const number = reader.u32();
  if (number > 0xff) throw new Refused('relaxed_simd', 'it uses relaxed SIMD, whose results differ between machines');
  if (number <= 11 || number === 92 || number === 93) memoryArgument(reader);
  else if (number === 12 || number === 13) reader.take(16);
  else if (number >= 21 && number <= 34) reader.take(1);
  else if (number >= 84 && number <= 91) {
    memoryArgument(reader);
    reader.take(1);
  }
  return 0xfd00 | number;
}
