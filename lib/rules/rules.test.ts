import { readFile } from 'node:fs/promises';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Action, type Change, NO_CHANGE, type Task } from '@/lib/contracts/index.ts';

import { anyText, decisionOf, elementOf, iterationOf, pageOf, runOf } from '../../tests/support/pages.ts';
import { createRules, loadRank } from './index.ts';

const rules = createRules(await loadRank(await readFile(new URL('../../wasm/build/rank.wasm', import.meta.url))));

const ask = (text: string): Task => ({ kind: 'ask', text });

test.each([
  ['what does it cost?', 'answer'],
  ['Tell me about the shipping', 'answer'],
  ['explain this', 'answer'],
  ['list all prices', 'answer'],
  ['Summarise the page', 'summary'],
  ['summarise this page in two points', 'summary'],
  ['What is this article about?', 'summary'],
  ['click on Summary', 'act'],
  ['open the summary of the report', 'act'],
  ['is this open on Sundays?', 'answer'],
  ['open on Sundays?', 'answer'],
  ['could you tell me who wrote this?', 'answer'],
  ['check whether it is in stock', 'answer'],
  ['write a poem about it', 'answer'],
  ['nice weather', 'answer'],
  ['', 'answer'],
  ['Was kostet das?', 'answer'],
  ['Erkläre mir den Text', 'answer'],
  ['Fasse die Seite zusammen', 'summary'],
  ['Worum geht es hier?', 'summary'],
  ['click "Sign in"', 'act'],
  ['open the page about prices', 'act'],
  ['Please go to the checkout', 'act'],
  ['could you open the menu?', 'act'],
  ['I want to order two pizzas', 'act'],
  ['search for cats', 'act'],
  ['log in', 'act'],
  ['book a table for two', 'act'],
  ['fill the form with my name', 'act'],
  ['I am on the shop. Buy the cheapest one.', 'act'],
  ['Öffne die Seite über Preise', 'act'],
  ['Klicke auf Weiter', 'act'],
  ['Kannst du bitte auf Weiter klicken?', 'act'],
  ['bitte suche nach Katzen', 'act'],
])('%j wants %s', (text, expected) => {
  expect(rules.intent(ask(text))).toBe(expected);
});

test('a summary and an explanation are words', () => {
  expect(rules.intent({ kind: 'summarise' })).toBe('summary');
  expect(rules.intent({ kind: 'explain' })).toBe('answer');
});

describe('passages', () => {
  const passages = [
    'The weather was fine.',
    'A large pizza costs 12 euros.',
    'Pizzas are round.',
    'We deliver on Sundays.',
  ];

  test('those with the words of the question come first', () => {
    expect(rules.rank('How much is a large pizza?', passages)[0]).toBe(1);
    expect(rules.rank('When do you deliver?', passages)[0]).toBe(3);
    expect(rules.rank('Was kostet die Lieferung der Pizza?', passages)).toEqual(expect.arrayContaining([1, 2]));
  });

  test('where none shares a word that means something there are none', () => {
    expect(rules.rank('xyzzy', passages)).toEqual([]);
    expect(rules.rank('what is the', passages)).toEqual([]);
    expect(rules.rank('', passages)).toEqual([]);
    expect(rules.rank('anything', [])).toEqual([]);
  });

  test('a very long question does no harm', () => {
    const question = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ');
    expect(rules.rank(`pizza ${question}`, passages)).toEqual(rules.rank('pizza', passages));
  });
});

describe('relevance', () => {
  const page = pageOf([
    elementOf('link', 'Home', { href: 'https://a.example/' }),
    elementOf('link', 'Our prices', { href: 'https://a.example/p' }),
    elementOf('link', 'More', { href: 'https://a.example/price-list' }),
    elementOf('text', 'Email', { placeholder: 'you@example.org' }),
    elementOf('press', 'Save', { group: 'Profile' }),
    elementOf('press', 'Save', { group: 'Profile', states: ['offscreen'] }),
    elementOf('select', 'Size', { options: ['Large', 'Small'] }),
  ]);
  const best = (task: string, place?: { ref: string; label: string }) => {
    const scores = rules.relevance(task, page, place);
    return scores.indexOf(Math.max(...scores));
  };

  test('names count before addresses, addresses before nothing', () => {
    const scores = rules.relevance('open the page about prices', page);
    expect(best('open the page about prices')).toBe(1);
    expect(scores[2]).toBeGreaterThan(scores[0] ?? 0);
  });

  test('fields come first where something is to be filled in, options are read, what is in view is nearer', () => {
    expect(best('type my email')).toBe(3);
    expect(best('choose large')).toBe(6);
    expect(best('save it')).toBe(4);
  });

  test('the place that the user pointed at comes first', () => {
    expect(best('do this', { ref: 'e6', label: 'Profile' })).toBe(4);
  });

  test('has a number of 0 or more for each element, whatever the task', () => {
    fc.assert(
      fc.property(anyText(200), (task) => {
        const scores = rules.relevance(task, page);
        expect(scores).toHaveLength(page.elements.length);
        expect(scores.every((score) => score >= 0 && Number.isFinite(score))).toBe(true);
      }),
    );
  });
});

const ARRIVED: Change = { ...NO_CHANGE, url: { from: 'https://a.example/', to: 'https://a.example/p' } };
const finished = (text: string, change: Change, action: Action = { do: 'click', ref: 'e1' }) =>
  rules.finished(runOf(text, { iterations: [iterationOf(1, decisionOf(action), { change })] }));

describe('a model that did the one thing that was asked has finished', () => {
  test.each([
    'open the page about prices',
    'please click the button that adds milk',
    'Öffne die Seite über Preise',
    'go to the cheapest offer',
    'open the page about bread and butter',
  ])('%s', (text) => {
    expect(finished(text, ARRIVED)).toBe('finish.single-step');
  });

  test.each([
    'open prices and tell me the cheapest',
    'open prices, then buy one',
    'fill the form',
    'what does it cost?',
    'buy the cheapest one',
    'click all the boxes; save',
  ])('but not: %s', (text) => {
    expect(finished(text, ARRIVED)).toBeUndefined();
  });

  test('only where something happened, and to open means to arrive', () => {
    const dialog = { ...NO_CHANGE, removed: 3 };
    expect(finished('click the button that adds milk', NO_CHANGE)).toBeUndefined();
    expect(finished('click the button that adds milk', dialog)).toBe('finish.single-step');
    expect(finished('open the page about prices', dialog)).toBeUndefined();
    expect(finished('open the page about prices', ARRIVED, { do: 'scroll', to: 'down' })).toBeUndefined();
  });

  test('and not where a rule decided, or nothing was done', () => {
    const click: Action = { do: 'click', ref: 'e1' };
    const byRule = iterationOf(1, decisionOf(click, { by: 'rule' }), { change: ARRIVED });
    const failed = iterationOf(1, decisionOf(click), { status: 'failed', change: ARRIVED });
    expect(rules.finished(runOf('open the page about prices', { iterations: [byRule] }))).toBeUndefined();
    expect(rules.finished(runOf('open the page about prices', { iterations: [failed] }))).toBeUndefined();
    expect(rules.finished(runOf('open the page about prices'))).toBeUndefined();
  });
});
