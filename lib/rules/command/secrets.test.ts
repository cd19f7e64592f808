import { expect, test } from 'vitest';

import type { Handle, Iteration, PageElement, Run } from '@/lib/contracts/index.ts';
import { decisionOf, elementOf, iterationOf, pageOf, RULES_ONLY, runOf } from '@/tests/support/pages.ts';

import { nextCommand } from './index.ts';

const SHOP = 'https://shop.example';
const handle = (secret: string, kind: Handle['kind'], more: Partial<Handle> = {}): Handle => ({ secret, kind, label: `My ${kind}`, origin: SHOP, ...more }); // prettier-ignore
const group = 'Account';
const FORM: PageElement[] = [
  elementOf('text', 'Search', { inputType: 'search' }),
  elementOf('text', 'User name', { inputType: 'text', group }),
  elementOf('text', 'Password', { inputType: 'password', secret: true, group }),
  elementOf('press', 'Cancel', { group }),
  elementOf('press', 'Sign in', { group, submits: { method: 'post', origin: SHOP } }),
  elementOf('text', 'Code', { inputType: 'text', secret: true, group: 'Second step' }),
];
const ALL = [handle('s1', 'password', { user: 'ada' }), handle('s2', 'code'), handle('s3', 'card')];

function command(text: string, handles = ALL, { elements = FORM, run = {} }: { elements?: PageElement[]; run?: Partial<Run> } = {}) {
  const frames = [{ key: '', frameId: 0, origin: SHOP, documentKey: 'd1' }];
  const found = nextCommand(runOf(text, run), pageOf(elements, { handles, frames }));
  return found?.problem?.code ?? found?.action;
} // prettier-ignore

test.each([
  ['fill in my password', { do: 'give', ref: 'e3', secret: 's1' }],
  ['please enter my password', { do: 'give', ref: 'e3', secret: 's1' }],
  ['gib mein Passwort ein', { do: 'give', ref: 'e3', secret: 's1' }],
  ['trage mein Kennwort bei Password ein', { do: 'give', ref: 'e3', secret: 's1' }],
  ['fill Password with my password', { do: 'give', ref: 'e3', secret: 's1' }],
  ['fill Password with secret s1', { do: 'give', ref: 'e3', secret: 's1' }],
  ['fülle Password mit Geheimnis s1 aus', { do: 'give', ref: 'e3', secret: 's1' }],
  ['type my PIN into Code', { do: 'give', ref: 'e6', secret: 's2' }],
  ['enter the one-time code into Code', { do: 'give', ref: 'e6', secret: 's2' }],
  // What the user says themselves is typed, as ever.
  ['fill Password with hunter2', { do: 'type', ref: 'e3', text: 'hunter2' }],
])('%s', (text, wanted) => {
  expect(command(text)).toEqual(wanted);
});

test('what is not kept for this site, or has no field here, is said; with a model at hand it is the model’s', () => {
  expect(command('fill in my password', [], { run: { engine: RULES_ONLY } })).toBe('secret.none');
  expect(command('fill in my password', [])).toBeUndefined();
  expect(command('fill Password with secret s9')).toBe('secret.none');
  expect(command('enter my card number', ALL, { elements: FORM.slice(0, 5), run: { engine: RULES_ONLY } })).toBe('element.not_found'); // prettier-ignore
});

test('of two that fit one has to be said', () => {
  const two = [handle('s1', 'password'), handle('s4', 'password')];
  expect(command('fill in my password', two)).toBe('element.ambiguous');
  expect(command('fill Password with secret s4', two)).toEqual({ do: 'give', ref: 'e3', secret: 's4' });
});

test.each(['log in', 'sign me in', 'Bitte melde mich an', 'log in with my password', 'einloggen'])(
  '"%s" is user name, password and button, and leaves out what the page or the user has not',
  (text) => {
    const iterations: Iteration[] = [];
    const acts: unknown[] = [];
    const handles = [handle('s1', 'password', { user: 'ada' })];
    for (let number = 1; number < 9; number++) {
      const frames = [{ key: '', frameId: 0, origin: SHOP, documentKey: 'd1' }];
      const found = nextCommand(runOf(text, { iterations }), pageOf(FORM, { handles, frames }));
      if (found === undefined || found.rule === 'finish.all-done') break;
      acts.push(found.action);
      iterations.push(iterationOf(number, decisionOf(found.action, { by: 'rule', rule: found.rule, ...(found.step && { step: found.step }) }))); // prettier-ignore
    }
    expect(acts).toEqual([
      { do: 'type', ref: 'e2', text: 'ada' },
      { do: 'give', ref: 'e3', secret: 's1' },
      { do: 'click', ref: 'e5' },
    ]);
    expect(command(text, [handle('s1', 'password')])).toEqual({ do: 'give', ref: 'e3', secret: 's1' });
    const there = FORM.map((element) => (element.name === 'User name' ? { ...element, value: 'ada' } : element));
    expect(command(text, handles, { elements: there })).toEqual({ do: 'give', ref: 'e3', secret: 's1' });
    expect(command(text, [])).toBeUndefined();
  },
);
