import { Reader } from './bytes.ts';
import { type Limits, limits, memoriesOf, tablesOf } from './limits.ts';
import { Refused } from './refused.ts';

/** Numbers of the sections that are read or written here. https://webassembly.github.io/spec/core/binary/modules.html */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

export interface Signature {
  /** Value types as their bytes. */
  params: readonly number[];
  results: readonly number[];
}

export interface Import {
  /** `module.name` */
  path: string;
  of: Signature | 'memory';
}

export interface Export {
  /** 0: a function. */
  kind: number;
  index: number;
}

/** What the rewriter has to know of a module. */
export interface ParsedModule {
  sections: ReadonlyMap<number, Uint8Array>;
  types: readonly Signature[];
  imports: readonly Import[];
  /** Of the module's own functions. */
  functions: readonly Signature[];
  tables: readonly (Limits & { element: number })[];
  memory: Limits | undefined;
  globals: number;
  exports: ReadonlyMap<string, Export>;
  /** Index of the function that runs at the start. */
  start: number | undefined;
  bodies: readonly Uint8Array[];
}

/** Most of each thing: far above what compilers make, far below what hurts. */
const MOST = { types: 10_000, functions: 50_000, globals: 10_000, exports: 10_000 };

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION_TYPE = 0x60;
/** Kind of an import. */
const MEMORY = 2;
/** i32, i64, f32, f64, v128, funcref, externref. */
const VALUE_TYPES = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);

/** Reads a module that the engine has called valid. Throws `Refused`. */
export function parseModule(bytes: Uint8Array): ParsedModule {
  const sections = sectionsOf(bytes);
  if (sections.has(SECTION.tag)) throw new Refused('exceptions', 'it uses exceptions');
  const part = (id: number) => sections.get(id) ?? new Uint8Array([0]);
  const types = listOf(part(SECTION.type), 'types', signature);
  const start = sections.get(SECTION.start);
  return {
    sections,
    types,
    imports: listOf(part(SECTION.import), undefined, (reader) => importOf(reader, types)),
    functions: listOf(part(SECTION.function), 'functions', (reader) => typeAt(types, reader.u32())),
    tables: tablesOf(new Reader(part(SECTION.table))),
    memory: memoriesOf(new Reader(part(SECTION.memory))),
    globals: counted(part(SECTION.global), 'globals'),
    exports: new Map(listOf(part(SECTION.export), 'exports', exportOf)),
    start: start === undefined ? undefined : new Reader(start).u32(),
    bodies: listOf(part(SECTION.code), 'functions', (reader) => reader.take(reader.u32())),
  };
}

export function typeAt(types: readonly Signature[], index: number): Signature {
  const found = types[index];
  if (found === undefined) throw new Refused('damaged', 'a type is missing');
  return found;
}

function sectionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(bytes);
  if (HEADER.some((byte) => reader.byte() !== byte)) throw new Refused('damaged', 'it is no WebAssembly module');
  const sections = new Map<number, Uint8Array>();
  while (!reader.done) {
    const id = reader.byte();
    const body = reader.take(reader.u32());
    // Names and notes of compilers are of no use here.
    if (id !== SECTION.custom) sections.set(id, body);
  }
  return sections;
}

function counted(section: Uint8Array, what: keyof typeof MOST): number {
  const count = new Reader(section).u32();
  if (count > MOST[what]) throw new Refused('too_big', `it has ${count} ${what}; at most ${MOST[what]} are taken`);
  return count;
}

function listOf<T>(section: Uint8Array, what: keyof typeof MOST | undefined, read: (reader: Reader) => T): T[] {
  if (what !== undefined) counted(section, what);
  const reader = new Reader(section);
  return Array.from({ length: reader.u32() }, () => read(reader));
}

function signature(reader: Reader): Signature {
  if (reader.byte() !== FUNCTION_TYPE) throw new Refused('gc', 'it has types for garbage collection');
  return { params: valueTypes(reader), results: valueTypes(reader) };
}

function valueTypes(reader: Reader): number[] {
  return Array.from({ length: reader.u32() }, () => valueType(reader));
}

export function valueType(reader: Reader): number {
  const type = reader.byte();
  if (!VALUE_TYPES.has(type)) throw new Refused('gc', 'it has types for garbage collection or exceptions');
  return type;
}

function importOf(reader: Reader, types: readonly Signature[]): Import {
  const path = `${reader.name()}.${reader.name()}`;
  const kind = reader.byte();
  if (kind === 0) return { path, of: typeAt(types, reader.u32()) };
  // Nothing else is ever given, so that nothing else needs to be read to its end.
  if (kind !== MEMORY) throw new Refused('import', `it imports "${path}", which is no function`);
  limits(reader);
  return { path, of: 'memory' };
}

function exportOf(reader: Reader): [name: string, of: Export] {
  return [reader.name(), { kind: reader.byte(), index: reader.u32() }];
}
