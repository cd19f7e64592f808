import { isRecord } from '@/lib/shared/index.ts';

import { plain } from './plain.ts';

/**
 * What is taken of a schema that a stranger wrote: words that can be checked fast and said in a grammar. Everything else is dropped, not
 * refused: the server checks its input itself, and a schema that says less lets through what the server then turns down.
 */
const SCALARS = new Set(['string', 'number', 'boolean']);
const NUMBERS = new Set(
  'minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems'.split(' '),
);
const LISTS = new Set(['anyOf', 'oneOf', 'allOf']);
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

const DEEPEST = 8;
const MOST_NODES = 400;
const MOST_OF_A_LIST = 100;
const MOST_LETTERS = 200;
/** Names of parts: what else could be text for whoever reads the schema. */
const KEY = /^[\p{L}\p{N}_.$@-]{1,64}$/u;

interface Walk {
  /** Definitions that a reference may name. */
  definitions: Readonly<Record<string, unknown>>;
  nodes: number;
}

/** The schema of an object; undefined where it asks for a part by a name that is none. */
export function tamed(schema: unknown): Record<string, unknown> | undefined {
  const own = isRecord(schema) ? schema : {};
  const definitions = { ...recordIn(own['definitions']), ...recordIn(own['$defs']) };
  const made = walk(own, 0, { definitions, nodes: 0 });
  const required = made['required'];
  const asked = Array.isArray(own['required']) ? own['required'].length : 0;
  if (asked > (Array.isArray(required) ? required.length : 0)) return undefined;
  return { ...made, type: 'object' };
}

/** An input that the schema takes, about: to begin with. */
export function exampleOf(schema: unknown): unknown {
  if (!isRecord(schema)) return null;
  if ('default' in schema) return schema['default'];
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] ?? null;
  if (Array.isArray(schema['anyOf'])) return exampleOf(schema['anyOf'][0]);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object': {
      const required: unknown = schema['required'];
      const properties = recordIn(schema['properties']);
      const keys = Array.isArray(required) ? required : [];
      return Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)).map(([key, each]) => [key, exampleOf(each)])); // prettier-ignore
    }
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'boolean':
      return false;
    default:
      return type === 'string' ? '' : null;
  }
}

function walk(schema: unknown, depth: number, at: Walk): Record<string, unknown> {
  at.nodes += 1;
  if (!isRecord(schema) || depth > DEEPEST || at.nodes > MOST_NODES) return {};
  const meant = typeof schema['$ref'] === 'string' ? definitionOf(schema['$ref'], at) : undefined;
  if (meant !== undefined) return walk(meant, depth + 1, at);
  const made: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(schema)) {
    const kept = wordOf(word, value, depth, at);
    if (kept !== undefined) made[word] = kept;
  }
  const required: unknown = schema['required'];
  const properties = recordIn(made['properties']);
  if (Array.isArray(required)) {
    made['required'] = [...new Set(required)].filter((key) => typeof key === 'string' && Object.hasOwn(properties, key)); // prettier-ignore
  }
  return made;
}

/** What a word of a schema is made; undefined where it is dropped. */
function wordOf(word: string, value: unknown, depth: number, at: Walk): unknown {
  if (word === 'type') return typesIn(value);
  if (word === 'enum') return Array.isArray(value) && value.length <= MOST_OF_A_LIST && value.every(isScalar) ? value : undefined; // prettier-ignore
  if (word === 'const' || word === 'default') return isScalar(value) ? value : undefined;
  if (word === 'description' || word === 'title') return typeof value === 'string' ? plain(value, MOST_LETTERS) : undefined; // prettier-ignore
  if (NUMBERS.has(word)) return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (word === 'additionalProperties') return typeof value === 'boolean' ? value : undefined;
  if (word === 'items') return walk(value, depth + 1, at);
  if (LISTS.has(word)) return Array.isArray(value) && value.length > 0 && value.length <= MOST_OF_A_LIST ? value.map((each) => walk(each, depth + 1, at)) : undefined; // prettier-ignore
  if (word !== 'properties' || !isRecord(value)) return undefined;
  const entries = Object.entries(value).slice(0, MOST_OF_A_LIST);
  return Object.fromEntries(entries.filter(([key]) => KEY.test(key) && key !== '__proto__').map(([key, each]) => [key, walk(each, depth + 1, at)])); // prettier-ignore
}

function typesIn(value: unknown): unknown {
  const types = Array.isArray(value) ? value : [value];
  const known = types.filter((each) => typeof each === 'string' && TYPES.has(each));
  return known.length < types.length || known.length === 0 ? undefined : value;
}

function definitionOf(ref: string, { definitions }: Walk): unknown {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/u.exec(ref)?.[1];
  return name !== undefined && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || (SCALARS.has(typeof value) && JSON.stringify(value).length <= MOST_LETTERS);
}

function recordIn(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
