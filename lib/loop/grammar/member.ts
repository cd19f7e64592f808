import type { Entry, Field, Shape } from './shapes.ts';

/** True where the value, as JSON.parse gives it, is in the language of the shapes. */
export function isMember(value: unknown, shapes: readonly Shape[]): boolean {
  return shapes.some(({ fields }) => fitsObject(value, fields));
}

function fitsObject(value: unknown, fields: readonly Entry[]): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const known = fields.filter(([key]) => entries.has(key)).length;
  if (entries.size !== known) return false;
  return fields.every(([key, field, optional]) =>
    entries.has(key) ? fits(entries.get(key), field) : optional !== undefined,
  );
}

function fits(value: unknown, field: Field): boolean {
  switch (field.kind) {
    case 'choice':
      return field.values.some((choice) => choice === value);
    case 'refs':
      return typeof value === 'string' && field.groups.some(({ refs }) => refs.includes(value));
    case 'text':
      return (
        typeof value === 'string' && value.isWellFormed() && isBetween(Array.from(value).length, field.min, field.max)
      );
    case 'number':
      return typeof value === 'number' && isNumber(value, field);
    case 'list':
      return Array.isArray(value) && isBetween(value.length, field.min, field.max) && value.every((each) => fits(each, field.of)); // prettier-ignore
    case 'either':
      return field.fields.some((each) => fits(value, each));
    case 'object':
      return fitsObject(value, field.fields);
  }
}

function isBetween(count: number, min = 0, max = Infinity): boolean {
  return count >= min && count <= max;
}

/** How many decimals is all one: only what a model writes by the grammar is held short. */
function isNumber(value: number, { whole, digits, negative, zero }: Extract<Field, { kind: 'number' }>): boolean {
  if (whole && !Number.isInteger(value)) return false;
  if (value < 0 && !negative) return false;
  return (zero || value !== 0) && Math.abs(value) < 10 ** digits;
}
