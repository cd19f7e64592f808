import { readFileSync } from 'node:fs';

import * as v from 'valibot';

const Hex = v.pipe(v.string(), v.regex(/^([\da-f]{2})*$/u));
const Cases = v.array(v.object({ facts: Hex, verdict: v.pipe(Hex, v.length(6)) }));

/** The conformance file: the same in Node, Chromium and Firefox. */
export function conformance(): { facts: string[]; verdicts: string[] } {
  const cases = v.parse(Cases, JSON.parse(readFileSync(new URL('conformance.json', import.meta.url), 'utf8')));
  return { facts: cases.map(({ facts }) => facts), verdicts: cases.map(({ verdict }) => verdict) };
}
