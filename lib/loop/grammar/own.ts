import * as v from 'valibot';

import { CODE_LANGUAGES, type OwnTool } from '@/lib/contracts/index.ts';

import type { Entry, Field, Glances, Shape } from './shapes.ts';

/** Texts and lists in a tool's input, and code: as much as a model writes in one reply. */
const MOST_TEXT = 400;
const MOST_CODE = 1000;
const MOST_ITEMS = 8;
const MOST_KEYS = 12;
const MOST_CHOICES = 60;
const MOST_DIGITS = 12;
const DEEPEST = 4;

/** The words of JSON Schema that a grammar can say; whatever else a schema asks for is checked where the tool is called. */
const Words = v.object({
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  enum: v.optional(v.array(v.union([v.string(), v.number(), v.boolean(), v.null()]))),
  const: v.optional(v.union([v.string(), v.number(), v.boolean(), v.null()])),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string()), []),
  items: v.optional(v.unknown()),
  anyOf: v.optional(v.array(v.unknown())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  minLength: v.optional(v.number(), 0),
  maxLength: v.optional(v.number(), MOST_TEXT),
  minItems: v.optional(v.number(), 0),
  maxItems: v.optional(v.number(), MOST_ITEMS),
});
type Words = v.InferOutput<typeof Words>;

/** The language comes first: what is written after it is written in it. */
const RUN: Shape = {
  name: 'run',
  fields: [
    ['do', choice('run')],
    ['language', choice(...CODE_LANGUAGES)],
    ['code', { kind: 'text', min: 1, max: MOST_CODE }],
  ],
};

/** Acts in the sandbox: only tools that there are, with an input that fits; and code. */
export function ownShapes({ own = [], tables = [], code = false }: Glances): Shape[] {
  const byName = new Map(own.map((tool) => [tool.name, tool]));
  const tools = [...byName.values()].filter(({ name }) => /^[\w.-]{1,64}$/u.test(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1)); // prettier-ignore
  const shapes = tools.flatMap((tool) => shapesFor(tool, [...new Set(tables)].toSorted()));
  return code ? [...shapes, RUN] : shapes;
}

/** With an input of its own; and with what the page gives, where there is that. */
function shapesFor({ name, inputSchema, feed }: OwnTool, tables: readonly string[]): Shape[] {
  const rule = `use-${name.replaceAll(/[^a-zA-Z0-9-]/gu, '-')}`;
  const plain = inputOf(inputSchema, undefined);
  const fed = feed === undefined ? undefined : inputOf(inputSchema, feed.part);
  const sources = feed?.what === 'text' ? ['page'] : tables;
  const shape = (as: string, input: Field, from?: Field): Shape => ({
    name: as,
    fields: [
      ['do', choice('use')],
      ['tool', choice(name)],
      ...(from === undefined ? [] : [['from', from] as const]),
      ['input', input],
    ],
  });
  return [
    ...(plain === undefined ? [] : [shape(rule, plain)]),
    ...(fed === undefined || sources.length === 0 ? [] : [shape(`${rule}-fed`, fed, choice(...sources))]),
  ];
}

/** An input without the part that the page gives; undefined where a key that has to be there is one that no grammar can say. */
function inputOf(schema: unknown, fed: string | undefined): Field | undefined {
  const words = v.safeParse(Words, schema);
  return words.success ? objectOf(words.output, 0, fed) : undefined;
}

function fieldOf(schema: unknown, depth: number): Field | undefined {
  const parsed = v.safeParse(Words, schema);
  if (!parsed.success || depth > DEEPEST) return undefined;
  const words = parsed.output;
  if (words.const !== undefined) return choice(words.const);
  if (words.enum !== undefined) return words.enum.length > 0 && words.enum.length <= MOST_CHOICES ? choice(...words.enum) : undefined; // prettier-ignore
  if (words.anyOf !== undefined) return eitherOf(words.anyOf.map((each) => fieldOf(each, depth + 1)));
  if (Array.isArray(words.type)) {
    return eitherOf(words.type.map((type) => ofType(type, words, depth)));
  }
  return words.type === undefined ? undefined : ofType(words.type, words, depth);
}

function eitherOf(all: readonly (Field | undefined)[]): Field | undefined {
  const fields = all.filter((field) => field !== undefined);
  const [only] = fields;
  return fields.length > 1 ? { kind: 'either', fields } : only;
}

function ofType(type: string, words: Words, depth: number): Field | undefined {
  switch (type) {
    case 'string':
      return words.minLength > MOST_TEXT
        ? undefined
        : { kind: 'text', min: words.minLength, max: Math.min(words.maxLength, MOST_TEXT) };
    case 'boolean':
      return choice(true, false);
    case 'null':
      return choice(null);
    case 'integer':
    case 'number':
      return numberOf(words, type === 'integer');
    case 'array': {
      const of = fieldOf(words.items, depth + 1);
      const max = Math.min(words.maxItems, MOST_ITEMS);
      return of === undefined || words.minItems > max ? undefined : { kind: 'list', of, min: words.minItems, max };
    }
    case 'object':
      return objectOf(words, depth);
    default:
      return undefined;
  }
}

/** A part of what the bounds allow that a grammar can say in a line: all of it where they are few, else by their number of digits. */
function numberOf({ minimum, maximum }: Words, whole: boolean): Field | undefined {
  const low = minimum ?? -Infinity;
  const high = maximum ?? Infinity;
  if (whole && high - low < MOST_CHOICES) {
    const from = Math.ceil(low);
    return choice(...Array.from({ length: Math.floor(high) - from + 1 }, (_, i) => from + i));
  }
  const digits = Math.min(MOST_DIGITS, high === Infinity ? MOST_DIGITS : Math.floor(Math.log10(high + 1)));
  const most = 10 ** digits - (whole ? 1 : 0.000001);
  if (digits < 1 || low > 1 || (!whole && low > 0)) return undefined;
  return { kind: 'number', whole, digits, negative: low <= -most, zero: low <= 0 };
}

function objectOf({ properties = {}, required }: Words, depth: number, fed?: string): Field | undefined {
  const entries: Entry[] = [];
  for (const [key, schema] of Object.entries(properties)) {
    if (key === fed || !key.isWellFormed()) continue;
    const field = fieldOf(schema, depth + 1);
    const needed = required.includes(key);
    if (field === undefined && needed) return undefined;
    if (field !== undefined) entries.push(needed ? [key, field] : [key, field, 'optional']);
  }
  if (required.some((key) => key !== fed && !Object.hasOwn(properties, key))) return undefined;
  const fields = [...entries.filter(([, , may]) => may === undefined), ...entries.filter(([, , may]) => may !== undefined)]; // prettier-ignore
  return fields.length > MOST_KEYS ? undefined : { kind: 'object', fields };
}

function choice(...values: (string | number | boolean | null)[]): Field {
  return { kind: 'choice', values };
}
