import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Verdict } from '@/lib/contracts/index.ts';

import { anyFacts, isWellFormed } from '../../tests/policy/facts.ts';
import { policyModule } from '../../tests/support/policy.ts';
import { encode, type Facts, type Thing } from './encode.ts';
import { RULES } from './rules.ts';

const module = await policyModule();
const judge = (facts: Facts) => module.judge(encode(facts));
const RANK = { yes: 0, ask: 1, no: 2, read: 0, reversible: 1, compensable: 2, final: 3 };

/** The whole table, as it is meant. */
const TABLE: Record<(typeof RULES)[number], readonly [Verdict['allow'], Verdict['reversibility']]> = {
  answer: ['yes', 'read'],
  wait: ['yes', 'read'],
  scroll: ['yes', 'reversible'],
  hover: ['yes', 'reversible'],
  mark: ['yes', 'reversible'],
  copy: ['yes', 'read'],
  look: ['yes', 'read'],
  find: ['yes', 'read'],
  more: ['yes', 'read'],
  switch: ['yes', 'reversible'],
  forward: ['yes', 'compensable'],
  reload: ['yes', 'compensable'],
  close: ['yes', 'compensable'],
  back: ['yes', 'compensable'],
  goto: ['yes', 'compensable'],
  drag: ['yes', 'compensable'],
  set: ['yes', 'reversible'],
  paste: ['yes', 'reversible'],
  type: ['yes', 'reversible'],
  select: ['yes', 'reversible'],
  check: ['yes', 'reversible'],
  click: ['yes', 'compensable'],
  upload: ['ask', 'final'],
  key: ['yes', 'reversible'],
  submit_get: ['yes', 'compensable'],
  download: ['ask', 'compensable'],
  page_tool: ['ask', 'final'],
  close_first: ['ask', 'compensable'],
  leaves_site: ['ask', 'compensable'],
  opens_app: ['ask', 'compensable'],
  submits: ['ask', 'final'],
  final_word: ['ask', 'final'],
  unnamed: ['ask', 'final'],
  unknown_key: ['ask', 'final'],
  unknown_element: ['ask', 'final'],
  scheme: ['no', 'final'],
  secret: ['no', 'final'],
  carries: ['ask', 'final'],
  strayed: ['ask', 'compensable'],
  site_ask: ['ask', 'reversible'],
  site_read: ['no', 'reversible'],
  site_never: ['no', 'reversible'],
  own_tool: ['yes', 'read'],
  own_tool_reaches: ['ask', 'final'],
  own_tool_asks: ['ask', 'read'],
  own_tool_granted: ['yes', 'compensable'],
  own_code: ['yes', 'read'],
  code_unseen: ['ask', 'read'],
  malformed: ['ask', 'final'],
  give: ['yes', 'compensable'],
  give_asked: ['ask', 'compensable'],
  give_unfit: ['no', 'final'],
};

test.each(RULES)('the module says of %s what it is meant to say', (rule) => {
  const [allow, reversibility] = TABLE[rule];
  expect(module.row(rule)).toEqual({ allow, reversibility });
  expect([allow, reversibility]).not.toEqual(['yes', 'final']);
});

/** Each makes an act more doubtful. */
const DOUBTS: Record<string, (facts: Facts) => Facts> = {
  ...Object.fromEntries(
    (['missing', 'strayed', 'carried', 'first', 'shortcut', 'unfit', 'reaches'] as const).map((flag) => [
      flag,
      (facts: Facts) => ({ ...facts, flags: [...facts.flags, flag] }),
    ]),
  ),
  'the code was not shown': (facts) => ({ ...facts, site: facts.site.filter((flag) => flag !== 'shown') }),
  'the value is not the user’s': (facts) => ({ ...facts, flags: facts.flags.filter((flag) => flag !== 'byUser') }),
  'a rule to ask': (facts) => ({ ...facts, site: [...facts.site, 'ask'] }),
  'a rule to read only': (facts) => ({ ...facts, site: [...facts.site, 'read'] }),
  'a rule of never': (facts) => ({ ...facts, site: [...facts.site, 'never'] }),
  'one more button that sends': (facts) => ({ ...facts, things: [...facts.things, SEND] }),
  'a form sent by POST': (facts) => each(facts, (thing) => ({ ...thing, method: 'post' })),
  'a form sent elsewhere': (facts) => each(facts, (thing) => ({ ...thing, sendsElsewhere: true })),
  'a secret': (facts) => each(facts, (thing) => ({ ...thing, flags: [...thing.flags, 'secret'] })),
  'a download': (facts) => each(facts, (thing) => ({ ...thing, flags: [...thing.flags, 'download'] })),
  'no name': (facts) => each(facts, (thing) => ({ ...thing, flags: [...thing.flags, 'nameless'] })),
  'no link': (facts) => each(facts, (thing) => ({ ...thing, flags: thing.flags.filter((flag) => flag !== 'link') })),
  'no search': (facts) => each(facts, (thing) => ({ ...thing, flags: thing.flags.filter((flag) => flag !== 'search') })),
  'a site that nobody named': (facts) => each(facts, (thing) => ({ ...thing, leads: [...thing.leads, 'crosses'] })),
  'another origin': (facts) => each(facts, (thing) => ({ ...thing, leads: [...thing.leads, 'elsewhere'] })),
  'an address that the user did not write': (facts) =>
    each(facts, (thing) => ({ ...thing, leads: thing.leads.filter((lead) => lead !== 'spoken') })),
  'a scheme that is never opened': (facts) => each(facts, (thing) => ({ ...thing, address: 'other' })),
  'a word in its name': (facts) => each(facts, (thing) => ({ ...thing, name: `${thing.name}\ndelete` })),
  'a word in its address': (facts) => each(facts, (thing) => ({ ...thing, path: `${thing.path}\ndelete` })),
}; // prettier-ignore

