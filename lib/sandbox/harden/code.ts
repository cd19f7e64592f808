import { joined, Reader, u32 } from './bytes.ts';
import { charge, chargerOf, enter, leave, type Meter } from './meter.ts';
import { type Signature, valueType } from './module.ts';
import { instruction, OP } from './opcodes.ts';
import { Refused } from './refused.ts';

/** Of one function, parameters included. */
const MOST_LOCALS = 10_000;
/** A frame takes a unit of depth, and one more for each eight locals. */
const LOCALS_A_UNIT = 8;

interface Edit {
  at: number;
  /** Bytes of the original that go. */
  drop: number;
  bytes: readonly number[];
}

/** What runs at most once each time its begin is passed: a function, or the body of a loop. */
interface Region {
  at: number;
  cost: number;
}

interface Walked {
  regions: readonly Region[];
  bulk: readonly Edit[];
  returns: readonly Edit[];
  calls: boolean;
  /** Where the last `end` is. */
  end: number;
}

/**
 * A function's body with its meter: the cost of each region is charged at its begin, what moves by length is charged by length, and a
 * function that calls others counts its frame. Those leave through one door: their body becomes a block, and `return` a branch to its end.
 * `results` is the type of that block.
 */
export function meteredBody(
  body: Uint8Array,
  { params }: Signature,
  meter: Meter,
  results: readonly number[],
): Uint8Array {
  const reader = new Reader(body);
  const locals = params.length + declaredLocals(reader);
  if (locals > MOST_LOCALS) {
    throw new Refused('too_big', `a function has ${locals} locals; at most ${MOST_LOCALS} are taken`);
  }
  const units = 1 + Math.floor(locals / LOCALS_A_UNIT);
  const { regions, bulk, returns, calls, end } = walk(reader, meter, units);
  const edits: Edit[] = regions.map(({ at, cost }, index) => ({
    at,
    drop: 0,
    bytes: [...charge(meter, cost), ...(index === 0 && calls ? [...enter(meter, units), OP.block, ...results] : [])],
  }));
  edits.push(...bulk);
  if (calls) edits.push(...returns, { at: end, drop: 0, bytes: [OP.end, ...leave(meter, units)] });
  return edited(body, edits);
}

function declaredLocals(reader: Reader): number {
  let sum = 0;
  for (let left = reader.u32(); left > 0; left--) {
    sum += reader.u32();
    valueType(reader);
  }
  return sum;
}

function walk(reader: Reader, meter: Meter, entry: number): Walked {
  const root: Region = { at: reader.at, cost: entry };
  const regions = [root];
  const bulk: Edit[] = [];
  const returns: Edit[] = [];
  /** The region around each open block. */
  const around: Region[] = [];
  let region = root;
  let calls = false;
  let at = reader.at;
  while (!reader.done) {
    at = reader.at;
    const op = instruction(reader);
    region.cost += 1;
    const charger = chargerOf(op, meter);
    if (charger !== undefined) bulk.push({ at, drop: 0, bytes: [OP.call, ...u32(charger)] });
    else if (op === OP.block || op === OP.if || op === OP.loop) {
      around.push(region);
      if (op === OP.loop) {
        region = { at: reader.at, cost: 0 };
        regions.push(region);
      }
    } else if (op === OP.end) region = around.pop() ?? root;
    else if (op === OP.return) returns.push({ at, drop: 1, bytes: [OP.br, ...u32(around.length)] });
    else if (op === OP.call || op === OP.callIndirect) calls = true;
  }
  return { regions, bulk, returns, calls, end: at };
}

function edited(body: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: ArrayLike<number>[] = [];
  let done = 0;
  for (const { at, drop, bytes } of edits.toSorted((a, b) => a.at - b.at)) {
    parts.push(body.subarray(done, at), bytes);
    done = at + drop;
  }
  parts.push(body.subarray(done));
  return joined(parts);
}
