import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { fieldValue, optionIndex } from './values.ts';

test.each([
  ['date', '2026-11-23', '2026-11-23'],
  ['date', ' 2026/1/5 ', '2026-01-05'],
  ['date', '5.11.2026', undefined],
  ['date', 'tomorrow', undefined],
  ['month', '2026-3', '2026-03'],
  ['week', '2026w7', '2026-W07'],
  ['time', '9:05', '09:05'],
  ['time', '9:05 pm', '21:05'],
  ['time', '12:30 a.m.', '00:30'],
  ['datetime-local', '2026-1-5 9:05', '2026-01-05T09:05'],
  ['datetime-local', '2026-1-5', '2026-01-05T00:00'],
  ['number', '3,5', '3.5'],
  ['number', '1,000,000', undefined],
  ['number', '+7', '7'],
  ['number', 'seven', undefined],
  ['range', '7', '7'],
  ['color', '#0F0', '#00ff00'],
  ['color', 'green', undefined],
  ['text', ' as it is ', ' as it is '],
  ['date', '', ''],
])('a field of type %s takes %j as %j', (type, text, value) => {
  expect(fieldValue(type, text)).toBe(value);
});

test('what a number field is given is a number, whatever was meant', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
      const value = fieldValue('number', text);
      expect(value === undefined || Number.isFinite(Number(value)) || /e/i.test(value)).toBe(true);
    }),
  );
});

test('an option is meant by its label, in any case, or by a beginning that only it has', () => {
  const labels = ['Small', 'small', 'Medium', 'Large', 'Larger  one'];
  expect(optionIndex(labels, 'small')).toBe(1);
  expect(optionIndex(labels, 'MEDIUM ')).toBe(2);
  expect(optionIndex(labels, 'large')).toBe(3);
  expect(optionIndex(labels, 'larger o')).toBe(4);
  expect(optionIndex(labels, 'L')).toBe(-1);
  expect(optionIndex(labels, 'Huge')).toBe(-1);
  expect(optionIndex(labels, '')).toBe(-1);
});
