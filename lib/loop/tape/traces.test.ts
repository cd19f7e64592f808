import { expect, test } from 'vitest';

import { decidersHere, recorded, recordings } from '../../../tests/support/recorded.ts';
import { canonical, changed, type Deciders, replay } from './index.ts';

const deciders = await decidersHere();

test('there are traces of each way that a run can go', () => {
  expect(recordings.length).toBeGreaterThanOrEqual(14);
});

for (const name of recordings) {
  test(`what the built extension did is done again, byte for byte: ${name}`, async () => {
    const trace = await recorded(name);
    const replayed = await replay(trace, deciders);
    expect(replayed).toMatchObject({ untaped: [] });
    expect(replayed.difference).toBeUndefined();
    expect(replayed.records.map(canonical)).toEqual(trace.records.map(canonical));
  });
}

test('another policy is shown at the verdict that it gives', async () => {
  const strict: Deciders = {
    ...deciders,
    policy: () => ({
      judge: () => ({ allow: 'no', rule: 'test', reversibility: 'final' }),
      landed: () => undefined,
      asks: () => undefined,
      carries: () => ({ reads: [], carries: [] }),
    }),
  };
  const { difference } = await replay(await recorded('form.json'), strict);
  expect(difference).toMatchObject({ seq: 3, path: 'entry.verdict.allow', was: 'yes', is: 'no' });
});

test('another reply of the model is shown at its decision', async () => {
  const trace = await recorded('answer.json');
  const fork = changed(trace, 2, 'predict.end.text', 'Nothing is sold.');
  if (!fork.ok) throw new Error(fork.problem.code);
  const { difference } = await replay(fork.value, deciders);
  expect(difference).toMatchObject({ seq: 2, path: 'entry.decision.action.text', is: 'Nothing is sold.' });
});

test('an input that is not there, or a value that cannot be, is refused', async () => {
  const trace = await recorded('answer.json');
  expect(changed(trace, 2, 'predict.end.nothing', '')).toMatchObject({ ok: false });
  expect(changed(trace, 2, 'predict.end.text', 7)).toMatchObject({ ok: false });
  expect(changed(trace, 0, '__proto__.polluted', 1)).toMatchObject({ ok: false });
});
