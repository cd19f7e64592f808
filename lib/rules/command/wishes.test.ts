import { describe, expect, test } from 'vitest';

import type { Action, PageElement, PageRegion, PageSnapshot } from '@/lib/contracts/index.ts';
import { decisionOf, elementOf, iterationOf, pageOf, RULES_ONLY, runOf } from '@/tests/support/pages.ts';

import { nextCommand } from './index.ts';

const FORM = [
  elementOf('text', 'Name'), // e1
  elementOf('text', 'Email address', { inputType: 'email' }), // e2
  elementOf('select', 'Size', { options: ['Small', 'Medium', 'Large'] }), // e3
  elementOf('check', 'Wrap it as a gift'), // e4
  elementOf('text', 'Notes', { inputType: 'textarea' }), // e5
  elementOf('press', 'Order'), // e6
  elementOf('link', 'Prices', { href: 'https://shop.example/prices' }), // e7
  elementOf('link', 'About us', { href: 'https://shop.example/about' }), // e8
  elementOf('press', 'Send'), // e9
];

/** The acts of a sentence, one after the other, each with success; where one fails, the code of what is said. */
function play(text: string, elements: PageElement[] = FORM, more: Partial<PageSnapshot> = {}): unknown[] {
  const run = runOf(text, { engine: RULES_ONLY });
  const acts: unknown[] = [];
  for (let number = 1; number < 20; number++) {
    const decided = nextCommand(run, pageOf(elements, more));
    if (decided === undefined || decided.rule === 'finish.all-done') return acts;
    if (decided.problem !== undefined) return [...acts, decided.problem.code];
    const { rule, action, step } = decided;
    acts.push(action);
    run.iterations.push(
      iterationOf(number, decisionOf(action, { by: 'rule', rule, ...(step !== undefined && { step }) })),
    );
  }
  throw new Error('no end');
}

const WHOLE_FORM: Action[] = [
  { do: 'type', ref: 'e1', text: 'Ada Lovelace' },
  { do: 'type', ref: 'e2', text: 'ada@a.example' },
  { do: 'select', ref: 'e3', option: 'Large' },
  { do: 'check', ref: 'e4', on: true },
];

describe('a form in one sentence', () => {
  test.each([
    'Fill in the form: name Ada Lovelace, email ada@a.example, size large, wrap it as a gift',
    'please fill out this form with Name: Ada Lovelace; Email address = ada@a.example; Size: Large; Wrap it as a gift: yes',
    'Fill the form in: name is Ada Lovelace and email is ada@a.example and size is Large, and wrap it as a gift',
    'Fülle das Formular aus: Name Ada Lovelace, Email ada@a.example, Size Large, Wrap it as a gift ja',
  ])('%s', (text) => {
    expect(play(text)).toEqual(WHOLE_FORM);
  });

  test('goes on with what is to be done after it', () => {
    expect(play('Fill in the form: name Ada and press Order')).toEqual([{ do: 'type', ref: 'e1', text: 'Ada' }, { do: 'click', ref: 'e6' }]); // prettier-ignore
    expect(play('fill in the form with notes no seeds, please; then click Send')).toEqual([{ do: 'type', ref: 'e5', text: 'no seeds' }, 'element.not_found']); // prettier-ignore
  });

  test('takes what is in quotes as it stands, and puts no word where it does not belong', () => {
    expect(play('fill in the form: notes "salt, and no seeds", wrap it as a gift: no')).toEqual([
      { do: 'type', ref: 'e5', text: 'salt, and no seeds' },
      { do: 'check', ref: 'e4', on: false },
    ]);
    expect(play('fill in the form: phone 123')).toEqual(['element.not_found']);
    expect(play('fill in the form: size huge')).toEqual(['option.not_found']);
  });

  test('with nothing said, or only described, it is for a model', () => {
    expect(play('fill in the form')).toEqual([]);
    expect(play('fill in the form with my data')).toEqual(['element.not_found']);
  });
});

describe('a place in a row', () => {
  test.each<[string, Action]>([
    ['open the first link', { do: 'click', ref: 'e7' }],
    ['click on the second link', { do: 'click', ref: 'e8' }],
    ['press the last button', { do: 'click', ref: 'e9' }],
    ['type x into the 2nd field', { do: 'type', ref: 'e2', text: 'x' }],
    ['tick the first checkbox', { do: 'check', ref: 'e4', on: true }],
    ['klicke auf den zweiten Knopf', { do: 'click', ref: 'e9' }],
    ['öffne den letzten Link', { do: 'click', ref: 'e8' }],
  ])('%s', (text, act) => {
    expect(play(text)).toEqual([act]);
  });

  test('what is called so comes first, what is not there is said, and what cannot be seen does not count', () => {
    expect(play('click the first link', [...FORM, elementOf('link', 'First link')])).toEqual([{ do: 'click', ref: 'e10' }]); // prettier-ignore
    expect(play('click the fifth link')).toEqual(['element.not_found']);
    expect(play('open the first article')).toEqual(['element.not_found']);
    expect(play('open the first page')).toEqual(['element.not_found']);
    const hidden = elementOf('link', 'Skip', { states: ['hidden'] });
    expect(play('open the first link', [hidden, elementOf('link', 'Home')])).toEqual([{ do: 'click', ref: 'e2' }]);
  });
});

