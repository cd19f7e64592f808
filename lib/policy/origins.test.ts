import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Action, Decision, Iteration, PageSnapshot, Question, Run, Verdict } from '@/lib/contracts/index.ts';

import {
  anyPage,
  anyText,
  decisionOf,
  elementOf,
  iterationOf,
  pageOf,
  RULES_ONLY,
  runOf,
} from '../../tests/support/pages.ts';
import { testPolicy } from '../../tests/support/policy.ts';
import { mayLeave } from './sites.ts'; // prettier-ignore

const policy = await testPolicy();
const SHOP = 'https://shop.example';
const MAIL = 'https://mail.example';
const EVIL = 'https://evil.example';
const field = elementOf('text', 'Note');
const at = (origin: string, more: Partial<PageSnapshot> = {}) =>
  pageOf([field], { origin, url: `${origin}/`, ...more });
const type: Action = { do: 'type', ref: 'e1', text: 'the code is 4711' };
const BOTH = { from: MAIL, to: SHOP };

/** What an iteration read, and what became of it. */
function read(number: number, origin: string, more: Partial<Iteration> = {}): Iteration {
  const interpretation = {
    mode: 'act', goal: '', situation: '', url: `${origin}/`, origin, title: '', messages: [], refs: [],
    tokens: { prompt: 0, limit: 0, view: 0, text: 0 }, leftOut: [], ms: { read: 0, interpret: 0 },
  } as const; // prettier-ignore
  return { number, questions: [], interpretation: { ...interpretation, messages: [], refs: [], leftOut: [] }, ...more };
}

const deciding = (number: number, origin: string, action: Action, by: Decision['by'] = 'model') =>
  read(number, origin, { decision: decisionOf(action, { by }) });
const judge = (action: Action, iterations: Iteration[], { page = at(SHOP), words = 'do it', rules = policy } = {}) =>
  rules.judge({ action, page, run: runOf(words, { iterations }) });

const twoSites = (action: Action, by?: Decision['by']) => [read(1, MAIL), deciding(2, SHOP, action, by)];

test('what a tool read at a server is typed on no page without a question that names both', () => {
  const call = {
    name: 'http.fetch',
    input: {},
    answer: { ok: true as const, value: 'x' },
    read: [MAIL],
    bytes: 1,
    ms: 1,
  };
  const gave = { text: '{}', fuel: 1, ms: 1, cut: false, calls: [call] };
  const steps = [read(1, SHOP, { outcome: { status: 'ok', ms: 1, gave } }), deciding(2, SHOP, type)];
  expect(judge(type, steps)).toMatchObject({ allow: 'ask', rule: 'carries', origins: BOTH });
  expect(judge(type, steps, { words: 'write that the code is 4711' }).allow).toBe('yes');
});

describe('what was read at one site', () => {
  const named = { words: 'order it at shop.example' };

  test('is not typed at another without a question that names both', () => {
    expect(judge(type, twoSites(type), named)).toEqual({ allow: 'ask', rule: 'carries', reversibility: 'final', origins: BOTH }); // prettier-ignore
    expect(judge({ do: 'set', ref: 'e1', value: '4711' }, twoSites(type), named).rule).toBe('carries');
    expect(judge({ do: 'press', key: 'x' }, twoSites(type), named).rule).toBe('carries');
    expect(judge({ do: 'paste', ref: 'e1', text: 'x' }, twoSites(type), named).rule).toBe('carries');
  });

  test('is typed where it was read', () => {
    expect(judge(type, [read(1, SHOP), deciding(2, SHOP, type)]).allow).toBe('yes');
  });

  test('the user’s own words go anywhere', () => {
    expect(judge(type, twoSites(type), { words: 'at shop.example write that the code is 4711' }).allow).toBe('yes');
    expect(judge(type, twoSites(type, 'rule'), named).allow).toBe('yes');
    expect(judge(type, twoSites(type, 'recipe'), named).allow).toBe('ask');
  });

  test('is not pasted at another, though the user said paste; nor from a frame of the page', () => {
    const paste: Action = { do: 'paste', ref: 'e1' };
    const copied = { outcome: { status: 'ok', copied: 'secret', ms: 1 } } as const;
    const run = (origin: string) => [read(1, origin, copied), deciding(2, SHOP, paste, 'rule')];
    expect(judge(paste, run(MAIL), named)).toMatchObject({ allow: 'ask', rule: 'carries', origins: BOTH });
    expect(judge(paste, run(SHOP)).allow).toBe('yes');
    expect(judge(paste, [deciding(1, SHOP, paste, 'rule')]).allow).toBe('yes');
  });

  test('is not put in an address of another', () => {
    const words = { words: `look at ${SHOP}/a?b=1`, page: at(MAIL) };
    const go = (url: string) => judge({ do: 'goto', url }, [deciding(1, MAIL, { do: 'goto', url })], words);
    expect(go(`${SHOP}/?q=4711`)).toMatchObject({ allow: 'ask', rule: 'carries', origins: BOTH });
    expect(go(`${SHOP}/a?b=1`).allow).toBe('yes');
    expect(go(`${SHOP}/`).allow).toBe('yes');
    expect(go(`${MAIL}/?q=4711`).allow).toBe('yes');
  });

  test('a frame of another site is another site, either way', () => {
    const frames = [
      { key: '', frameId: 0, origin: SHOP, documentKey: 'd1' },
      { key: 'f1', frameId: 1, origin: MAIL, documentKey: 'd2' },
    ];
    const page = pageOf([field, { ...field, ref: 'f1e1' }], { frames });
    const run = [deciding(1, SHOP, type)];
    expect(judge(type, run, { page })).toMatchObject({ rule: 'carries', origins: BOTH });
    expect(judge({ ...type, ref: 'f1e1' }, run, { page })).toMatchObject({ rule: 'carries', origins: { from: SHOP, to: MAIL } }); // prettier-ignore
    // Nothing of it is in the view: nothing was read.
    expect(judge(type, run, { page: pageOf([field], { frames }) }).allow).toBe('yes');
  });
});

