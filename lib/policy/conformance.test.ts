import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { conformance } from '../../tests/policy/cases.ts';
import { verdictsOf } from '../../tests/policy/conform.ts';
import { RULES } from './rules.ts';

const { facts, verdicts } = conformance();

test('in Node the module gives the bytes of the conformance file, as it does in both browsers', async () => {
  const module = await readFile(new URL('../../wasm/build/policy.wasm', import.meta.url), 'base64');
  expect(await verdictsOf({ base64: module }, facts)).toEqual(verdicts);
});

test('the file has every rule that can decide', () => {
  const rules = new Set(verdicts.map((verdict) => RULES[Number.parseInt(verdict.slice(4), 16)]));
  expect(RULES.filter((rule) => !rules.has(rule))).toEqual([]);
});
