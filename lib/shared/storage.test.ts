import { expect, test } from 'vitest';

import { isStorageFull } from './storage.ts';

test('a full storage is known by its name, however deep a database wrapped it', () => {
  const full = new DOMException('no room', 'QuotaExceededError');
  expect(isStorageFull(full)).toBe(true);
  expect(isStorageFull(Object.assign(new Error('aborted'), { name: 'AbortError', inner: full }))).toBe(true);
  expect(isStorageFull(new Error('failed', { cause: Object.assign(new Error('x'), { inner: full }) }))).toBe(true);
});

test('other errors are not a full storage', () => {
  const round = Object.assign(new Error('round'), { inner: {} });
  round.inner = round;
  for (const error of [new DOMException('x', 'AbortError'), round, null, 'QuotaExceededError', undefined])
    expect(isStorageFull(error)).toBe(false);
});