describe('a site where the run was led', () => {
  const check: Action = { do: 'check', ref: 'e1', on: true };
  const page = at(EVIL);
  const went = (verdict: Partial<Verdict>, reply: 'yes' | 'no') => [
    read(1, SHOP, { questions: [{ question: approval(verdict), reply }] }),
    deciding(2, EVIL, check),
  ];
  const approval = (verdict: Partial<Verdict>): Question => ({
    kind: 'approve',
    id: 'q',
    action: check,
    target: '',
    origin: SHOP,
    values: [],
    verdict: { allow: 'ask', rule: 'leaves_site', reversibility: 'compensable', ...verdict },
  });

  test('is not written to without a question, also after a redirect', () => {
    const strayed = { allow: 'ask', rule: 'strayed', origins: { from: SHOP, to: EVIL } };
    expect(judge(check, [read(1, SHOP), deciding(2, EVIL, check)], { page })).toMatchObject(strayed);
    // The user said yes to another one, and that one led on.
    expect(judge(check, went({ origins: { from: SHOP, to: MAIL } }, 'yes'), { page })).toMatchObject(strayed);
  });

  test('is written to once the user said yes to it, named it, or let Locus in there', () => {
    expect(judge(check, went({ origins: { from: SHOP, to: EVIL } }, 'yes'), { page }).allow).toBe('yes');
    expect(judge(check, went({ origins: { from: SHOP, to: EVIL } }, 'no'), { page }).rule).toBe('strayed');
    expect(judge(check, [read(1, SHOP), deciding(2, EVIL, check)], { page, words: 'at evil.example' }).allow).toBe('yes');
    const access = { kind: 'access', id: 'a', origin: EVIL } as const;
    const let_in = [read(1, SHOP), { ...deciding(2, EVIL, check), questions: [{ question: access, reply: 'once' as const }] }];
    expect(judge(check, let_in, { page }).allow).toBe('yes');
  }); // prettier-ignore

  test('is where the user went by hand', () => {
    const iterations = [read(1, SHOP, { byHand: true }), deciding(2, EVIL, check)];
    expect(judge(check, iterations, { page }).allow).toBe('yes');
  });

  test('may be read and left', () => {
    const link = elementOf('link', 'Prices', { href: `${EVIL}/prices` });
    const glances: Action[] = [{ do: 'scroll', to: 'down' }, { do: 'back' }, { do: 'find', text: 'x' }, { do: 'click', ref: 'e1' }]; // prettier-ignore
    for (const action of glances) {
      const there = pageOf([link], { origin: EVIL, url: `${EVIL}/` });
      expect(judge(action, [read(1, SHOP), deciding(2, EVIL, action)], { page: there }).allow).toBe('yes');
    }
  });

  test('the same host by https is no other site', () => {
    const run = [read(1, 'http://shop.example'), deciding(2, SHOP, check)];
    expect(judge(check, run).allow).toBe('yes');
    expect(judge(check, [read(1, SHOP), deciding(2, 'http://shop.example', check)], { page: at('http://shop.example') }).rule).toBe('strayed'); // prettier-ignore
  });

  test('a link that leaves is asked about with both sites in the question', () => {
    const away = pageOf([elementOf('link', 'Partner', { href: `${EVIL}/x` })]);
    expect(judge({ do: 'click', ref: 'e1' }, [], { page: away }).origins).toEqual({ from: SHOP, to: EVIL });
  });
});

