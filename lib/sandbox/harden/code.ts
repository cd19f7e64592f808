import type { Added } from './added.ts';
import { type Edit, edited, Reader, u32 } from './bytes.ts';
import { aroundCall, aroundImport, aroundIndirect, charge, chargeLength, chargerOf, enter, GIVEN, type Held, type Meter } from './meter.ts'; // prettier-ignore
import { type ParsedModule, type Signature, typeAt, valueType } from './module.ts';
import { I32, instruction, mayTrap, OP, V128 } from './opcodes.ts';
import { Refused } from './refused.ts';
import { isForGood } from './state.ts';
import type { Types } from './types.ts';

/** Of one function, parameters included. */
const MOST_LOCALS = 10_000;
/** A call costs a unit of fuel, and one more for each eight locals, which have to be emptied. */
const LOCALS_A_UNIT = 8;

/** What a frame takes of a stack where it takes most, which is what Chromium's first compiler makes; measured. */
const FRAME_BYTES = 72;
const SLOT_BYTES = 8;
/** Of a stack, for one unit of depth. */
const UNIT_BYTES = 112;

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

/** An instruction that has to be written in another way, from `at` to `end`. */
interface Site {
  op: number;
  at: number;
  end: number;
  /** Of what it names; of a call through a table, of its type; of a return, how many blocks are open; else of what charges for it. */
  index: number;
  table?: number;
}

interface Walked {
  regions: readonly Region[];
  sites: readonly Site[];
  /** It calls others. */
  calls: boolean;
  /** It, or what it calls outside the module, could trap. */
  mayTrap: boolean;
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

/** What a body needs to know of its module. */
interface Around {
  module: ParsedModule;
  types: Types;
  added: Added;
}

/**
 * A function's body with its meter, which goes from hand to hand as the last two parameters and the last result, so that it stays in
 * registers: the cost of each region is charged at its begin, what moves by length is charged by length, and a function that calls
 * others counts its frame. All leave through one door: the body becomes a block, and `return` a branch to its end.
 */
export function meteredBody(body: Uint8Array, signature: Signature, around: Around): Metered {
  const { params } = signature;
  const { meter } = around.added;
  const reader = new Reader(body);
  const groups = reader.u32();
  const firstGroup = reader.at;
  const declared = declaredLocals(reader, groups);
  const locals = params.length + declared.count;
  if (locals > MOST_LOCALS) {
    throw new Refused('too_big', `a function has ${locals} locals; at most ${MOST_LOCALS} are taken`);
  }
  const frame = frameUnits(declared.slots, params);
  const firstCode = reader.at;
  const walked = walk(reader, { meter, params: params.length, entry: 1 + Math.floor(locals / LOCALS_A_UNIT) });
  const { regions, sites, calls, forGood, end } = walked;
  const [fuel, depth, scratch] = [params.length, params.length + 1, locals + GIVEN.length];
  const held: Held = { meter, fuel, depth, scratch, tells: walked.mayTrap };
  const more = sites.some(({ op }) => op === OP.callIndirect) ? [1, I32] : [];
  const edits: Edit[] = [
    { at: 0, drop: firstGroup, bytes: u32(groups + more.length / 2) },
    { at: firstCode, drop: 0, bytes: more },
    ...regions.map(({ at, cost }) => ({ at, drop: 0, bytes: charge(held, cost) })),
    { at: firstCode, drop: 0, bytes: [...(calls ? enter(held, frame) : []), OP.block, ...around.types.blockOf(signature)] }, // prettier-ignore
    ...rewritten(sites, held, around),
    { at: end, drop: 0, bytes: [OP.end, OP.localGet, ...u32(held.fuel)] },
  ];
  return { body: edited(body, edits), forGood };
}

/** How many there are, and how many words of 8 bytes they take. */
function declaredLocals(reader: Reader, groups: number): { count: number; slots: number } {
  const sum = { count: 0, slots: 0 };
  for (let left = groups; left > 0; left--) {
    const count = reader.u32();
    sum.count += count;
    sum.slots += count * slotsOf(valueType(reader));
  }
  return sum;
}

const slotsOf = (type: number) => (type === V128 ? 2 : 1);

/** Parameters lie with who calls, where they were made, on their way, and with who is called. */
const PARAMETER_SLOTS = 3;

function frameUnits(locals: number, params: readonly number[]): number {
  const slots = params.reduce((sum, type) => sum + PARAMETER_SLOTS * slotsOf(type), locals);
  return Math.ceil((FRAME_BYTES + slots * SLOT_BYTES) / UNIT_BYTES);
}

function walk(reader: Reader, { meter, params, entry }: { meter: Meter; params: number; entry: number }): Walked {
  const regions = new Regions({ at: reader.at, cost: entry });
  const sites: Site[] = [];
  const walked = { calls: false, mayTrap: false, forGood: false };
  let at = reader.at;
  while (!reader.done) {
    at = reader.at;
    const op = instruction(reader);
    const { at: end } = reader;
    regions.pass(op, end);
    walked.forGood ||= isForGood(op);
    walked.mayTrap ||= mayTrap(op);
    const isLocal = op === OP.localGet || op === OP.localSet || op === OP.localTee;
    const isCall = op === OP.call || op === OP.callIndirect;
    if (isLocal || isCall || op === OP.refFunc) {
      const named = new Reader(reader.bytes, at + 1);
      const index = named.u32();
      const isImport = op === OP.call && index < meter.imported;
      walked.calls ||= isCall;
      walked.mayTrap ||= isImport;
      if (!isLocal || index >= params)
        sites.push({ op, at, end, index, ...(op === OP.callIndirect && { table: named.u32() }) });
    } else if (op === OP.return) sites.push({ op, at, end, index: regions.depth });
    else {
      const charger = chargerOf(op, meter);
      if (charger !== undefined) sites.push({ op, at, end, index: charger });
    }
  }
  return { ...walked, regions: regions.charged(), sites, end: at };
}

function rewritten(sites: readonly Site[], held: Held, { module, types, added }: Around): Edit[] {
  const ofImport = aroundImport(held);
  const ofCall = aroundCall(held);
  const ofTable = aroundIndirect(held);
  return sites.flatMap(({ op, at, end, index, table = 0 }): Edit[] => {
    const drop = end - at;
    switch (op) {
      case OP.return:
        return [{ at, drop, bytes: [OP.br, ...u32(index)] }];
      case OP.call: {
        const { before, after } = index < held.meter.imported ? ofImport : ofCall;
        return [
          { at, drop: 0, bytes: before },
          { at: end, drop: 0, bytes: after },
        ];
      }
      case OP.callIndirect: {
        const { before, after } = ofTable;
        return [
          {
            at,
            drop,
            bytes: [...before, op, ...u32(types.withMeter(typeAt(module.types, index))), ...u32(table), ...after],
          },
        ];
      }
      case OP.refFunc:
        return [{ at, drop, bytes: [op, ...u32(added.asked(index))] }];
      case OP.localGet:
      case OP.localSet:
      case OP.localTee:
        return [{ at, drop, bytes: [op, ...u32(index + GIVEN.length)] }];
      default:
        return [{ at, drop: 0, bytes: chargeLength(held, index) }];
    }
  });
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
