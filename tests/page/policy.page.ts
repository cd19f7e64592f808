/** The module of policy in Chromium: the same bytes as in Node (lib/policy/conformance.test.ts) and Firefox (tests/firefox/smoke.ts). */
import { readFile } from 'node:fs/promises';

import { conformance } from '../policy/cases.ts';
import { verdictsOf } from '../policy/conform.ts';
import { expect, test } from './harness.ts';

test('in Chromium the module gives the bytes of the conformance file', async ({ room }) => {
  const module = await readFile(new URL('../../wasm/build/policy.wasm', import.meta.url), 'base64');
  const { facts, verdicts } = conformance();
  const given = await room.page.evaluate(`(${verdictsOf.toString()})(${JSON.stringify({ base64: module })}, ${JSON.stringify(facts)})`);
  expect(given).toEqual(verdicts);
}); // prettier-ignore