describe('rules of the user for sites', () => {
  const ruled = (rule: 'always' | 'ask' | 'read' | 'never', origin = SHOP) =>
    testPolicy(() => ({ sites: { [origin]: rule }, local: [] }));
  const acts: Action[] = [
    { do: 'scroll', to: 'down' },
    { do: 'find', text: 'x' },
    { do: 'copy', ref: 'e1' },
    { do: 'back' },
    { do: 'goto', url: `${SHOP}/a` },
    { do: 'check', ref: 'e1', on: true },
    { do: 'press', key: 'Tab' },
    { do: 'click', ref: 'e1' },
  ];

  test.each([
    ['always', 'yes yes yes yes yes yes yes yes'],
    ['ask', 'yes yes yes ask ask ask ask ask'],
    ['read', 'yes yes yes yes yes no no no'],
    ['never', 'no no no no no no no no'],
  ] as const)('%s', async (rule, allowed) => {
    const rules = await ruled(rule);
    expect(acts.map((action) => judge(action, [], { rules }).allow).join(' ')).toBe(allowed);
  });

  test('say so, and stand in the record; a link that only fetches a page is reading', async () => {
    const rules = await ruled('read');
    const sites = { [SHOP]: 'read' };
    expect(judge({ do: 'check', ref: 'e1', on: true }, [], { rules })).toMatchObject({ rule: 'site_read', sites });
    const page = pageOf([elementOf('link', 'Prices', { href: `${SHOP}/prices` })]);
    expect(judge({ do: 'click', ref: 'e1' }, [], { rules, page })).toMatchObject({ allow: 'yes', sites });
    expect(judge({ do: 'answer', text: 'x' }, [], { rules }).allow).toBe('yes');
  });

  test('hold for frames, and for where a form is sent', async () => {
    const rules = await ruled('read', MAIL);
    const frames = [{ key: 'f1', frameId: 1, origin: MAIL, documentKey: 'd2' }];
    const page = pageOf([{ ...field, ref: 'f1e1' }, elementOf('press', 'Go', { submits: { method: 'get', origin: MAIL } })], { frames }); // prettier-ignore
    expect(judge({ do: 'check', ref: 'f1e1', on: true }, [], { rules, page }).rule).toBe('site_read');
    expect(judge({ do: 'click', ref: 'e2' }, [], { rules, page }).rule).toBe('site_read');
  });
});

const engine = (placement: 'local' | 'edge' | 'cloud') => ({ engine: { ...RULES_ONLY, placement } });
const inCloud = (iterations: Iteration[]) => runOf('x', { iterations, ...engine('cloud') });

describe('a site that is local only', () => {
  const settings = { local: [MAIL] };

  test('is told to no engine elsewhere', () => {
    const kept = { code: 'site.local_only', params: { site: 'mail.example' } };
    expect(mayLeave(engine('cloud'), [SHOP, MAIL], settings)).toEqual(kept);
    expect(mayLeave(engine('edge'), [MAIL], settings)).toEqual(kept);
    expect(mayLeave(engine('local'), [MAIL], settings)).toBeUndefined();
    expect(mayLeave(engine('cloud'), [SHOP], settings)).toBeUndefined();
  });

  test('counts for the rest of the run, and in a frame', async () => {
    const rules = await testPolicy(() => ({ sites: {}, local: [MAIL] }));
    const inFrame = read(1, SHOP);
    if (inFrame.interpretation !== undefined) inFrame.interpretation.frames = [MAIL];
    expect(rules.mayLeave(inCloud([read(1, MAIL), read(2, SHOP)]))?.code).toBe('site.local_only');
    expect(rules.mayLeave(inCloud([inFrame]))?.code).toBe('site.local_only');
    expect(rules.mayLeave(inCloud([read(1, SHOP)]))).toBeUndefined();
  });
});

