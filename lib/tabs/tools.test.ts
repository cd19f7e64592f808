import { expect, test } from 'vitest';

import { inputProblem } from './tool-input.ts';
import { toolText } from './tools.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    size: { type: 'string', enum: ['small', 'large'] },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    notes: { type: 'array', items: { type: 'string', maxLength: 5 } },
    to: { type: 'object', properties: { name: { type: ['string', 'null'] } }, required: ['name'] },
  },
  required: ['size'],
  additionalProperties: false,
};

const judge = (value: unknown, schema: unknown = SCHEMA) => inputProblem(JSON.stringify(value), schema);

test('input that fits its schema has no problem', () => {
  expect(judge({ size: 'small', count: 3, notes: ['a', 'b'], to: { name: null } })).toBeUndefined();
  expect(judge({ anything: 1 }, {})).toBeUndefined();
  expect(judge({ anything: 1 }, 'no schema at all')).toBeUndefined();
});

test('what is wrong with it is said by its place', () => {
  expect(inputProblem('{', SCHEMA)).toBe('it is no JSON');
  expect(judge([1])).toBe('it is no object');
  expect(judge({})).toBe('size is missing');
  expect(judge({ size: 'huge' })).toBe('size is none of its choices');
  expect(judge({ size: 'small', count: 1.5 })).toBe('count is no integer');
  expect(judge({ size: 'small', count: 10 })).toBe('count is too big or long');
  expect(judge({ size: 'small', notes: ['ok', 'too long'] })).toBe('notes[1] is too big or long');
  expect(judge({ size: 'small', to: {} })).toBe('to.name is missing');
  expect(judge({ size: 'small', other: 1 })).toBe('other is not known');
});

test('names that objects have by birth are fields like others', () => {
  expect(judge({ size: 'small', constructor: 1 })).toBe('constructor is not known');
  expect(judge({ toString: 1 }, { required: ['valueOf'] })).toBe('valueOf is missing');
});

test('an answer is told as text, whatever its form', () => {
  expect(toolText('plain')).toEqual({ text: 'plain', failed: false });
  expect(toolText({ a: 1 })).toEqual({ text: '{"a":1}', failed: false });
  const mcp = {
    content: [
      { type: 'text', text: 'one' },
      { type: 'image', data: '' },
      { type: 'text', text: 'two' },
    ],
  };
  expect(toolText(JSON.stringify(mcp))).toEqual({ text: 'one\n(image)\ntwo', failed: false });
  expect(toolText({ content: [{ type: 'text', text: 'no' }], isError: true })).toEqual({ text: 'no', failed: true });
});
