import { isRecord } from '@/lib/shared/index.ts';

/**
 * Checks the input of a page's tool against what a JSON Schema says of structure: types, required and known fields, choices, lengths and
 * bounds. Patterns and combinations of schemas are the tool's own business: a page's pattern can take for ever, and the tool checks anyway.
 */
export function inputProblem(input: string, schema: unknown): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return 'it is no JSON';
  }
  if (!isRecord(value)) return 'it is no object';
  return complaint(value, schema, '', 0);
}

type Fields = Readonly<Record<string, unknown>>;

const DEEPEST = 20;

function complaint(value: unknown, schema: unknown, at: string, depth: number): string | undefined {
  if (!isRecord(schema) || depth > DEEPEST) return undefined;
  const here = at === '' ? 'it' : at;
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return `${here} is no ${types.join(' or ')}`;
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.some((each) => same(each, value))) return `${here} is none of its choices`;
  if ('const' in schema && !same(schema['const'], value)) return `${here} is not what it has to be`;
  const size =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const kind = typeof value === 'number' ? '' : typeof value === 'string' ? 'Length' : 'Items';
  if (size !== undefined) {
    const { min, max } = bounds(schema, kind);
    if (size < min) return `${here} is too small or short`;
    if (size > max) return `${here} is too big or long`;
  }
  if (Array.isArray(value))
    return first(value, (each, i) => complaint(each, schema['items'], `${at}[${i}]`, depth + 1));
  return isRecord(value) ? ofFields(value, schema, at, depth) : undefined;
}

function ofFields(value: Fields, schema: Fields, at: string, depth: number): string | undefined {
  const known = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.find((key) => typeof key === 'string' && !Object.hasOwn(value, key));
  if (typeof missing === 'string') return `${path(at, missing)} is missing`;
  return first(Object.keys(value), (key) => {
    if (Object.hasOwn(known, key)) return complaint(value[key], known[key], path(at, key), depth + 1);
    if (schema['additionalProperties'] === false) return `${path(at, key)} is not known`;
    return complaint(value[key], schema['additionalProperties'], path(at, key), depth + 1);
  });
}

function bounds(schema: Fields, kind: string): { min: number; max: number } {
  const [min, max] =
    kind === '' ? [schema['minimum'], schema['maximum']] : [schema[`min${kind}`], schema[`max${kind}`]];
  return { min: typeof min === 'number' ? min : -Infinity, max: typeof max === 'number' ? max : Infinity };
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

const path = (at: string, key: string) => (at === '' ? key : `${at}.${key}`);
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function first<T>(all: readonly T[], find: (each: T, index: number) => string | undefined): string | undefined {
  for (const [index, each] of all.entries()) {
    const found = find(each, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
