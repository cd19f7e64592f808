import { expect, test } from 'vitest';

import { checkOf } from './schema.ts';

const refused = (schema: unknown) => {
  const check = checkOf(schema);
  return check.ok ? undefined : check.problem;
};

test('a value fits its schema, or it is said why not', () => {
  const check = checkOf({
    type: 'object',
    properties: { n: { type: 'integer', minimum: 1 }, code: { type: 'string', pattern: '^[A-Z]{2}\\d+$' } },
    required: ['n'],
    additionalProperties: false,
  });
  if (!check.ok) throw new Error(check.problem);
  expect(check.value({ n: 3, code: 'AB12' })).toBeUndefined();
  expect(check.value({ n: 0 })).toContain('0');
  expect(check.value({})).toContain('n');
  expect(check.value({ n: 3, more: 1 })).toBeDefined();
  expect(check.value({ n: 3, code: 'ab' })).toBeDefined();
  expect(check.value(JSON.parse('{"n": 3, "__proto__": {"a": 1}}'))).toBeDefined();
});

test.each(['^(a+)+$', '^(a|aa)*$', '^a*a*b', '(?=a)', '^\\1', '^[a-', 'a+', `^${'a'.repeat(201)}`])(
  'the pattern %s is refused, because it could take for ever or is none',
  (pattern) => {
    expect(refused({ type: 'string', pattern })).toBeDefined();
  },
);

test.each(['^\\d{4}-\\d\\d$', '^[a-z][a-z0-9_]{0,47}$', '^\\w+$'])('the pattern %s is taken', (pattern) => {
  expect(refused({ type: 'string', pattern })).toBeUndefined();
});

test.each([
  { $ref: '#' },
  { $ref: 'https://example.com/schema' },
  { type: 'string', format: 'regex' },
  { patternProperties: { '(a+)+': true } },
  { properties: { a: { items: [{ $dynamicRef: '#' }] } } },
  { allOf: [{ not: { if: true } }] },
  { type: 'array', uniqueItems: true },
  'string',
  null,
])('%j is refused', (schema) => {
  expect(refused(schema)).toBeDefined();
});

test('a schema that is nested without end is refused', () => {
  let schema: object = { type: 'string' };
  for (let depth = 0; depth < 100; depth++) schema = { type: 'array', items: schema };
  expect(refused(schema)).toBe('it is too deep');
});
