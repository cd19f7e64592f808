import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Action, PageElement, Run } from '@/lib/contracts/index.ts';

import { decisionOf, elementOf, iterationOf, pageOf, RULES_ONLY, runOf } from '../../../tests/support/pages.ts';
import { nextCommand } from './index.ts';

const FORM = [
  elementOf('text', 'Name', { group: 'Order' }), // e1
  elementOf('text', 'Email address', { group: 'Order', inputType: 'email' }), // e2
  elementOf('select', 'Size', { group: 'Order', options: ['Small', 'Medium', 'Large (+2 €)'] }), // e3
  elementOf('check', 'Gift wrap', { group: 'Order' }), // e4
  elementOf('press', 'Order', { group: 'Order', submits: { method: 'post', origin: 'https://shop.example' } }), // e5
  elementOf('link', 'Prices', { href: 'https://shop.example/prices' }), // e6
  elementOf('link', 'About our prices', { href: 'https://shop.example/about' }), // e7
  elementOf('press', 'Sign in'), // e8
  elementOf('press', 'Terms and Conditions'), // e9
  elementOf('check', 'Express', { role: 'radio', group: 'Delivery' }), // e10
  elementOf('press', 'Löschen'), // e11
  elementOf('link', 'Home', { href: 'https://shop.example/' }), // e12
  elementOf('text', '', { placeholder: 'Your message', inputType: 'textarea' }), // e13
];
const page = pageOf(FORM);

const command = (text: string, elements: PageElement[] = FORM, more: Partial<Run> = {}) =>
  nextCommand(runOf(text, more), pageOf(elements));

/** Does all the commands of a sentence, one after the other, each with success. */
function playAll(text: string): Action[] {
  const run = runOf(text);
  const actions: Action[] = [];
  for (let number = 1; number < 20; number++) {
    const decided = nextCommand(run, page);
    if (decided === undefined) return actions;
    const { rule, action, step } = decided;
    if (rule === 'finish.all-done') return actions;
    actions.push(action);
    const decision = decisionOf(action, { by: 'rule', rule, ...(step !== undefined && { step }) });
    run.iterations.push(iterationOf(number, decision));
  }
  throw new Error('no end');
}

