import { traces } from '../support/traces.ts';
import { expect, test } from './harness.ts';

test('what the built extension did is done again in Chromium, byte for byte', async ({ room }) => {
  const { script, calls } = await traces();
  await room.open('');
  await room.evaluate(script);
  expect(calls.length).toBeGreaterThanOrEqual(14);
  for (const { name, expression, expected } of calls) expect(await room.evaluate(expression), name).toBe(expected);
});
