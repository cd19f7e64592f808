import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Action, PageElement, PageSnapshot, Run } from '@/lib/contracts/index.ts';

import { decisionOf, elementOf, iterationOf, pageOf, runOf } from '../../tests/support/pages.ts';
import { testPolicy } from '../../tests/support/policy.ts';
import { hostsNamed } from './words.ts';

const policy = await testPolicy();
const POST = { method: 'post', origin: 'https://shop.example' };
const GET = { method: 'get', origin: 'https://shop.example' };
const FAR = { href: 'https://other.example/' };
const click: Action = { do: 'click', ref: 'e1' };

function judge(action: Action, elements: PageElement[] = [], more: { page?: Partial<PageSnapshot>; run?: Run } = {}) {
  return policy.judge({ action, page: pageOf(elements, more.page), run: more.run ?? runOf('do it') });
}

test.each<[string, PageElement, string, string]>([
  ['an ordinary button', elementOf('press', 'Show more'), 'yes', 'click'],
  ['a link on the site', elementOf('link', 'Prices', { href: 'https://shop.example/prices' }), 'yes', 'click'],
  ['a link away', elementOf('link', 'Partner', FAR), 'ask', 'leaves_site'],
  ['the demo form', elementOf('press', 'Order', { submits: POST }), 'ask', 'submits'],
  ['a submit that is named harmlessly', elementOf('press', 'Go', { submits: POST }), 'ask', 'submits'],
  ['a submit by an unknown method', elementOf('press', 'Go', { submits: { ...POST, method: '' } }), 'ask', 'submits'],
  ['a search', elementOf('press', 'Search', { submits: GET }), 'yes', 'submit_get'],
  [
    'a search elsewhere',
    elementOf('press', 'Search', { submits: { ...GET, origin: 'https://x.example' } }),
    'ask',
    'leaves_site',
  ],
  ['a dialog form', elementOf('press', 'Close', { submits: { method: 'dialog', origin: '' } }), 'yes', 'submit_get'],
  ['a button outside a form', elementOf('press', 'Buy now'), 'ask', 'final_word'],
  ['a German button', elementOf('press', 'Endgültig löschen'), 'ask', 'final_word'],
  ['a Japanese button', elementOf('press', '送信する'), 'ask', 'final_word'],
  ['a link that deletes', elementOf('link', 'Delete', { href: 'https://shop.example/d?id=1' }), 'ask', 'final_word'],
  ['a signing in without a form', elementOf('press', 'Sign in'), 'yes', 'click'],
  ['a signature', elementOf('press', 'Sign'), 'ask', 'final_word'],
  ['a nameless button', elementOf('press', ''), 'ask', 'unnamed'],
  ['a nameless button with text near', elementOf('press', '×', { near: 'Cookie notice' }), 'yes', 'click'],
  ['a nameless button near its doom', elementOf('press', '', { near: 'Remove item' }), 'ask', 'final_word'],
  [
    'a download',
    elementOf('link', 'Report', { download: true, href: 'https://shop.example/r.pdf' }),
    'ask',
    'download',
  ],
  ['a script link', elementOf('link', 'More', { href: 'javascript:void(0)' }), 'ask', 'unnamed'],
  ['a mail link', elementOf('link', 'Mail us', { href: 'mailto:a@b.example' }), 'ask', 'opens_app'],
  ['a data link', elementOf('link', 'Open', { href: 'data:text/html,x' }), 'no', 'scheme'],
  ['a blob link', elementOf('link', 'Open', { href: 'blob:https://shop.example/1' }), 'no', 'scheme'],
  ['a field called Order number', elementOf('text', 'Order number'), 'yes', 'click'],
  ['a postal code', elementOf('press', 'Postal codes'), 'yes', 'click'],
])('%s', (_name, element, allow, rule) => {
  expect(judge(click, [element])).toMatchObject({ allow, rule });
});

describe('clicks on links', () => {
  test('an element that is not there is doubt', () => {
    expect(judge({ do: 'click', ref: 'e9' })).toEqual({
      allow: 'ask',
      rule: 'unknown_element',
      reversibility: 'final',
    });
  });

  test('a host that the user named is no surprise, one that only looks alike is', () => {
    const run = runOf('open other.example');
    expect(judge(click, [elementOf('link', 'x', FAR)], { run }).rule).toBe('click');
    expect(judge(click, [elementOf('link', 'x', { href: 'https://sub.other.example/' })], { run }).rule).toBe('click');
    expect(judge(click, [elementOf('link', 'x', { href: 'https://evilother.example/' })], { run }).rule).toBe(
      'leaves_site',
    );
    expect(judge(click, [elementOf('link', 'x', { href: 'https://other.example@evil.example/' })], { run }).rule).toBe(
      'leaves_site',
    );
  });
});