test('the verdict does not depend on anything that the model said but the act', () => {
  const actions: Action[] = [type, { do: 'click', ref: 'e2' }, { do: 'goto', url: `${EVIL}/x` }, { do: 'press', key: 'Enter' }]; // prettier-ignore
  const said = fc.record({
    target: anyText(),
    raw: anyText(),
    rule: anyText(),
    ms: fc.nat(),
    seed: fc.nat(),
    cut: fc.constantFrom('length', 'aborted'),
    usage: fc.record({ promptTokens: fc.nat(), cachedTokens: fc.nat(), completionTokens: fc.nat() }),
    sent: fc.array(fc.record({ host: anyText(), bytes: fc.nat() }), { maxLength: 2 }),
    sources: fc.array(fc.record({ number: fc.nat(), anchor: anyText(), documentKey: anyText(), text: anyText() }), { maxLength: 2 }), // prettier-ignore
    step: fc.record({ number: fc.nat(), of: fc.nat() }),
  }) satisfies fc.Arbitrary<Partial<Decision>>;
  fc.assert(
    fc.property(anyPage, fc.constantFrom(...actions), said, (page, action, talk) => {
      const judged = (more: Partial<Decision>) => {
        const before = iterationOf(1, decisionOf({ do: 'scroll', to: 'down' }, more));
        const run: Run = runOf('do it', { iterations: [{ ...read(1, MAIL), ...before }, { ...read(2, SHOP), decision: decisionOf(action, more) }] }); // prettier-ignore
        return policy.judge({ action, page, run });
      };
      expect(judged(talk)).toEqual(judged({}));
    }),
  );
});

const landed = (from: string, to: string, { words = 'go on', iterations = [read(1, from)] } = {}) =>
  policy.landed({ page: at(to), run: runOf(words, { iterations }) }, iterations.length + 1);

describe('a site that a page led to', () => {
  test('is told, with where the user began', () => {
    expect(landed(SHOP, EVIL)).toEqual({ from: SHOP, to: EVIL });
    expect(landed('http://127.0.0.1:8080', 'http://127.0.0.1:8081')).toBeDefined();
    expect(landed('http://10.0.0.1', 'http://1.10.0.0.1.evil.example')).toBeDefined();
    expect(landed(SHOP, 'http://shop.example')).toBeDefined();
    expect(landed(SHOP, 'https://notshop.example')).toBeDefined();
  });

  test('is none where it is a sister of the site, safer, named, or where the user was', () => {
    expect(landed(SHOP, SHOP)).toBeUndefined();
    expect(landed(SHOP, 'https://www.shop.example')).toBeUndefined();
    expect(landed('https://www.shop.example', SHOP)).toBeUndefined();
    expect(landed('http://shop.example', 'https://www.shop.example')).toBeUndefined();
    expect(landed(SHOP, MAIL, { words: 'look at mail.example' })).toBeUndefined();
    expect(landed(SHOP, EVIL, { iterations: [read(1, SHOP, { byHand: true })] })).toBeUndefined();
  });

  test('is asked about once: a yes is for the rest of the run, for looking and for writing', () => {
    const question: Question = { kind: 'landed', id: 'q', from: SHOP, to: EVIL };
    const iterations = (reply: 'yes' | 'no') => [read(1, SHOP), read(2, EVIL, { questions: [{ question, reply }] })];
    expect(landed(SHOP, EVIL, { iterations: iterations('yes') })).toBeUndefined();
    expect(landed(SHOP, EVIL, { iterations: iterations('no') })).toBeDefined();
    const click: Action = { do: 'click', ref: 'e1' };
    const acts = [...iterations('yes'), deciding(3, EVIL, click)];
    expect(judge(click, acts, { page: at(EVIL) }).rule).not.toBe('strayed');
  });
});

test('a file of the user for a frame of another site is asked about by the names of both', () => {
  const upload: Action = { do: 'upload', ref: 'f1e1', file: 1 };
  const frames = [
    { key: '', frameId: 0, origin: SHOP, documentKey: 'd1' },
    { key: 'f1', frameId: 4, origin: EVIL, documentKey: 'd2' },
  ];
  const framed = pageOf([elementOf('press', 'Photo', { ref: 'f1e1', inputType: 'file' })], { frames });
  const verdict = judge(upload, [deciding(1, SHOP, upload)], { page: framed });
  expect(verdict).toMatchObject({ allow: 'ask', rule: 'upload', origins: { from: SHOP, to: EVIL } });
});
