import { signed, u32 } from './bytes.ts';
import { I32, I64, NOTHING, OP } from './opcodes.ts';

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

const TRAP_IF = [OP.if, NOTHING, OP.unreachable, OP.end];

/**
 * Locals of its own that a function needs for its meter, as groups: the fuel that is left, and the frames. What was just put into a global
 * is not asked for again, since each such step has to wait for the one before it.
 */
export const SCRATCH: readonly (readonly number[])[] = [
  [1, I64],
  [1, I32],
];

/** Takes `cost` units. `scratch`: index of the first of `SCRATCH`. */
export function charge(meter: Meter, scratch: number, cost: number): number[] {
  return [OP.globalGet, ...u32(meter.fuel), OP.i64Const, ...signed(cost), ...taken(meter, scratch)];
}

/** Takes what lies on the stack from what is left of the fuel, below it on the stack. */
function taken({ fuel }: Meter, scratch: number): number[] {
  const local = u32(scratch);
  return [
    [OP.i64Sub, OP.localTee, ...local, OP.globalSet, ...u32(fuel)],
    [OP.localGet, ...local, OP.i64Const, 0, OP.i64LtS, ...TRAP_IF],
  ].flat();
}

export function enter({ depth }: Meter, scratch: number, units: number): number[] {
  const local = u32(scratch + 1);
  return [
    [OP.globalGet, ...u32(depth), OP.i32Const, ...signed(units), OP.i32Sub, OP.localTee, ...local],
    [OP.globalSet, ...u32(depth), OP.localGet, ...local, OP.i32Const, 0, OP.i32LtS, ...TRAP_IF],
  ].flat();
}

/** As many frames as there were when it was entered, whatever came in between. */
export function leave({ depth }: Meter, scratch: number, units: number): number[] {
  return [OP.localGet, ...u32(scratch + 1), OP.i32Const, ...signed(units), OP.i32Add, OP.globalSet, ...u32(depth)];
}

/** Bodies of the three functions that charge by length, in the order of `perBytes`, `perItems`, `perPages`. */
export function chargers(meter: Meter): number[][] {
  return [
    [BYTES_SHIFT, OP.i64ShrU],
    [0, OP.i64Shl],
    [PAGES_SHIFT, OP.i64Shl],
  ].map(([shift = 0, op = 0]) =>
    [
      [1, 1, I64, OP.globalGet, ...u32(meter.fuel), OP.localGet, 0, OP.i64ExtendI32U, OP.i64Const, shift, op],
      taken(meter, 1),
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
