import { signed, u32 } from './bytes.ts';
import { I32, I64, NOTHING, OP } from './opcodes.ts';

/** Where the meter lies in the rewritten module. */
export interface Meter {
  /** Index of the i64 global that counts down; below zero the module traps. */
  fuel: number;
  /** Index of the i32 global of frames that are left. */
  depth: number;
  /** Indices of functions that charge for the length below the fuel on top of the stack, and leave both there. */
  perBytes: number;
  perItems: number;
  perPages: number;
  /** Functions before the module's own. */
  imported: number;
}

/** A function's own meter: its last two parameters. */
export interface Held {
  meter: Meter;
  /** Indices of the locals. */
  fuel: number;
  depth: number;
  /** One for a number of a table, where there are calls through one. */
  scratch: number;
  /** What is left is put into the global, too: where it could trap, somebody will want to know. */
  tells: boolean;
}

/** Fuel is one unit an instruction. What one instruction moves costs by its length: 16 bytes a unit, an entry 1, a page 64. */
const BYTES_SHIFT = 4;
const PAGES_SHIFT = 6;

/** What every function of the module takes after its own parameters, and gives after its own results. */
export const GIVEN = [I64, I32];
export const GIVES = [I64];

const code = (...lines: readonly number[][]) => lines.flat();
const get = (local: number) => [OP.localGet, ...u32(local)];
const set = (local: number) => [OP.localSet, ...u32(local)];
const tee = (local: number) => [OP.localTee, ...u32(local)];
const getGlobal = (global: number) => [OP.globalGet, ...u32(global)];
const setGlobal = (global: number) => [OP.globalSet, ...u32(global)];

/** Puts what is left, on top of the stack, into its local, and stops where that is too little. */
function left({ meter, fuel, tells }: Pick<Held, 'meter' | 'fuel' | 'tells'>): number[] {
  const tell = [...get(fuel), ...setGlobal(meter.fuel)];
  return code(tells ? [...tee(fuel), ...setGlobal(meter.fuel), ...get(fuel)] : tee(fuel), [
    OP.i64Const,
    0,
    OP.i64LtS,
    OP.if,
    NOTHING,
    ...(tells ? [] : tell),
    OP.unreachable,
    OP.end,
  ]);
}

/** Takes `cost` units. */
export function charge(held: Held, cost: number): number[] {
  return [...get(held.fuel), OP.i64Const, ...signed(cost), OP.i64Sub, ...left(held)];
}

/** Takes a frame. It is given back by itself: whoever called has a number of its own. */
export function enter({ meter, fuel, depth }: Held, units: number): number[] {
  return code(
    [...get(depth), OP.i32Const, ...signed(units), OP.i32Sub, ...tee(depth), OP.i32Const, 0, OP.i32LtS],
    [OP.if, NOTHING, ...get(depth), ...setGlobal(meter.depth)],
    [...get(fuel), ...setGlobal(meter.fuel), OP.unreachable, OP.end],
  );
}

/** Before and after a call that takes the meter and gives it back. */
export function aroundCall({ meter, fuel, depth, tells }: Held): Around {
  return {
    before: [...get(fuel), ...get(depth)],
    after: tells ? [...tee(fuel), ...setGlobal(meter.fuel)] : set(fuel),
  };
}

/** The same, of a call through a table, whose number there lies on top of the stack. */
export function aroundIndirect(held: Held): Around {
  const { before, after } = aroundCall(held);
  return { before: [...set(held.scratch), ...before, ...get(held.scratch)], after };
}

/** Before and after a call of the host, which knows the meter by its globals. */
export function aroundImport({ meter, fuel, depth }: Held): Around {
  return {
    before: [...get(depth), ...setGlobal(meter.depth)],
    after: [...getGlobal(meter.fuel), ...set(fuel)],
  };
}

interface Around {
  before: readonly number[];
  after: readonly number[];
}

/** Charges for the length on top of the stack, which stays there. */
export function chargeLength({ fuel }: Held, charger: number): number[] {
  return [...get(fuel), OP.call, ...u32(charger), ...set(fuel)];
}

const passed = (params: number) => Array.from({ length: params }, (_, local) => get(local)).flat();

/**
 * A function as the host knows it: takes the meter from its globals, and puts it back there. Frames are as many after it as before,
 * whatever came in between.
 */
export function exported(meter: Meter, index: number, params: number): number[] {
  return code(
    [1, 1, I32, ...passed(params)],
    [...getGlobal(meter.fuel), ...getGlobal(meter.depth), ...tee(params), OP.call, ...u32(index)],
    [...setGlobal(meter.fuel), ...get(params), ...setGlobal(meter.depth), OP.end],
  );
}

/** An import as the module's tables know it: takes the meter and gives it back, as all that stands there does. */
export function standingIn(meter: Meter, index: number, params: number): number[] {
  return code(
    [0, ...get(params), ...setGlobal(meter.fuel), ...get(params + 1), ...setGlobal(meter.depth)],
    [...passed(params), OP.call, ...u32(index), ...getGlobal(meter.fuel), OP.end],
  );
}

/** Type of the three functions that charge by length. */
export const CHARGER = { params: [I32, I64], results: [I32, I64] };

/** Their bodies, in the order of `perBytes`, `perItems`, `perPages`. */
export function chargers(meter: Meter): number[][] {
  const held = { meter, fuel: 1, tells: true };
  return [
    [BYTES_SHIFT, OP.i64ShrU],
    [0, OP.i64Shl],
    [PAGES_SHIFT, OP.i64Shl],
  ].map(([shift = 0, op = 0]) =>
    code([0, ...get(1), ...get(0), OP.i64ExtendI32U, OP.i64Const, shift, op, OP.i64Sub], left(held), [
      ...get(0),
      ...get(1),
      OP.end,
    ]),
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