test('a letter is typed as it stands, a description is not', () => {
  expect(play('fill Notes with a, fill Notes with b')).toEqual(
    ['a', 'b'].map((text) => ({ do: 'type', ref: 'e5', text })),
  );
  expect(play('type the into Notes')).toEqual([{ do: 'type', ref: 'e5', text: 'the' }]);
  for (const vague of ['a rhyme', 'something', 'my address', 'anything you like', 'etwas'])
    expect(play(`fill Notes with ${vague}`)).toEqual([]);
});

describe('again and again', () => {
  const next = elementOf('press', 'Next');
  test.each<[string, number]>([
    ['press Next three times', 3],
    ['click on "Next" twice', 2],
    ['click twice on Next', 2],
    ['press the Next button 4x', 4],
    ['klicke zweimal auf Next', 2],
    ['drücke 3 mal auf Next', 3],
    ['tap Next once', 1],
  ])('%s', (text, times) => {
    expect(play(text, [next])).toEqual(Array.from({ length: times }, () => ({ do: 'click', ref: 'e1' })));
  });

  test('keys and scrolling, too, among other commands', () => {
    expect(play('scroll down twice, then press Tab 2 times and click Next', [next])).toEqual([
      ...[1, 2].map(() => ({ do: 'scroll', to: 'down' })),
      ...[1, 2].map(() => ({ do: 'press', key: 'Tab' })),
      { do: 'click', ref: 'e1' },
    ]);
  });

  test('what is typed or hardly meant is not repeated', () => {
    expect(play('type "it rains two times" into Notes')).toEqual([{ do: 'type', ref: 'e5', text: 'it rains two times' }]); // prettier-ignore
    expect(play('type it rains 3 times into Notes')).toEqual([{ do: 'type', ref: 'e5', text: 'it rains 3 times' }]);
    expect(play('press Next 99 times', [next])).toEqual(['element.not_found']);
    expect(play('press Next 0 times', [next])).toEqual(['element.not_found']);
  });
});

describe('a place in a list', () => {
  const radios = ['By post', 'By bike'].map((name) => elementOf('check', name, { role: 'radio', group: 'Delivery' }));
  test.each<[string, Action]>([
    ['choose the second option of Size', { do: 'select', ref: 'e3', option: 'Medium' }],
    ['select the last option in Size', { do: 'select', ref: 'e3', option: 'Large' }],
    ['pick the first choice', { do: 'select', ref: 'e3', option: 'Small' }],
    ['wähle den zweiten Eintrag von Size', { do: 'select', ref: 'e3', option: 'Medium' }],
    ['choose the second option for Delivery', { do: 'check', ref: 'e11', on: true }],
  ])('%s', (text, act) => {
    expect(play(text, [...FORM, ...radios])).toEqual([act]);
  });

  test('says it where there are not so many', () => {
    expect(play('choose the fifth option of Size')).toEqual(['option.not_found']);
  });
});

test('the text of one field goes into another', () => {
  const acts = [{ do: 'copy', ref: 'e1' }, { do: 'paste', ref: 'e5' }]; // prettier-ignore
  expect(play('copy the text of Name into Notes')).toEqual(acts);
  expect(play('copy Name to Notes')).toEqual(acts);
  expect(play('kopiere den Inhalt von Name in Notes')).toEqual(acts);
  expect(play('copy the text of Name and paste it into Notes')).toEqual(acts);
  expect(play('kopiere Name und füge es in Notes ein')).toEqual(acts);
  expect(play('copy Name into Nowhere')).toEqual([{ do: 'copy', ref: 'e1' }, 'element.not_found']);
});

describe('a search', () => {
  const SHOP = [...FORM, elementOf('text', 'Search products', { inputType: 'search' })];
  test.each([
    ['search for rye bread', 'rye bread'],
    ['search this site for "the best"', 'the best'],
    ['suche nach Roggenbrot', 'Roggenbrot'],
    ['search for shoes on this page', 'shoes'],
  ])('%s', (text, words) => {
    expect(play(text, SHOP)).toEqual([{ do: 'type', ref: 'e10', text: words }, { do: 'press', key: 'Enter', ref: 'e10' }]); // prettier-ignore
  });

  test('needs a field for it; and what is only described is no word to search for', () => {
    expect(play('search for rye bread')).toEqual(['element.not_found']);
    expect(play('search for the cheapest one', SHOP)).toEqual([]);
    expect(play('search for what it costs', SHOP)).toEqual([]);
  });
});

