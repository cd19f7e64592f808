import type { Entry, Field, Shape } from './shapes.ts';

/**
 * The same language as a JSON Schema, for servers: an `anyOf` of closed objects. No `pattern`: llama.cpp's converter writes it
 * into its grammar without regard to JSON's escapes.
 */
export function printJsonSchema(shapes: readonly Shape[]): string {
  return JSON.stringify({ anyOf: shapes.map(({ fields }) => printObject(fields)) });
}

function printObject(fields: readonly Entry[]): object {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, field]) => [key, printField(field)])),
    required: fields.flatMap(([key, , optional]) => (optional === undefined ? [key] : [])),
    additionalProperties: false,
  };
}

function printField(field: Field): object {
  switch (field.kind) {
    case 'choice': {
      const [first] = field.values;
      const type = typeof first === 'number' ? 'integer' : typeof first;
      const mixed = field.values.some((value) => typeof value !== typeof first || value === null);
      if (mixed || (type === 'integer' && !field.values.every(Number.isInteger))) return { enum: field.values };
      return field.values.length === 1 ? { type, const: first } : { type, enum: field.values };
    }
    case 'refs':
      return { type: 'string', enum: field.groups.flatMap(({ refs }) => refs) };
    case 'text':
      return { type: 'string', ...((field.min ?? 0) > 0 && { minLength: field.min }), maxLength: field.max };
    case 'number': {
      const most = 10 ** field.digits - 1;
      const least = field.negative ? -most : field.zero ? 0 : 1;
      return { type: field.whole ? 'integer' : 'number', minimum: least, maximum: most };
    }
    case 'list':
      return { type: 'array', items: printField(field.of), minItems: field.min, maxItems: field.max };
    case 'either':
      return { anyOf: field.fields.map(printField) };
    case 'object':
      return printObject(field.fields);
  }
}
