import * as fc from 'fast-check';
import * as v from 'valibot';

import { type Action, CODE_LANGUAGES, type OwnTool } from '../../lib/contracts/index.ts';
import { anyText } from './pages.ts';

/** Tools with each word of JSON Schema that a grammar can say, and one that none can. */
export const TOOLS: OwnTool[] = [
  {
    name: 'calculator', title: 'Calculator', description: '', example: {},
    inputSchema: { type: 'object', properties: { expression: { type: 'string', minLength: 1, maxLength: 500 } }, required: ['expression'] },
  },
  {
    name: 'all.kinds', title: '', description: '', example: {}, feed: { part: 'rows', what: 'table' },
    inputSchema: {
      type: 'object',
      properties: {
        rows: { type: 'array', items: { type: 'object', additionalProperties: {} } },
        far: { type: 'integer', minimum: -100_000, maximum: 100_000 },
        month: { type: 'integer', minimum: 1, maximum: 12 },
        limit: { type: 'integer', minimum: 1, maximum: 20_000 },
        share: { type: 'number', minimum: 0 },
        on: { type: 'boolean' },
        sort: { type: 'object', properties: { column: { type: 'string', maxLength: 5 }, descending: { type: 'boolean' } }, required: ['column'] },
        is: { enum: ['equal', 'more', 3, null] },
        value: { type: ['string', 'number', 'boolean', 'null'], maxLength: 4 },
        names: { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string', maxLength: 3 } },
      },
      required: ['rows', 'month'],
    },
  },
  { name: 'notes', title: '', description: '', example: {}, feed: { part: 'text', what: 'text' }, inputSchema: { type: 'object', properties: { text: { type: 'string', maxLength: 9000 }, words: { type: 'array', items: { type: 'string' } } }, required: ['text'] } },
  { name: 'unsayable', title: '', description: '', example: {}, inputSchema: { type: 'object', properties: { map: { not: {} } }, required: ['map'] } },
]; // prettier-ignore

export const textUpTo = (max: number) => anyText(max).filter((value) => Array.from(value).length <= max);

/** Keys in the fixed order: those that have to be there first. */
const optional = <V>(value: fc.Arbitrary<V>) => fc.option(value, { nil: undefined });
const number = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((value) => value / 1000);
const anyInputOf: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  calculator: fc.record({ expression: textUpTo(400).filter((text) => text !== '') }),
  'all.kinds': fc.record({
    month: fc.integer({ min: 1, max: 12 }),
    far: optional(fc.integer({ min: -99_999, max: 99_999 })),
    limit: optional(fc.integer({ min: 1, max: 9999 })),
    share: optional(number.map(Math.abs)),
    on: optional(fc.boolean()),
    sort: optional(fc.record({ column: textUpTo(5), descending: optional(fc.boolean()) })),
    is: optional(fc.constantFrom('equal', 'more', 3, null)),
    value: optional(fc.oneof(textUpTo(4), number, fc.boolean(), fc.constant(null))),
    names: optional(fc.array(textUpTo(3), { minLength: 1, maxLength: 3 })),
  }),
  notes: fc.record({ words: optional(fc.array(textUpTo(9), { maxLength: 8 })) }),
};

interface Offered {
  own?: readonly OwnTool[] | undefined;
  tables?: readonly string[] | undefined;
  code?: boolean | undefined;
}

/** Every act in the sandbox that is valid, by what the tools above ask for. */
export function ownActions({ own = [], tables = [], code = false }: Offered): fc.Arbitrary<Action>[] {
  const from: Record<string, readonly string[]> = { 'all.kinds': tables, notes: ['page'] };
  const uses = own.flatMap(({ name: tool }) => {
    const input = anyInputOf[tool]?.map(plainly);
    const places = from[tool];
    if (input === undefined || places?.length === 0) return [];
    return [
      places === undefined
        ? fc.record({ do: fc.constant('use' as const), tool: fc.constant(tool), input })
        : fc.record({
            do: fc.constant('use' as const),
            tool: fc.constant(tool),
            from: fc.constantFrom(...places),
            input,
          }),
    ];
  });
  const run = fc.record({
    do: fc.constant('run' as const),
    language: fc.constantFrom(...CODE_LANGUAGES),
    code: textUpTo(1000).filter((text) => text !== ''),
  });
  return code ? [...uses, run] : uses;
}

/** As JSON has it: what is undefined is not there, and there is no -0. */
function plainly(value: Record<string, unknown>): Record<string, unknown> {
  return v.parse(v.record(v.string(), v.unknown()), JSON.parse(JSON.stringify(value)));
}

/** The words of JSON Schema that Locus writes. */
export interface Schema {
  anyOf?: Schema[] | undefined;
  properties?: Record<string, Schema> | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  type?: string | undefined;
  maxLength?: number | undefined;
  minLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  items?: Schema | undefined;
  minItems?: number | undefined;
  required?: string[] | undefined;
}
export const Schema: v.GenericSchema<Schema> = v.looseObject({
  anyOf: v.optional(v.array(v.lazy(() => Schema))),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => Schema),
    ),
  ),
  enum: v.optional(v.array(v.unknown())),
  type: v.optional(v.string()),
  maxLength: v.optional(v.number()),
  minLength: v.optional(v.number()),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  items: v.optional(v.lazy(() => Schema)),
  minItems: v.optional(v.number()),
  required: v.optional(v.array(v.string())),
});

/** A value that the schema allows, built by its keywords alone. */
export function valueOf(schema: Schema, pick: (n: number) => number): unknown {
  if (schema.anyOf !== undefined) return valueOf(schema.anyOf[pick(schema.anyOf.length)] ?? {}, pick);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[pick(schema.enum.length)];
  if (schema.properties !== undefined) {
    const told = Object.entries(schema.properties).filter(([key]) => schema.required?.includes(key) === true || pick(2) === 0); // prettier-ignore
    return Object.fromEntries(told.map(([key, of]) => [key, valueOf(of, pick)]));
  }
  const { minimum: least, maximum: most, items } = schema;
  if (least !== undefined && most !== undefined) return pick(3) === 0 ? most : least + pick(most - least + 1);
  if (items !== undefined) return Array.from({ length: (schema.minItems ?? 0) + pick(2) }, () => valueOf(items, pick));
  if (schema.type === 'boolean') return pick(2) === 0;
  if (schema.type !== 'string' || schema.maxLength === undefined) throw new Error(`unknown: ${JSON.stringify(schema)}`);
  const marks = ['a', '"', '\\', '\n', '\u0001', '😀', '\u2028', ' '];
  const length = pick(4) === 0 ? schema.maxLength : Math.min(schema.maxLength, (schema.minLength ?? 0) + pick(9));
  return Array.from({ length }, () => marks[pick(marks.length)]).join('');
}