describe('places', () => {
  test.each([
    ['https://shop.example/a', 'yes', 'goto'],
    ['https://other.example/', 'ask', 'leaves_site'],
    ['http://shop.example/', 'ask', 'leaves_site'],
    ['https://shop.example/cart?do=delete', 'ask', 'final_word'],
    ['https://shop.example/%E0%A4%A', 'yes', 'goto'],
    ['javascript:alert(1)', 'no', 'scheme'],
    ['data:text/html,x', 'no', 'scheme'],
    ['file:///etc/passwd', 'no', 'scheme'],
    ['chrome://settings', 'no', 'scheme'],
    ['blob:https://shop.example/1', 'no', 'scheme'],
    ['not an address', 'no', 'scheme'],
    ['', 'no', 'scheme'],
  ])('goto %s: %s by %s', (url, allow, rule) => {
    expect(judge({ do: 'goto', url })).toMatchObject({ allow, rule });
  });

  test('the user may name the place, but not a page or the system', () => {
    const url = 'https://other.example/delete/me';
    const run = runOf(`go to ${url}`);
    expect(judge({ do: 'goto', url }, [], { run })).toMatchObject({ allow: 'yes', rule: 'goto' });
    const { signal } = run;
    const forged: Run = { ...run, signal: { ...signal, provenance: { from: 'page', origin: 'https://shop.example' } } };
    expect(judge({ do: 'goto', url }, [], { run: forged }).allow).toBe('ask');
  });
});

describe('fields', () => {
  const password = elementOf('text', 'Password', { secret: true, inputType: 'password' });
  const type: Action = { do: 'type', ref: 'e1', text: 'x' };

  test('a model never types a secret; the words of the user may', () => {
    const by = (who: 'rule' | 'model' | 'hybrid' | 'recipe') =>
      runOf('x', { iterations: [iterationOf(1, decisionOf(type, { by: who }))] });
    expect(judge(type, [password], { run: by('rule') })).toMatchObject({ allow: 'yes', rule: 'type' });
    expect(judge(type, [password], { run: by('model') })).toMatchObject({ allow: 'no', rule: 'secret' });
    expect(judge(type, [password], { run: by('hybrid') })).toMatchObject({ allow: 'no', rule: 'secret' });
    expect(judge(type, [password], { run: by('recipe') })).toMatchObject({ allow: 'no', rule: 'secret' });
    expect(judge(type, [password])).toMatchObject({ allow: 'no', rule: 'secret' });
  });

  test('fields and scrolling can be taken back', () => {
    const field = elementOf('text', 'Send to');
    expect(judge(type, [field])).toEqual({ allow: 'yes', rule: 'type', reversibility: 'reversible' });
    expect(judge({ do: 'check', ref: 'e1', on: true }, [elementOf('check', 'I agree')]).allow).toBe('yes');
    expect(judge({ do: 'select', ref: 'e1', option: 'a' }, [elementOf('select', 'Size')]).allow).toBe('yes');
    expect(judge({ do: 'scroll', to: 'down' }).allow).toBe('yes');
  });
});

describe('keys', () => {
  const field = elementOf('text', 'Name', { group: 'Order form', states: ['focused'] });
  const send = elementOf('press', 'Go', { group: 'Order form', submits: POST });
  const elsewhere = elementOf('press', 'Go', { group: 'Newsletter', submits: POST });
  const enter: Action = { do: 'press', key: 'Enter' };
  test.each<[string, Action, PageElement[], string, string]>([
    ['Enter in a form that is sent by POST', enter, [field, send], 'ask', 'submits'],
    [
      'Enter in a search form',
      enter,
      [
        { ...field, group: 'S' },
        { ...send, group: 'S', submits: GET },
      ],
      'yes',
      'submit_get',
    ],
    [
      'Enter in a form without a button, sent by POST',
      enter,
      [{ ...field, enters: { method: 'post', origin: 'https://shop.example' } }],
      'ask',
      'submits',
    ],
    [
      'Enter in a search form without a button',
      enter,
      [{ ...field, role: 'searchbox', enters: { method: 'get', origin: 'https://shop.example' } }],
      'yes',
      'submit_get',
    ],
    [
      'Enter in a search form of another site',
      enter,
      [{ ...field, role: 'searchbox', enters: { method: 'get', origin: 'https://evil.example' } }],
      'ask',
      'leaves_site',
    ],
    [
      'Typing in such a field',
      { do: 'type', ref: 'e1', text: 'x' },
      [{ ...field, enters: { method: 'get', origin: 'https://evil.example' } }],
      'yes',
      'type',
    ],
    ['Enter in a search field without a form', enter, [{ ...field, role: 'searchbox' }], 'yes', 'key'],
    ['Enter in a field without a form', enter, [field, elsewhere], 'ask', 'unknown_key'],
    ['Enter in a text area', enter, [{ ...field, inputType: 'textarea' }, send], 'yes', 'key'],
    ['Enter on a button', { ...enter, ref: 'e2' }, [field, send], 'ask', 'submits'],
    ['Enter nowhere, a form on the page', enter, [elsewhere], 'ask', 'submits'],
    ['Enter nowhere', enter, [], 'yes', 'key'],
    ['Enter on what is gone', { ...enter, ref: 'e7' }, [field], 'ask', 'unknown_element'],
    ['Space on a button', { ...enter, key: 'Space', ref: 'e2' }, [field, send], 'ask', 'submits'],
    ['Backspace in a field', { ...enter, key: 'Backspace' }, [field], 'yes', 'key'],
    ['Delete outside a field', { ...enter, key: 'Delete' }, [], 'ask', 'unknown_key'],
    ['Escape', { ...enter, key: 'Escape' }, [field, send], 'yes', 'key'],
  ])('%s', (...[, action, elements, allow, rule]) => {
    expect(judge(action, elements)).toMatchObject({ allow, rule });
  });
});

