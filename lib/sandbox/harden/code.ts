import { joined, Reader, u32 } from './bytes.ts';
import { charge, chargerOf, enter, leave, type Meter, SCRATCH } from './meter.ts';
import { type Signature, valueType } from './module.ts';
import { instruction, OP } from './opcodes.ts';
import { Refused } from './refused.ts';
import { isForGood } from './state.ts';

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

/** Instructions that run at most once each time its begin is passed: the whole of it is charged there. */
interface Region {
  at: number;
  cost: number;
  /** The region that is passed before, and pays where this one is too small to be charged by itself; none for functions and loops. */
  parent?: Region;
}

/** Units that a region pays for others at most: a charge for each of them would take more time than they do. */
const SPARE = 48;

/** What only says where code begins and ends. */
const FREE: ReadonlySet<number> = new Set([OP.block, OP.loop, OP.else, OP.end]);

interface Walked {
  regions: readonly Region[];
  bulk: readonly Edit[];
  returns: readonly Edit[];
  calls: boolean;
  /** It changes its instance for good, see state.ts. */
  forGood: boolean;
  /** Where the last `end` is. */
  end: number;
}

export interface Metered {
  body: Uint8Array;
  /** It changes its instance for good, see state.ts. */
  forGood: boolean;
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
): Metered {
  const reader = new Reader(body);
  const groups = reader.u32();
  const firstGroup = reader.at;
  const locals = params.length + declaredLocals(reader, groups);
  if (locals > MOST_LOCALS) {
    throw new Refused('too_big', `a function has ${locals} locals; at most ${MOST_LOCALS} are taken`);
  }
  const units = 1 + Math.floor(locals / LOCALS_A_UNIT);
  const firstCode = reader.at;
  const { regions, bulk, returns, calls, forGood, end } = walk(reader, meter, units);
  const scratch = calls ? SCRATCH : SCRATCH.slice(0, 1);
  const framed = calls ? [...enter(meter, locals, units), OP.block, ...results] : [];
  const edits: Edit[] = [
    { at: 0, drop: firstGroup, bytes: u32(groups + scratch.length) },
    { at: firstCode, drop: 0, bytes: scratch.flat() },
    ...regions.map(({ at, cost }, index) => ({
      at,
      drop: 0,
      bytes: [...charge(meter, locals, cost), ...(index === 0 ? framed : [])],
    })),
    ...bulk,
  ];
  if (calls) edits.push(...returns, { at: end, drop: 0, bytes: [OP.end, ...leave(meter, locals, units)] });
  return { body: edited(body, edits), forGood };
}

function declaredLocals(reader: Reader, groups: number): number {
  let sum = 0;
  for (let left = groups; left > 0; left--) {
    sum += reader.u32();
    valueType(reader);
  }
  return sum;
}

function walk(reader: Reader, meter: Meter, entry: number): Walked {
  const regions = new Regions({ at: reader.at, cost: entry });
  const bulk: Edit[] = [];
  const returns: Edit[] = [];
  let calls = false;
  let forGood = false;
  let at = reader.at;
  while (!reader.done) {
    at = reader.at;
    const op = instruction(reader);
    regions.pass(op, reader.at);
    forGood ||= isForGood(op);
    const charger = chargerOf(op, meter);
    if (charger !== undefined) bulk.push({ at, drop: 0, bytes: [OP.call, ...u32(charger)] });
    else if (op === OP.return) returns.push({ at, drop: 1, bytes: [OP.br, ...u32(regions.depth)] });
    else if (op === OP.call || op === OP.callIndirect) calls = true;
  }
  return { regions: regions.charged(), bulk, returns, calls, forGood, end: at };
}

/** Cuts a body into regions, where its ways part and meet. */
class Regions {
  readonly #all: Region[];
  /** The region before each open block. */
  readonly #around: Region[] = [];
  #now: Region;

  constructor(root: Region) {
    this.#all = [root];
    this.#now = root;
  }

  /** Blocks that are open. */
  get depth(): number {
    return this.#around.length;
  }

  /** Counts an instruction that ends at `at`. */
  pass(op: number, at: number): void {
    if (!FREE.has(op)) this.#now.cost += 1;
    if (op === OP.block || op === OP.if || op === OP.loop) this.#around.push(this.#now);
    if (op === OP.loop) this.#begin({ at, cost: 0 });
    else if (op === OP.if || op === OP.brIf) this.#begin({ at, cost: 0, parent: this.#now });
    else if (op === OP.else || op === OP.end) {
      const parent = op === OP.else ? this.#around.at(-1) : this.#around.pop();
      // The last `end` of all has nothing after it.
      if (parent !== undefined) this.#begin({ at, cost: 0, parent });
    }
  }

  /** Those that are worth it, each with what it pays for others. */
  charged(): Region[] {
    const paid = new Map<Region, number>();
    // Whoever pays was there before.
    const worth = this.#all.toReversed().filter((region) => {
      const { parent, cost } = region;
      if (parent === undefined) return true;
      const sum = (paid.get(parent) ?? 0) + cost;
      if (sum > SPARE) return true;
      paid.set(parent, sum);
      parent.cost += cost;
      return false;
    });
    return worth.toReversed();
  }

  #begin(region: Region): void {
    this.#all.push(region);
    this.#now = region;
  }
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
