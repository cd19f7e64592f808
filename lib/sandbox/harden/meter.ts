import { signed, u32 } from './bytes.ts';
import { NOTHING, OP } from './opcodes.ts';

/** Where the meter lies in the rewritten module. */
export interface Meter {
  /** Index of the i64 global that counts down; below zero the module traps. */
  fuel: number;
  /** Index of the i32 global of frames that are left. */
  depth: number;
  /** Indices of functions that charge for the length on top of the stack, and leave it there. */
  perBytes: number;
  perItems: number;
  perPages: number;
}

/** Fuel is one unit an instruction. What one instruction moves costs by its length: 16 bytes a unit, an entry 1, a page 64. */
const BYTES_SHIFT = 4;
const PAGES_SHIFT = 6;

const NO_LOCALS = 0;
const TRAP_IF = [OP.if, NOTHING, OP.unreachable, OP.end];

/** Takes `cost` units. */
export function charge(meter: Meter, cost: number): number[] {
  return [OP.globalGet, ...u32(meter.fuel), OP.i64Const, ...signed(cost), ...taken(meter)];
}

/** Takes what lies on the stack from what is left of the fuel, below it on the stack. */
function taken({ fuel }: Meter): number[] {
  const index = u32(fuel);
  return [OP.i64Sub, OP.globalSet, ...index, OP.globalGet, ...index, OP.i64Const, 0, OP.i64LtS, ...TRAP_IF];
}

export function enter({ depth }: Meter, units: number): number[] {
  const index = u32(depth);
  return [
    [OP.globalGet, ...index, OP.i32Const, ...signed(units), OP.i32Sub, OP.globalSet, ...index],
    [OP.globalGet, ...index, OP.i32Const, 0, OP.i32LtS, ...TRAP_IF],
  ].flat();
}

export function leave({ depth }: Meter, units: number): number[] {
  const index = u32(depth);
  return [OP.globalGet, ...index, OP.i32Const, ...signed(units), OP.i32Add, OP.globalSet, ...index];
}

/** Bodies of the three functions that charge by length, in the order of `perBytes`, `perItems`, `perPages`. */
export function chargers(meter: Meter): number[][] {
  return [
    [BYTES_SHIFT, OP.i64ShrU],
    [0, OP.i64Shl],
    [PAGES_SHIFT, OP.i64Shl],
  ].map(([shift = 0, op = 0]) =>
    [
      [NO_LOCALS, OP.globalGet, ...u32(meter.fuel), OP.localGet, 0, OP.i64ExtendI32U, OP.i64Const, shift, op],
      taken(meter),
      [OP.localGet, 0, OP.end],
    ].flat(),
  );
}

/** The function that charges for this instruction; undefined where the instruction's own unit is all. */
export function chargerOf(op: number, meter: Meter): number | undefined {
  switch (op) {
    case OP.memoryGrow:
      return meter.perPages;
    case OP.memoryInit:
    case OP.memoryCopy:
    case OP.memoryFill:
      return meter.perBytes;
    case OP.tableInit:
    case OP.tableCopy:
    case OP.tableGrow:
    case OP.tableFill:
      return meter.perItems;
    default:
      return undefined;
  }
}
