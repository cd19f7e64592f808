import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Action, type Handle, type PageElement, type PageSnapshot, SECRET_KINDS } from '@/lib/contracts/index.ts';

import { anyPage, decisionOf, elementOf, iterationOf, pageOf, runOf } from '../../tests/support/pages.ts';
import { testPolicy } from '../../tests/support/policy.ts';

const policy = await testPolicy();
const SHOP = 'https://shop.example';
const EVIL = 'https://evil.example';
const give: Action = { do: 'give', ref: 'e1', secret: 's1' };
const handle: Handle = { secret: 's1', kind: 'password', label: 'Password of shop.example', origin: SHOP };
const password = elementOf('text', 'Password', { secret: true, inputType: 'password' });
const frames = [{ key: '', frameId: 0, origin: SHOP, documentKey: 'd1' }];

const deciding = (by: 'rule' | 'model' | 'hybrid' | 'recipe', action: Action = give) =>
  runOf('log in', { iterations: [iterationOf(1, decisionOf(action, { by }))] });

function judge(
  elements: PageElement[],
  more: Partial<PageSnapshot> = {},
  { by = 'rule', action = give, rules = policy }: { by?: Parameters<typeof deciding>[0]; action?: Action; rules?: typeof policy } = {},
) {
  const page = pageOf(elements, { frames, handles: [handle], ...more });
  return rules.judge({ action, page, run: deciding(by, action) });
} // prettier-ignore

const allowed = (kind: Handle['kind'], element: PageElement) =>
  judge([element], { handles: [{ ...handle, kind }] }).allow;
const ruleAt = async (rule: 'ask' | 'read' | 'never') =>
  judge([password], {}, { rules: await testPolicy(() => ({ sites: { [SHOP]: rule }, local: [] })) }).rule;
/** A page of `top` with a frame of `frame`. */
const framed = (top: string, frame: string) => ({
  origin: top,
  url: `${top}/`,
  frames: [
    { key: '', frameId: 0, origin: top, documentKey: 'd1' },
    { key: 'f1', frameId: 4, origin: frame, documentKey: 'd2' },
  ],
});

describe('a secret of the user', () => {
  test('is given where the user’s own words say so; who else says so is asked about', () => {
    expect(judge([password])).toEqual({ allow: 'yes', rule: 'give', reversibility: 'compensable' });
    for (const by of ['model', 'hybrid', 'recipe'] as const)
      expect(judge([password], {}, { by })).toMatchObject({ allow: 'ask', rule: 'give_asked' });
  });

  test.each<[string, PageElement]>([
    ['a field that shows what is in it', elementOf('text', 'Password', { secret: true, inputType: 'text' })],
    ['a field that is no secret', elementOf('text', 'Note', { inputType: 'text' })],
    ['a field that only looks like one', elementOf('text', 'Password', { inputType: 'password' })],
    ['a button', elementOf('press', 'Password', { secret: true })],
    ['a field that takes nothing', { ...password, states: ['readonly'] }],
  ])('never goes into %s', (_name, element) => {
    expect(judge([element])).toMatchObject({ allow: 'no', rule: 'give_unfit' });
  });

  test('goes into a field of its kind: codes are shown by some sites, numbers of cards by all', () => {
    const shown = elementOf('text', 'Code', { secret: true, inputType: 'text' });
    expect(SECRET_KINDS.map((kind) => [kind, allowed(kind, shown), allowed(kind, password)])).toEqual([
      ['password', 'no', 'yes'],
      ['code', 'yes', 'yes'],
      ['card', 'yes', 'no'],
    ]);
  });

  test('that nobody knows, or for an element that is not there, is refused', () => {
    expect(judge([password], { handles: [] })).toMatchObject({ allow: 'no', rule: 'give_unfit' });
    expect(judge([])).toMatchObject({ allow: 'no', rule: 'give_unfit' });
    expect(judge([password], {}, { action: { ...give, secret: 's2' } })).toMatchObject({ allow: 'no' });
  });

  test('for a form that goes to another site asks, and names both', () => {
    const away = { ...password, enters: { method: 'post', origin: EVIL } };
    for (const by of ['rule', 'model'] as const)
      expect(judge([away], {}, { by })).toMatchObject({ allow: 'ask', rule: 'leaves_site', origins: { from: SHOP, to: EVIL } }); // prettier-ignore
    expect(judge([{ ...password, enters: { method: 'post', origin: SHOP } }]).allow).toBe('yes');
  });

  test('keeps to the rules of the user for the site', async () => {
    expect([await ruleAt('ask'), await ruleAt('read'), await ruleAt('never')]).toEqual([
      'site_ask',
      'site_read',
      'site_never',
    ]);
  });
});