const SEND: Thing = { part: 'button', kind: 'press', flags: [], address: 'none', leads: [], method: 'post', sendsElsewhere: false, name: 'go', path: '' }; // prettier-ignore

function each(facts: Facts, change: (thing: Thing) => Thing): Facts {
  return { ...facts, things: facts.things.map(change) };
}

describe('more doubt never gives more permission', () => {
  test.each(Object.entries(DOUBTS))('%s', (_name, doubt) => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const [before, after] = [judge(facts), judge(doubt(facts))];
        expect(RANK[after.allow]).toBeGreaterThanOrEqual(RANK[before.allow]);
        // Refused is refused: what it would have been is all one.
        if (after.allow === before.allow)
          expect(RANK[after.reversibility]).toBeGreaterThanOrEqual(RANK[before.reversibility]);
      }),
      { numRuns: 600 },
    );
  });
});

test('what is final is never a plain yes, whatever the facts', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { allow, reversibility } = judge(facts);
      expect(allow === 'yes' && reversibility === 'final').toBe(false);
    }),
    { numRuns: 2000 },
  );
});

const MALFORMED = { allow: 'ask', reversibility: 'final', rule: 'malformed' };

describe('bytes that are no facts', () => {
  const mangled = fc
    .tuple(anyFacts, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }), fc.integer({ min: -3, max: 3 }))
    .map(([facts, changes, more]) => {
      const bytes = [...encode(facts)];
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return Uint8Array.from(more < 0 ? bytes.slice(0, more) : [...bytes, ...Array.from({ length: more }, () => 0)]);
    });

  test('any bytes at all are doubt, unless they are facts by chance, and never trap', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 120 }), mangled), (bytes) => {
        const verdict = module.judge(bytes);
        expect(RULES).toContain(verdict.rule);
        if (isWellFormed(bytes)) expect(verdict.rule).not.toBe('malformed');
        else expect(verdict).toEqual(MALFORMED);
      }),
      { numRuns: 5000 },
    );
  });

  test('more than there is room for is doubt, and the next judgement is none the worse', () => {
    expect(module.judge(new Uint8Array(5 * 2 ** 20))).toEqual(MALFORMED);
    expect(module.judge(new Uint8Array())).toEqual(MALFORMED);
    expect(judge({ verb: 'scroll', flags: [], site: [], key: '', things: [] })).toMatchObject({ rule: 'scroll' });
  });

  test('texts that the format has no room for are doubt', () => {
    const facts: Facts = { verb: 'click', flags: [], site: [], key: '', things: [{ ...SEND, part: 'target', name: 'a'.repeat(70_000) }] }; // prettier-ignore
    expect(judge(facts)).toEqual(MALFORMED);
  });
});

test('a page of a thousand buttons is judged', () => {
  const things = Array.from({ length: 1000 }, () => ({ ...SEND, method: 'get' as const, path: 'a'.repeat(500) }));
  const facts: Facts = { verb: 'press', flags: [], site: [], key: 'Enter', things };
  expect(judge(facts)).toMatchObject({ allow: 'yes', rule: 'submit_get' });
  expect(judge({ ...facts, things: [...things, SEND] })).toMatchObject({ allow: 'ask', rule: 'submits' });
});
