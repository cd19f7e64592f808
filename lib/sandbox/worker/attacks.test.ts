import { expect, test } from 'vitest';

import { attacks, verdictOf } from '@/tests/sandbox/attacks/index.ts';
import { callGuest } from '@/tests/sandbox/calling.ts';

// The same catalogue runs behind the walls of both browsers; here it has none, so that what only a clock ends is left out.
const catalogue = attacks('http://127.0.0.1:9').filter(({ walls }) => walls !== true);

test.each(catalogue.map((each) => [`${each.call.abi}, ${each.row}: ${each.name}`, each] as const))(
  '%s: ends with its verdict',
  async (_name, { call, verdict }) => {
    expect(verdictOf(await callGuest(call))).toBe(verdict);
  },
);
