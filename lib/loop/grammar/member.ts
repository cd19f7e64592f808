import type { Entry, Field, Shape } from './shapes.ts';

/** True where the value, as JSON.parse gives it, is in the language of the shapes. */
export function isMember(value: unknown, shapes: readonly Shape[]): boolean {
  return shapes.some(({ fields }) => fitsObject(value, fields));
}

function fitsObject(value: unknown, fields: readonly Entry[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    entries.size === fields.length && fields.every(([key, field]) => entries.has(key) && fits(entries.get(key), field))
  );
}

function fits(value: unknown, field: Field): boolean {
  switch (field.kind) {
    case 'choice':
      return field.values.some((choice) => choice === value);
    case 'refs':
      return typeof value === 'string' && field.groups.some(({ refs }) => refs.includes(value));
    case 'text':
      return typeof value === 'string' && value.isWellFormed() && Array.from(value).length <= field.max;
    case 'object':
      return fitsObject(value, field.fields);
  }
}
