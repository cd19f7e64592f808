import { named, Reader, u32 } from './bytes.ts';
import { type ParsedModule, SECTION, valueType } from './module.ts';
import { STATE } from './names.ts';
import { F32, F64, I32, I64, instruction, OP } from './opcodes.ts';

const MUTABLE = 1;
/** Types whose values can be read and set from outside. */
const NUMBERS: ReadonlySet<number> = new Set([I32, I64, F32, F64]);

/** What changes an instance in a way that nobody can put back from outside: entries of tables, and segments that are dropped. */
const FOR_GOOD: ReadonlySet<number> = new Set([
  OP.tableSet,
  OP.tableInit,
  OP.tableCopy,
  OP.tableGrow,
  OP.tableFill,
  OP.dataDrop,
  OP.elemDrop,
]);

export function isForGood(op: number): boolean {
  return FOR_GOOD.has(op);
}

/**
 * Indices of the globals that code can set: with the memory they are all that an instance is, where no code of it changes it for good.
 * Undefined where one of them holds what cannot be put back, or where there is no memory of its own.
 */
export function settableGlobals({ sections, memory }: ParsedModule): number[] | undefined {
  if (memory === undefined) return undefined;
  const reader = new Reader(sections.get(SECTION.global) ?? new Uint8Array([0]));
  const found: number[] = [];
  // None is imported: only functions are.
  for (let index = 0, count = reader.u32(); index < count; index++) {
    const type = valueType(reader);
    const isMutable = reader.byte() === MUTABLE;
    while (instruction(reader) !== OP.end);
    if (!isMutable) continue;
    if (!NUMBERS.has(type)) return undefined;
    found.push(index);
  }
  return found;
}

/** Entries of the list of exports for these. */
export function shownState(globals: readonly number[]): number[][] {
  const asMemory = 2;
  const asGlobal = 3;
  return [
    [...named(STATE.memory), asMemory, 0],
    ...globals.map((index, number) => [...named(`${STATE.global}${number}`), asGlobal, ...u32(index)]),
  ];
}
