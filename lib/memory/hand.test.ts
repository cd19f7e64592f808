import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';

import type { HandStep } from '@/lib/contracts/index.ts';

import { openMemory } from './index.ts';

const step = (name: string): HandStep => ({ do: 'click', kind: 'press', role: 'button', name, page: 'https://a.example/' }); // prettier-ignore
const A = 'https://a.example';
const DAY = 24 * 3600 * 1000;

let names = 0;
const opened: ReturnType<typeof openMemory>[] = [];
function fresh() {
  const memory = openMemory(`hand-${(names += 1)}`);
  opened.push(memory);
  return memory.hand;
}
afterEach(() => {
  for (const memory of opened.splice(0)) memory.close();
});

test('steps in the same tab go on with the sitting; another tab, site or a long pause begins one', async () => {
  const hand = fresh();
  await hand.note({ origin: A, tabId: 1, at: 1000 }, [step('One')]);
  expect(await hand.note({ origin: A, tabId: 1, at: 2000 }, [step('Two')])).toMatchObject([{ at: 2000, steps: [{}, {}] }]); // prettier-ignore
  expect(await hand.note({ origin: A, tabId: 2, at: 3000 }, [step('Three')])).toHaveLength(2);
  expect(await hand.note({ origin: 'https://b.example', tabId: 2, at: 3000 }, [step('Four')])).toHaveLength(1);
  expect(await hand.note({ origin: A, tabId: 2, at: 3000 + 11 * 60_000 }, [step('Five')])).toHaveLength(3);
});

test('it is bounded in number, of a site and in all, and in age', async () => {
  const hand = fresh();
  let kept: unknown[] = [];
  for (let tab = 0; tab < 30; tab++) kept = await hand.note({ origin: A, tabId: tab, at: 1000 + tab }, [step('One')]);
  expect(kept).toHaveLength(20);
  for (let site = 0; site < 120; site++) await hand.note({ origin: `https://s${site}.example`, tabId: 1, at: 2000 }, [step('One')]); // prettier-ignore
  const counts: number[] = [];
  const stop = hand.watchCount((steps) => counts.push(steps));
  await vi.waitFor(() => expect(counts.at(-1)).toBe(100));
  expect(await hand.note({ origin: A, tabId: 1, at: 2000 + 15 * DAY }, [step('One')])).toHaveLength(1);
  await vi.waitFor(() => expect(counts.at(-1)).toBe(1));
  stop();
});

test('what is too old goes without a new step; so does what is of a site that is not watched any more', async () => {
  const hand = fresh();
  await hand.note({ origin: A, tabId: 1, at: 1000 }, [step('One')]);
  await hand.note({ origin: 'https://b.example', tabId: 1, at: 2000 }, [step('One')]);
  await hand.prune([A], 3000);
  expect(await hand.note({ origin: 'https://b.example', tabId: 9, at: 3000 }, [step('Two')])).toHaveLength(1);
  await hand.prune([A, 'https://b.example'], 1000 + 14 * DAY + 1);
  expect(await hand.note({ origin: A, tabId: 9, at: 3000 }, [step('Two')])).toHaveLength(1);
});

test('all of it, or all of a site, is forgotten when the user says so', async () => {
  const hand = fresh();
  for (const origin of [A, 'https://b.example']) await hand.note({ origin, tabId: 1, at: 1000 }, [step('One')]);
  await hand.forget(A);
  expect(await hand.note({ origin: 'https://b.example', tabId: 2, at: 1000 }, [step('Two')])).toHaveLength(2);
  await hand.forget();
  expect(await hand.note({ origin: 'https://b.example', tabId: 2, at: 1000 }, [step('Two')])).toHaveLength(1);
});
