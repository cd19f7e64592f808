import assert from 'node:assert/strict';

import { serveSite } from '../fixtures/server.ts';
import { conformance } from '../policy/cases.ts';
import { verdictsOf } from '../policy/conform.ts';
import { findFirefox, Firefox } from './firefox.ts';
const site = await serveSite();
const firefox = await Firefox.launch(findFirefox() ?? '', site.origin);
try {
  const { facts, verdicts } = conformance();
  const url = await firefox.panel.evaluate(() => new URL('/wasm/policy.wasm', location.href).href);
  assert.deepEqual(await firefox.panel.evaluate(verdictsOf, { url }, facts), verdicts);
  console.log('same', url, facts.length);
} finally {
  await firefox.close();
  await site.close();
}
