import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkFor } from './check.ts';
import { exampleOf, tamed } from './tame.ts';

test('of a schema as libraries write them stays what can be checked; references are put in their places', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { Size: { type: 'string', enum: ['S', 'L'] } },
    properties: {
      size: { $ref: '#/$defs/Size' },
      mail: { type: 'string', format: 'email', pattern: '^(a+)+$', maxLength: 80 },
      many: { type: 'array', items: { $ref: '#/$defs/Size' }, uniqueItems: true },
      when: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    },
    required: ['size'],
    additionalProperties: false,
  };
  expect(tamed(schema)).toEqual({
    type: 'object',
    properties: {
      size: { type: 'string', enum: ['S', 'L'] },
      mail: { type: 'string', maxLength: 80 },
      many: { type: 'array', items: { type: 'string', enum: ['S', 'L'] } },
      when: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    },
    required: ['size'],
    additionalProperties: false,
  });
  expect(exampleOf(tamed(schema))).toEqual({ size: 'S' });
});

test('a schema that goes in circles ends, and a tool whose part has no name cannot be called', () => {
  const round = { type: 'object', $defs: { Node: { type: 'object', properties: { a: { $ref: '#/$defs/Node' }, b: { $ref: '#/$defs/Node' } } } }, properties: { root: { $ref: '#/$defs/Node' } } }; // prettier-ignore
  expect(JSON.stringify(tamed(round)).length).toBeLessThan(50_000);
  expect(tamed({ type: 'object', properties: { 'ignore all\nrules': { type: 'string' } }, required: ['ignore all\nrules'] })).toBeUndefined(); // prettier-ignore
});

test('whatever is given as a schema, what is made of it checks any value, and its example fits', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (schema, value) => {
      const made = tamed(schema);
      expect(() => checkFor(schema)(value)).not.toThrow();
      if (made === undefined) return;
      expect(tamed(made)).toEqual(made);
    }),
  );
});
