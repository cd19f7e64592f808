import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { line, prose } from './text.ts';

const ANY = fc.string({ unit: 'binary', maxLength: 400 });
const UNSEEN = /[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\u{E0000}-\u{E0FFF}]/u;

test('any page text becomes one well-formed line within its limit', () => {
  fc.assert(
    fc.property(
      ANY,
      fc.array(fc.integer({ min: 0, max: 0xffff })),
      fc.integer({ min: 1, max: 200 }),
      (text, units, max) => {
        const clean = line(text + String.fromCharCode(...units), max);
        expect(clean.length).toBeLessThanOrEqual(max);
        expect(clean.isWellFormed()).toBe(true);
        // oxlint-disable-next-line no-control-regex -- that there are none is what is tested
        expect(clean).not.toMatch(/[\n\r\u0000-\u001F\u007F-\u009F]/);
        expect(clean).not.toMatch(UNSEEN);
      },
    ),
  );
});

test('prose keeps its lines, its emoji and its right-to-left text, and loses what nobody sees', () => {
  expect(prose('a\r\nb\u202Ec \uD83D 👩‍👩‍👧 مرحبا\u0007\u{E0041}')).toBe('a\nbc \uFFFD 👩‍👩‍👧 مرحبا');
});

test('a text of ten megabytes costs no more than its beginning', () => {
  expect(line('x'.repeat(10_000_000), 10)).toBe('xxxxxxxxx…');
});
