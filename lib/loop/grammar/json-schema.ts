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
    required: fields.map(([key]) => key),
    additionalProperties: false,
  };
}

function printField(field: Field): object {
  switch (field.kind) {
    case 'choice': {
      const [first] = field.values;
      const type = typeof first === 'number' ? 'integer' : typeof first;
      return field.values.length === 1 ? { type, const: first } : { type, enum: field.values };
    }
    case 'refs':
      return { type: 'string', enum: field.groups.flatMap(({ refs }) => refs) };
    case 'text':
      return { type: 'string', maxLength: field.max };
    case 'object':
      return printObject(field.fields);
  }
}
