import { expect, test, vi } from 'vitest';

import { remembering } from './remembering.ts';

test('what was given for a text is given again without work, also where that is nothing to speak of', () => {
  const work = vi.fn((text: string) => text.length);
  const lengthOf = remembering(work);
  expect(['', 'two', '', 'two'].map(lengthOf)).toEqual([0, 3, 0, 3]);
  expect(work).toHaveBeenCalledTimes(2);
});

test('long texts are worked on each time, and what is remembered stays within bounds', () => {
  const work = vi.fn((text: string) => text.length);
  const lengthOf = remembering(work);
  const long = 'x'.repeat(5000);
  expect([lengthOf(long), lengthOf(long)]).toEqual([5000, 5000]);
  expect(work).toHaveBeenCalledTimes(2);
  for (let i = 0; i < 5000; i++) lengthOf(`${i}`);
  lengthOf('0');
  expect(work).toHaveBeenCalledTimes(5003);
});
