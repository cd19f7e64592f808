import { expect, test } from 'vitest';

import { once } from './once.ts';

function loader(fails: number) {
  let loads = 0;
  const load = once(async () => {
    loads += 1;
    if (loads <= fails) throw new Error(`load ${loads} failed`);
    return `load ${loads}`;
  });
  return { load, loads: () => loads };
}

test('it is loaded when it is asked for, and once, whoever asks', async () => {
  const { load, loads } = loader(0);
  expect(loads()).toBe(0);
  expect(await Promise.all([load(), load()])).toEqual(['load 1', 'load 1']);
  expect(await load()).toBe('load 1');
});

test('all who waited hear why it failed, and the next who asks tries anew', async () => {
  const { load, loads } = loader(1);
  const both = await Promise.allSettled([load(), load()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(loads()).toBe(1);
  expect([await load(), await load()]).toEqual(['load 2', 'load 2']);
});