test.each([
  ['Send', true],
  ['Place order', true],
  ['Unsubscribe', true],
  ['jetzt kostenpflichtig bestellen', true],
  ['Löschen', true],
  ['Check out', true],
  ['Cancel my subscription', true],
  ['Abo kündigen', true],
  ['btnDelete', true],
  ['Cancel', false],
  ['Senders', false],
  ['Postage', false],
  ['Signal', false],
  ['Paypal help', false],
  ['Overview', false],
])('%s says something final: %s', (name, expected) => {
  expect(judge(click, [elementOf('press', name)]).rule === 'final_word').toBe(expected);
});

test('hosts are read from the words of the user', () => {
  const text =
    'go to https://a.example:8080/x, then b.example, (c.example) and "127.0.0.1:3000/x"; version 1.5 e.g. this, me@d.example';
  expect([...hostsNamed(text)]).toEqual(['a.example', 'b.example', 'c.example', '127.0.0.1']);
});

describe('doubt', () => {
  const anyElement = fc
    .record({
      kind: fc.constantFrom('press' as const, 'link', 'text', 'check', 'select'),
      name: fc.constantFrom('Show', 'Order', '', 'Next page'),
      submits: fc.constantFrom(undefined, GET, POST),
      href: fc.constantFrom(undefined, 'https://shop.example/a', FAR.href, 'data:x', 'javascript:x', 'mailto:x'),
      secret: fc.boolean(),
      download: fc.boolean(),
    })
    .map(({ kind, name, submits, href, ...more }) =>
      elementOf(kind, name, {
        ...more,
        states: ['focused'],
        ...(submits !== undefined && { submits }),
        ...(href !== undefined && { href }),
      }),
    );
  const anyAction = fc.constantFrom<Action[]>(
    click,
    { do: 'type', ref: 'e1', text: 'x' },
    { do: 'select', ref: 'e1', option: 'x' },
    { do: 'check', ref: 'e1', on: true },
    { do: 'press', key: 'Enter' },
    { do: 'press', key: 'Space', ref: 'e1' },
    { do: 'goto', url: 'https://shop.example/' },
    { do: 'scroll', to: 'down' },
  );
  const doubts: ((element: PageElement) => PageElement[])[] = [
    (element) => [{ ...element, submits: POST }],
    (element) => [{ ...element, download: true }],
    (element) => [{ ...element, name: `${element.name} delete` }],
    (element) => [{ ...element, secret: true }],
    (element) => [{ ...element, href: 'data:text/html,x' }],
    (element) => [element, elementOf('press', 'Pay', { submits: POST })],
  ];
  const rank = { yes: 0, ask: 1, no: 2 };

  test('more of it never gives more permission', () => {
    fc.assert(
      fc.property(anyElement, anyAction, fc.constantFrom(...doubts), (element, action, doubt) => {
        const before = judge(action, [element]);
        const after = judge(action, doubt(element));
        expect(rank[after.allow]).toBeGreaterThanOrEqual(rank[before.allow]);
      }),
      { numRuns: 1000 },
    );
  });

  test('what is final is never a plain yes', () => {
    fc.assert(
      fc.property(anyElement, anyAction, (element, action) => {
        const { allow, reversibility } = judge(action, [element]);
        expect(reversibility === 'final' && allow === 'yes').toBe(false);
      }),
    );
  });
});