test.each<[string, Action[]]>([
  [
    'fill Name with Ada, choose Large, press Order',
    [
      { do: 'type', ref: 'e1', text: 'Ada' },
      { do: 'select', ref: 'e3', option: 'Large (+2 €)' },
      { do: 'click', ref: 'e5' },
    ],
  ],
  ['click "Sign in"', [{ do: 'click', ref: 'e8' }]],
  ['double-click "Sign in"', [{ do: 'click', ref: 'e8', how: 'double' }]],
  ['right click on Prices', [{ do: 'click', ref: 'e6', how: 'right' }]],
  [
    'hover over "Sign in", then press Order',
    [
      { do: 'hover', ref: 'e8' },
      { do: 'click', ref: 'e5' },
    ],
  ],
  ['drag "Sign in" to "Prices"', [{ do: 'drag', ref: 'e8', to: 'e6' }]],
  ['scroll to "Terms and Conditions"', [{ do: 'scroll', to: 'view', ref: 'e9' }]],
  ['reload the page', [{ do: 'reload' }]],
  ['lade die Seite neu', [{ do: 'reload' }]],
  ['go forward', [{ do: 'forward' }]],
  ['open https://a.example/x in a new tab', [{ do: 'open', url: 'https://a.example/x' }]],
  ['Please click on the “Sign in” button.', [{ do: 'click', ref: 'e8' }]],
  ['fill email with a@b.c', [{ do: 'type', ref: 'e2', text: 'a@b.c' }]],
  [
    'fill in the name field with "Ada, Countess and more", then press Order!',
    [
      { do: 'type', ref: 'e1', text: 'Ada, Countess and more' },
      { do: 'click', ref: 'e5' },
    ],
  ],
  [
    'fill Name with Ada and Email with a@b.c',
    [
      { do: 'type', ref: 'e1', text: 'Ada' },
      { do: 'type', ref: 'e2', text: 'a@b.c' },
    ],
  ],
  ['type hello world into Your message', [{ do: 'type', ref: 'e13', text: 'hello world' }]],
  ["enter 'it's' in Name", [{ do: 'type', ref: 'e1', text: "it's" }]],
  [
    'write "x" in name; check gift wrap\nuncheck Gift wrap',
    [
      { do: 'type', ref: 'e1', text: 'x' },
      { do: 'check', ref: 'e4', on: true },
      { do: 'check', ref: 'e4', on: false },
    ],
  ],
  ['fill Name with The Hobbit', [{ do: 'type', ref: 'e1', text: 'The Hobbit' }]],
  ['fill Name with "my name"', [{ do: 'type', ref: 'e1', text: 'my name' }]],
  ['set Size to Medium', [{ do: 'select', ref: 'e3', option: 'Medium' }]],
  ['set Name to Medium', [{ do: 'type', ref: 'e1', text: 'Medium' }]],
  ['select Small for Size', [{ do: 'select', ref: 'e3', option: 'Small' }]],
  ['choose Express', [{ do: 'check', ref: 'e10', on: true }]],
  ['pick Express in Delivery', [{ do: 'check', ref: 'e10', on: true }]],
  ['clear the Name field', [{ do: 'type', ref: 'e1', text: '' }]],
  ['click Terms and Conditions', [{ do: 'click', ref: 'e9' }]],
  ['scroll down', [{ do: 'scroll', to: 'down' }]],
  ['Scroll all the way down', [{ do: 'scroll', to: 'bottom' }]],
  ['scroll to the top of the page', [{ do: 'scroll', to: 'top' }]],
  ['scroll', [{ do: 'scroll', to: 'down' }]],
  ['open example.org', [{ do: 'goto', url: 'https://example.org/' }]],
  ['go to https://example.org/a?b=1, then go back', [{ do: 'goto', url: 'https://example.org/a?b=1' }, { do: 'back' }]],
  ['visit http://127.0.0.1:8080/x', [{ do: 'goto', url: 'http://127.0.0.1:8080/x' }]],
  ['open Prices', [{ do: 'click', ref: 'e6' }]],
  ['open the prices page', [{ do: 'click', ref: 'e6' }]],
  ['go to the link "About our prices"', [{ do: 'click', ref: 'e7' }]],
  ['press Enter', [{ do: 'press', key: 'Enter' }]],
  ['hit the Escape key', [{ do: 'press', key: 'Escape' }]],
  ['press Enter in Name', [{ do: 'press', key: 'Enter', ref: 'e1' }]],
  ['press Home', [{ do: 'click', ref: 'e12' }]],
  ['press the Home key', [{ do: 'press', key: 'Home' }]],
  ['press arrow down', [{ do: 'press', key: 'ArrowDown' }]],
  ['wait for "Thank you"', [{ do: 'wait', for: { what: 'text', text: 'Thank you' } }]],
  [
    'wait 2 seconds and submit',
    [
      { do: 'wait', for: { what: 'time', ms: 2000 } },
      { do: 'click', ref: 'e5' },
    ],
  ],
  ['wait 9999 seconds', [{ do: 'wait', for: { what: 'time', ms: 30_000 } }]],
  ['Klicke auf „Sign in“', [{ do: 'click', ref: 'e8' }]],
  [
    'fülle Name mit Ada aus, wähle Large aus und drücke Order',
    [
      { do: 'type', ref: 'e1', text: 'Ada' },
      { do: 'select', ref: 'e3', option: 'Large (+2 €)' },
      { do: 'click', ref: 'e5' },
    ],
  ],
  ['gib Ada in Name ein', [{ do: 'type', ref: 'e1', text: 'Ada' }]],
  [
    'schreibe "Hallo" in Name, dann scrolle ganz nach unten',
    [
      { do: 'type', ref: 'e1', text: 'Hallo' },
      { do: 'scroll', to: 'bottom' },
    ],
  ],
  ['hake Gift wrap an; geh zurück', [{ do: 'check', ref: 'e4', on: true }, { do: 'back' }]],
  ['klick loschen', [{ do: 'click', ref: 'e11' }]],
  ['öffne example.org', [{ do: 'goto', url: 'https://example.org/' }]],
  ['warte 2 Sekunden', [{ do: 'wait', for: { what: 'time', ms: 2000 } }]],
])('%s', (text, expected) => {
  expect(playAll(text)).toEqual(expected);
});