test.each([
  'http://shop.example', 'https://www.shop.example', 'https://shop.example:8443', 'https://shop.example.evil.example', 'https://evil.example',
  'https://xn--shp-wna.example', 'https://SHOP.example', 'null', '',
])('a page of %s never gets what is for https://shop.example', (origin) => {
  const theirs = { origin, frames: [{ key: '', frameId: 0, origin, documentKey: 'd1' }] };
  expect(judge([password], theirs)).toMatchObject({ allow: 'no', rule: 'give_unfit' });
}); // prettier-ignore

describe('frames', () => {
  const inside = { ...password, ref: 'f1e1' };
  const action: Action = { ...give, ref: 'f1e1' };

  test('a frame of another site in the right page gets nothing; one of the right site does', () => {
    expect(judge([inside], framed(SHOP, EVIL), { action })).toMatchObject({ allow: 'no', rule: 'give_unfit' });
    expect(judge([inside], framed(SHOP, SHOP), { action })).toMatchObject({ allow: 'yes', rule: 'give' });
  });

  test('the right site in a frame of another page gets it alone', () => {
    expect(judge([inside], framed(EVIL, SHOP), { action }).rule).not.toBe('give_unfit');
    expect(judge([password], framed(EVIL, SHOP))).toMatchObject({ allow: 'no', rule: 'give_unfit' });
  });

  test('a frame that nobody knows is from nowhere', () => {
    expect(judge([inside], {}, { action })).toMatchObject({ allow: 'no', rule: 'give_unfit' });
  });
});

test('whatever the page, a secret is never let into a document of another origin or a field that is none for it', () => {
  const origins = fc.constantFrom(SHOP, 'http://shop.example', 'https://www.shop.example', EVIL, 'null');
  const anyHandle: fc.Arbitrary<Handle> = fc.record({
    secret: fc.constantFrom('s1', 's2'),
    kind: fc.constantFrom(...SECRET_KINDS),
    label: fc.constant('x'),
    origin: origins,
  });
  fc.assert(
    fc.property(
      anyPage,
      fc.tuple(origins, origins, origins),
      fc.array(anyHandle, { maxLength: 3 }),
      fc.constantFrom('password', 'text', 'email'),
      (page, [top, one, two], handles, inputType) => {
        const elements = page.elements.map((element) =>
          element.kind === 'text' ? { ...element, inputType } : element,
        );
        const known = [['', top], ['f1', one], ['f2', two]].map(([key = '', origin = ''], frameId) => ({ key, frameId, origin, documentKey: `d${frameId}` })); // prettier-ignore
        for (const element of elements) {
          const action: Action = { do: 'give', ref: element.ref, secret: 's1' };
          const whole = { ...page, elements, origin: top, frames: known, handles };
          if (policy.judge({ action, page: whole, run: deciding('rule', action) }).allow === 'no') continue;
          const origin = known.find(({ key }) => key === (/^f\d/u.exec(element.ref)?.[0] ?? ''))?.origin;
          const given = handles.find(({ secret }) => secret === 's1');
          expect(given?.origin).toBe(origin);
          expect(element).toMatchObject({ kind: 'text', secret: true });
        }
      },
    ),
    { numRuns: 500 },
  );
});
