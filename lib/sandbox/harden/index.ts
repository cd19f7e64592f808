// Relative: the build runs this file, too, and knows no other way.
import { failure, type Result, success } from '../../shared/index.ts';
import { Added } from './added.ts';
import { elementsWith, globalsWith } from './addresses.ts';
import { joined, Reader, u32 } from './bytes.ts';
import { meteredBody } from './code.ts';
import { type Allowed, checkImports } from './imports.ts';
import { cappedMemory, cappedTables } from './limits.ts';
import { type ParsedModule, parseModule, SECTION } from './module.ts';
import { OURS } from './names.ts';
import { I32, I64 } from './opcodes.ts';
import { type Refusal, Refused } from './refused.ts';
import { settableGlobals, shownState } from './state.ts';
import { Types } from './types.ts';

export type { Allowed } from './imports.ts';
export type { Refusal } from './refused.ts';

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
  const taken = [...module.exports.keys()].find((name) => name.startsWith(OURS));
  if (taken !== undefined) throw new Refused('export', `it exports "${taken}", a name of the sandbox`);
  const types = new Types(module.types);
  const added = new Added(module, types);
  const addressOf = (index: number) => added.addressOf(index);
  const own = module.functions.map((signature, index) =>
    meteredBody(module.bodies[index] ?? new Uint8Array(), signature, { module, types, added }),
  );
  const { sections } = module;
  const global = globalsWith(sections.get(SECTION.global), addressOf);
  const element = elementsWith(sections.get(SECTION.element), addressOf);
  const asked = added.elements();
  const exports = added.exports();
  const functions = [...module.functions.map((signature) => types.withMeter(signature)), ...added.types];
  const bodies = [...own.map(({ body }) => body), ...added.bodies];
  const settable = state && !own.some(({ forGood }) => forGood) ? settableGlobals(module) : undefined;
  return written([
    [SECTION.type, appended(sections.get(SECTION.type), types.added)],
    [SECTION.import, sections.get(SECTION.import)],
    [SECTION.function, listed(functions.map(u32))],
    [SECTION.table, module.tables.length > 0 ? cappedTables(module.tables) : undefined],
    [SECTION.memory, module.memory && cappedMemory(module.memory, pages)],
    [
      SECTION.global,
      appended(global, [
        [I64, MUTABLE, 0x42, 0, 0x0b],
        [I32, MUTABLE, 0x41, 0, 0x0b],
      ]),
    ],
    [SECTION.export, listed([...exports, ...(settable === undefined ? [] : shownState(settable))])],
    [SECTION.element, element === undefined && asked.length === 0 ? undefined : appended(element, asked)],
    [SECTION.dataCount, sections.get(SECTION.dataCount)],
    [SECTION.code, listed(bodies.map((body) => joined([u32(body.length), body])))],
    [SECTION.data, sections.get(SECTION.data)],
  ]);
}

function listed(entries: readonly ArrayLike<number>[]): Uint8Array {
  return joined([u32(entries.length), ...entries]);
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