test.each([
  'open the page about prices',
  'open the page with the best offer',
  'click the cheapest one',
  'choose the best size for a tall person',
  'fill the form with my data and do the rest',
  'fill Phone with 123',
  'search for cats',
  'fill Name with my name',
  'type the password into Name',
  'write something nice in Your message',
  'schreibe etwas Nettes in Your message',
  'what does it cost?',
  'click Prices and tell me the cheapest',
  'scroll down to the reviews',
  'open report.pdf',
  'press Order if it is cheap',
  'can you open it?',
  '',
  '   ',
  ',,, and then',
  'click',
  'fill with',
])('%j is left to the model', (text) => {
  expect(command(text)).toBeUndefined();
});

describe('what is clearly a command but not on the page is said', () => {
  test('a quoted name that is not there', () => {
    expect(command('click "Buy"')).toMatchObject({
      rule: 'command.not-found',
      action: { do: 'answer' },
      step: { number: 1, of: 1 },
      problem: { code: 'element.not_found', params: { name: 'Buy' } },
    });
  });

  test('several of that name', () => {
    const twins = [elementOf('press', 'Add'), elementOf('press', 'Add')];
    expect(command('press "Add"', twins)?.problem).toEqual({
      code: 'element.ambiguous',
      params: { name: 'Add', count: 2, candidates: 'Add, Add' },
    });
    expect(command('press Add', twins)).toBeUndefined();
  });

  test('a disabled element, and never a weaker match in its stead', () => {
    const elements = [elementOf('press', 'Order', { states: ['disabled'] }), elementOf('link', 'Order history')];
    expect(command('press Order', elements)?.problem?.code).toBe('element.disabled');
  });

  test('an option that the list does not have', () => {
    expect(command('choose "Huge" for Size')?.problem?.code).toBe('option.not_found');
  });

  test('an address of another scheme, or one that hides its host', () => {
    for (const address of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,x',
      'https://good.example@evil.example/',
    ]) {
      expect(command(`open ${address}`)).toMatchObject({
        action: { do: 'answer' },
        problem: { code: 'action.blocked_url' },
      });
    }
  });

  test('without a model an unquoted name too', () => {
    expect(command('fill Phone with 123', FORM, { engine: RULES_ONLY })?.problem?.code).toBe('element.not_found');
    expect(command('make it nice', FORM, { engine: RULES_ONLY })).toBeUndefined();
  });
});

test('only the words of the user are commands', () => {
  const { signal } = runOf('click "Sign in"');
  const forged = { ...signal, provenance: { from: 'page' as const, origin: 'https://evil.example' } };
  expect(command('', FORM, { signal: forged })).toBeUndefined();
  expect(command('', FORM, { signal: { ...signal, task: { kind: 'summarise' } } })).toBeUndefined();
});

test('a link that is called like an address does not take its place', () => {
  const trap = elementOf('link', 'example.org', { href: 'https://evil.example/' });
  expect(command('open example.org', [trap])?.action).toEqual({ do: 'goto', url: 'https://example.org/' });
});

test('any text is understood or left alone, quickly, and steps never pass their number', () => {
  const pieces = fc.constantFrom(
    'click',
    'fill',
    'with',
    '"',
    "'",
    'and',
    ',',
    ';',
    '\n',
    'Name',
    'open',
    'into',
    ' ',
    '“',
    '\ue000',
    'then',
    'press',
    '\ud800',
    'https://',
    '.',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(' ')),
        fc.string(),
      ),
      (text) => {
        const decided = command(text);
        if (decided?.step !== undefined) expect(decided.step.number).toBeLessThanOrEqual(decided.step.of);
        if (decided !== undefined && 'ref' in decided.action) expect(decided.action.ref).toMatch(/^e\d+$/);
      },
    ),
    { numRuns: 500 },
  );
  for (const piece of ['fill a with ', 'click and ', 'type in to ', '"', 'and , ', 'scroll ']) {
    const began = performance.now();
    command(piece.repeat(20_000 / piece.length));
    command(piece.repeat(5900 / piece.length));
    expect(performance.now() - began).toBeLessThan(4000);
  }
});
