/** Writes tests/policy/conformance.json by the module as it is built here: `npm run wasm && node tests/policy/make.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';

import * as fc from 'fast-check';

import {
  ACT_FLAGS,
  ADDRESSES,
  encode,
  type Facts,
  LEADS,
  METHODS,
  SITE_FLAGS,
  type Thing,
  THING_FLAGS,
  THING_KINDS,
  VERBS,
} from '../../lib/policy/encode.ts';
import { verdictsOf } from './conform.ts';
import { anyFacts } from './facts.ts';

const DRAWN = 250;
const MANGLED = 48;

const NEXT: Thing = { part: 'target', kind: 'press', flags: [], address: 'none', leads: [], method: 'none', sendsElsewhere: false, name: 'next', path: '' }; // prettier-ignore
const LINK: Thing = { ...NEXT, kind: 'link', flags: ['link'], address: 'web', path: 'next' };
const act = (verb: Facts['verb'], more: Partial<Facts> = {}): Facts => ({ verb, flags: [], site: [], key: '', things: [], ...more }); // prettier-ignore
const PASSWORD: Thing = { ...NEXT, kind: 'text', flags: ['secret'], name: 'password' };
const click = (thing: Thing) => act('click', { things: [thing] });

/** Every value of the format at least once, with nothing else to be said. */
const plain: Facts[] = [
  ...VERBS.flatMap((verb) => [
    act(verb),
    act(verb, { things: [NEXT] }),
    act(verb, { things: [{ ...LINK, part: 'place' }] }),
    ...SITE_FLAGS.map((rule) => act(verb, { site: [rule] })),
    ...ACT_FLAGS.map((flag) => act(verb, { flags: [flag] })),
  ]),
  ...THING_KINDS.map((kind) => click({ ...NEXT, kind })),
  ...THING_FLAGS.flatMap((flag) => [click({ ...NEXT, flags: [flag] }), act('type', { things: [{ ...NEXT, kind: 'text', flags: [flag] }] })]), // prettier-ignore
  ...ADDRESSES.map((address) => click({ ...LINK, address })),
  ...LEADS.map((lead) => click({ ...LINK, leads: [lead] })),
  ...METHODS.map((method) => click({ ...NEXT, method })),
  ...['delete', 'order history', 'order now', 'sign in', 'sign', 'cancel my order', '削除'].flatMap((name) => [
    click({ ...NEXT, name }),
    click({ ...LINK, name }),
    act('drag', { things: [NEXT, { ...NEXT, part: 'onto', name }] }),
  ]),
  ...([[], ['byUser'], ['unfit'], ['byUser', 'unfit']] as const).flatMap((flags) =>
    METHODS.flatMap((method) =>
      [false, true].map((sendsElsewhere) => act('give', { flags, things: [{ ...PASSWORD, method, sendsElsewhere }] })),
    ),
  ),
  // A tool, by what the user has granted to it and what they have said of the site.
  ...SITE_FLAGS.flatMap((rule) =>
    ([[], ['granted']] as const).flatMap((granted) =>
      ([[], ['reaches'], ['carried'], ['reaches', 'carried']] as const).map((flags) =>
        act('use', { flags, site: [...granted, ...(rule === 'granted' ? [] : [rule])] }),
      ),
    ),
  ),
  ...SITE_FLAGS.map((rule) => act('give', { flags: ['byUser'], site: [rule], things: [PASSWORD] })),
  ...['Enter', 'Space', 'Tab', 'Delete', 'a', 'A'].flatMap((key) => [
    act('press', { key }),
    act('press', { key, things: [{ ...NEXT, kind: 'text' }] }),
    act('press', { key, flags: ['shortcut'], things: [{ ...NEXT, kind: 'text' }] }),
    act('press', {
      key,
      things: [
        { ...NEXT, kind: 'text' },
        { ...NEXT, part: 'button', method: 'get' },
      ],
    }),
  ]),
];

const hex = (facts: Facts) => Buffer.from(encode(facts)).toString('hex');
const drawn = fc.sample(anyFacts, { seed: 2026, numRuns: DRAWN }).map(hex);
// Cut short, made longer, or with one byte that nothing has.
const mangled = drawn.slice(0, MANGLED).map((bytes, index) => {
  if (index % 3 === 0) return bytes.slice(0, -2);
  if (index % 3 === 1) return `${bytes}00`;
  return `${bytes.slice(0, 2 * (index % 6))}ff${bytes.slice(2 * (index % 6) + 2)}`;
});
const facts = [...new Set([...plain.map(hex), ...drawn, '', ...mangled])];
const module = readFileSync(new URL('../../wasm/build/policy.wasm', import.meta.url)).toString('base64');
const verdicts = await verdictsOf({ base64: module }, facts);
const lines = facts.map((bytes, index) => JSON.stringify({ facts: bytes, verdict: verdicts[index] }));
writeFileSync(new URL('conformance.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
process.stdout.write(`${lines.length} cases, ${new Set(verdicts).size} different verdicts\n`);
