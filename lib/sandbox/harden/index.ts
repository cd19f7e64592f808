// Relative: the build runs this file, too, and knows no other way.
import { failure, type Result, success } from '../../shared/index.ts';
import { joined, named, Reader, signed, u32 } from './bytes.ts';
import { meteredBody } from './code.ts';
import { type Allowed, checkImports } from './imports.ts';
import { cappedMemory, cappedTables } from './limits.ts';
import { chargers, type Meter } from './meter.ts';
import { type ParsedModule, parseModule, SECTION, type Signature } from './module.ts';
import { I32, I64, NOTHING } from './opcodes.ts';
import { type Refusal, Refused } from './refused.ts';
import { settableGlobals, shownState } from './state.ts';

export type { Allowed } from './imports.ts';
export type { Refusal } from './refused.ts';
export { STATE } from './state.ts';

/** Names under which the rewritten module shows its meter, and the function that would have run by itself. */
export const METER = { fuel: 'locus:fuel', depth: 'locus:depth', start: 'locus:start' } as const;

/** How all names begin that are of the sandbox. */
const OURS = 'locus:';

const MOST_BYTES = 8 * 2 ** 20;

const MUTABLE = 1;

interface HardenOptions {
  /** Most pages of 64 KiB that its memory may have. */
  pages: number;
  allowed: Allowed;
  /** It shows its state under the names in `STATE`, where that is all that a call could leave behind. */
  state?: boolean;
}

/**
 * Makes a module of one that may be anything: it can hold no more memory than `pages`, imports nothing but what is allowed, and stops by
 * itself when its fuel or its depth is used up, at the same instruction on every machine. Set `METER.fuel` and `METER.depth`, then call
 * `METER.start` where it is exported. A meter below zero after a trap says what ran out.
 */
export function harden(
  bytes: Uint8Array<ArrayBuffer>,
  options: HardenOptions,
): Result<Uint8Array<ArrayBuffer>, Refusal> {
  if (bytes.length > MOST_BYTES) {
    return failure({ reason: 'too_big', words: `it has ${bytes.length} bytes; at most ${MOST_BYTES} are taken` });
  }
  // Before anything is added: what is invalid now (an index of the meter, say) could be valid after.
  if (!WebAssembly.validate(bytes)) return failure({ reason: 'damaged', words: 'it is no valid WebAssembly module' });
  try {
    return success(rewritten(parseModule(bytes), options));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return failure({ reason: error.reason, words: error.message });
  }
}

function rewritten(module: ParsedModule, { pages, allowed, state = false }: HardenOptions): Uint8Array<ArrayBuffer> {
  checkImports(module.imports, allowed);
  const taken = [...module.exports].find((name) => name.startsWith(OURS));
  if (taken !== undefined) throw new Refused('export', `it exports "${taken}", a name of the sandbox`);
  const imported = module.imports.filter(({ of }) => of !== 'memory').length;
  const firstCharger = imported + module.functions.length;
  const meter: Meter = {
    fuel: module.globals,
    depth: module.globals + 1,
    perBytes: firstCharger,
    perItems: firstCharger + 1,
    perPages: firstCharger + 2,
  };
  const types = new Types(module.types);
  const metered = module.functions.map((signature, index) =>
    meteredBody(module.bodies[index] ?? new Uint8Array(), signature, meter, types.blockOf(signature)),
  );
  const bodies = [...metered.map(({ body }) => body), ...chargers(meter)];
  const globals = state && !metered.some(({ forGood }) => forGood) ? settableGlobals(module) : undefined;
  const charger = u32(types.indexOf({ params: [I32], results: [I32] }));
  const { sections } = module;
  const more = (id: number, added: readonly number[][]) => appended(sections.get(id), added);
  return written([
    [SECTION.type, more(SECTION.type, types.added)],
    [SECTION.import, sections.get(SECTION.import)],
    [SECTION.function, more(SECTION.function, [charger, charger, charger])],
    [SECTION.table, module.tables.length > 0 ? cappedTables(module.tables) : undefined],
    [SECTION.memory, module.memory && cappedMemory(module.memory, pages)],
    [
      SECTION.global,
      more(SECTION.global, [
        [I64, MUTABLE, 0x42, 0, 0x0b],
        [I32, MUTABLE, 0x41, 0, 0x0b],
      ]),
    ],
    [SECTION.export, more(SECTION.export, [...shown(meter, module.start), ...(globals ? shownState(globals) : [])])], // prettier-ignore
    [SECTION.element, sections.get(SECTION.element)],
    [SECTION.dataCount, sections.get(SECTION.dataCount)],
    [SECTION.code, joined([u32(bodies.length), ...bodies.flatMap((body) => [u32(body.length), body])])],
    [SECTION.data, sections.get(SECTION.data)],
  ]);
}

function shown(meter: Meter, start: number | undefined): number[][] {
  const asGlobal = 3;
  const asFunction = 0;
  return [
    [...named(METER.fuel), asGlobal, ...u32(meter.fuel)],
    [...named(METER.depth), asGlobal, ...u32(meter.depth)],
    ...(start === undefined ? [] : [[...named(METER.start), asFunction, ...u32(start)]]),
  ];
}

/** A section that is a list, with more at its end. */
function appended(section: Uint8Array | undefined, added: readonly number[][]): Uint8Array {
  const reader = new Reader(section ?? new Uint8Array([0]));
  return joined([u32(reader.u32() + added.length), reader.rest(), ...added]);
}

function written(
  sections: readonly (readonly [id: number, body: ArrayLike<number> | undefined])[],
): Uint8Array<ArrayBuffer> {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return joined([
    header,
    ...sections.flatMap(([id, body]) => (body === undefined ? [] : [[id, ...u32(body.length)], body])),
  ]);
}

/** Types of the module, and those that the meter needs beside them. */
class Types {
  readonly added: number[][] = [];
  readonly #known = new Map<string, number>();
  #next: number;

  constructor(types: readonly Signature[]) {
    this.#next = types.length;
  }

  /** Index of a type that is added where it is asked for the first time. */
  indexOf({ params, results }: Signature): number {
    const bytes = [0x60, ...u32(params.length), ...params, ...u32(results.length), ...results];
    const key = bytes.join();
    const index = this.#known.get(key) ?? this.#next++;
    if (!this.#known.has(key)) this.added.push(bytes);
    this.#known.set(key, index);
    return index;
  }

  /** Type of a block that gives what the function gives. */
  blockOf({ results }: Signature): number[] {
    const [first] = results;
    if (first === undefined) return [NOTHING];
    return results.length === 1 ? [first] : signed(this.indexOf({ params: [], results }));
  }
}