describe('what lies over the page', () => {
  const regions: PageRegion[] = [{ ref: 'e90', role: 'dialog', name: 'Newsletter', top: true }];
  const dialog = [elementOf('press', 'Close menu'), elementOf('press', '×', { region: 0 }), elementOf('press', 'Yes please', { region: 0 })]; // prettier-ignore
  test.each(['close the popup', 'dismiss this dialog', 'schließe das Fenster'])('%s', (text) => {
    expect(play(text, dialog, { regions })).toEqual([{ do: 'click', ref: 'e2' }]);
    expect(play(text)).toEqual(['element.not_found']);
  });

  test('is closed by what closes, and never by what agrees', () => {
    const agrees = [elementOf('press', 'OK', { region: 0 }), elementOf('press', 'Accept all', { region: 0 })];
    expect(play('close the banner', agrees, { regions })).toEqual(['element.not_found']);
  });

  test('cookies are accepted or rejected by the button that says so', () => {
    const banner = [elementOf('press', 'Accept'), elementOf('press', 'Accept all'), elementOf('press', 'Reject all')];
    expect(play('reject all cookies', banner)).toEqual([{ do: 'click', ref: 'e3' }]);
    expect(play('accept cookies', banner)).toEqual([{ do: 'click', ref: 'e2' }]);
    expect(play('lehne alle Cookies ab', banner.slice(0, 2))).toEqual(['element.not_found']);
  });
});

describe('scrolling', () => {
  test('to a name goes there or says that it is not there, and never just down', () => {
    expect(play('scroll to "Notes"')).toEqual([{ do: 'scroll', to: 'view', ref: 'e5' }]);
    expect(play('scroll to "What comes next"')).toEqual(['element.not_found']);
    expect(play('scroll down to "Reviews"')).toEqual(['element.not_found']);
  });

  test.each([
    ['scroll to Reviews', 'Reviews'],
    ['scroll down to the reviews section', 'Reviews'],
    ['jump to "What we sell"', 'What we sell'],
    ['go to the delivery section', 'Delivery and returns'],
    ['scroll to returns', 'Delivery and returns'],
    ['springe zu Reviews', 'Reviews'],
    ['geh zum Abschnitt Reviews', 'Reviews'],
  ])('goes to headings: %s', (text, heading) => {
    const texts = ['What we sell', 'Reviews', 'Delivery and returns', 'Reviews of reviews'].map((said, at) => ({ at, block: at, text: said, level: 2 })); // prettier-ignore
    expect(play(text, FORM, { texts })).toEqual([{ do: 'scroll', to: 'view', text: heading }]);
    const contents = [...FORM, elementOf('link', heading, { href: 'https://shop.example/#there' })];
    expect(play(text, contents, { texts })).toEqual([{ do: 'scroll', to: 'view', text: heading }]);
    expect(play(text, FORM, { texts: texts.map(({ at, block, text: said }) => ({ at, block, text: said })) })).toEqual([
      'element.not_found',
    ]);
  });

  test('goes to parts of the page by their name or by what they are', () => {
    const regions: PageRegion[] = [
      { ref: 'e90', role: 'table', name: 'Prices today' },
      { ref: 'e91', role: 'contentinfo', name: '' },
    ];
    expect(play('scroll to the table', FORM, { regions })).toEqual([{ do: 'scroll', to: 'view', ref: 'e90' }]);
    expect(play('scroll down to "Prices today"', FORM, { regions })).toEqual([{ do: 'scroll', to: 'view', ref: 'e90' }]); // prettier-ignore
    expect(play('scroll to the footer', FORM, { regions })).toEqual([{ do: 'scroll', to: 'view', ref: 'e91' }]);
  });
});

test('where no password is asked for, to sign in is to follow what leads there', () => {
  const lead = elementOf('link', 'Sign in', { href: 'https://shop.example/login' });
  expect(play('sign in', [...FORM, lead])).toEqual([{ do: 'click', ref: 'e10' }]);
  expect(play('log in', [...FORM, elementOf('press', 'Log in to your account')])).toEqual([
    { do: 'click', ref: 'e10' },
  ]);
  expect(play('sign in')).toEqual(['element.not_found']);
  const password = elementOf('text', 'Password', { inputType: 'password', secret: true });
  expect(play('sign in', [lead, password])).toEqual(['secret.none']);
});

test('without a model, what alone has the words is opened, though its name says more', () => {
  const links = [...FORM, elementOf('link', 'Jump to comments (12)', { href: 'https://shop.example/#c' })];
  expect(play('open the comments', links)).toEqual([{ do: 'click', ref: 'e10' }]);
  expect(nextCommand(runOf('open the comments'), pageOf(links))).toBeUndefined();
  const two = [...links, elementOf('link', 'All comments', { href: 'https://shop.example/all' })];
  expect(play('open the comments', two)).toEqual(['element.ambiguous']);
});
