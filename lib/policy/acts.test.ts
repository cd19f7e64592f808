import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Action, MODIFIERS, type PageElement, type Question } from '@/lib/contracts/index.ts';

import { decisionOf, elementOf, iterationOf, pageOf, runOf } from '../../tests/support/pages.ts';
import { testPolicy } from '../../tests/support/policy.ts';

const policy = await testPolicy();
const POST = { method: 'post', origin: 'https://shop.example' };

function judge(action: Action, elements: PageElement[] = [], run = runOf('do it')) {
  return policy.judge({ action, page: pageOf(elements), run });
}

const link = (name: string, path: string) => elementOf('link', name, { href: `https://shop.example/${path}` });
const click: Action = { do: 'click', ref: 'e1' };

describe('links that only fetch a page of the site', () => {
  test.each<[string, PageElement, string]>([
    ['a place that is called like a deed', link('Order history', 'orders'), 'yes'],
    ['a place whose address is', link('Reviews', 'book/reviews'), 'yes'],
    ['payment and shipping', link('Zahlung und Versand', 'help'), 'yes'],
    ['a bare deed', link('Delete', 'd?id=1'), 'ask'],
    ['a deed with fillers', link('Order now', 'o?id=1'), 'ask'],
    ['a deed in the address', link('OK', 'cart?do=delete'), 'ask'],
    ['a way out', link('Bye', 'logout'), 'ask'],
    ['leaving a list', link('Click here', 'unsubscribe?u=1'), 'ask'],
    ['a button of the page in the shape of a link', link('Order history', '#'), 'ask'],
    ['a link that says it is a button', { ...link('Post comment', 'x'), role: 'button' }, 'ask'],
  ])('%s', (_name, element, allow) => {
    expect(judge(click, [element]).allow).toBe(allow);
  });

  test('clicks of every kind are judged alike', () => {
    for (const how of ['double', 'right', 'middle'] as const)
      expect(judge({ ...click, how }, [elementOf('press', 'Delete')])).toEqual(
        judge(click, [elementOf('press', 'Delete')]),
      );
  });
});

describe('drag', () => {
  const card = elementOf('press', 'Delete me later');
  const onto = (name: string) => judge({ do: 'drag', ref: 'e1', to: 'e2' }, [card, elementOf('press', name)]);

  test('onto a bin or what sends asks; elsewhere, and by an offset, not', () => {
    expect(onto('Trash')).toMatchObject({ allow: 'ask', rule: 'final_word' });
    expect(onto('Papierkorb')).toMatchObject({ allow: 'ask', rule: 'final_word' });
    expect(onto('Drop here to delete').allow).toBe('ask');
    expect(onto('Done')).toMatchObject({ allow: 'yes', rule: 'drag' });
    expect(judge({ do: 'drag', ref: 'e1', by: { x: 5, y: 0 } }, [card]).allow).toBe('yes');
  });

  test('of or onto what is not there is doubt', () => {
    expect(judge({ do: 'drag', ref: 'e1', to: 'e9' }, [card]).rule).toBe('unknown_element');
    expect(judge({ do: 'drag', ref: 'e9', by: { x: 1, y: 1 } }).rule).toBe('unknown_element');
  });
});

const send = (method: string) => elementOf('press', 'Go', { group: 'Form', submits: { ...POST, method } });

describe('forms, files, tools', () => {
  const field = elementOf('text', 'Message', { group: 'Form', inputType: 'textarea' });
  const submit: Action = { do: 'submit', ref: 'e1' };

  test('sending a form follows the rules of its button, also from a text area', () => {
    expect(judge(submit, [field, send('post')])).toMatchObject({ allow: 'ask', rule: 'submits' });
    expect(judge(submit, [field, send('get')])).toMatchObject({ allow: 'yes', rule: 'submit_get' });
    expect(judge(submit, [field])).toMatchObject({ allow: 'ask', rule: 'submits' });
    expect(judge(submit)).toMatchObject({ allow: 'ask', rule: 'unknown_element' });
    expect(judge({ do: 'submit', ref: 'e2' }, [field, send('get')])).toMatchObject({ allow: 'yes' });
  });

  test('a file goes nowhere without a question, and no tool of a page is called without one', () => {
    expect(judge({ do: 'upload', ref: 'e1', file: 1 }, [elementOf('press', 'Photo')])).toMatchObject({
      allow: 'ask',
      rule: 'upload',
    });
    expect(judge({ do: 'upload', ref: 'e9', file: 1 }).allow).toBe('ask');
    expect(judge({ do: 'call', tool: 'look_only', input: '{}' })).toMatchObject({ allow: 'ask', rule: 'page_tool' });
  });
});

describe('clipboard, tabs, glances', () => {
  const password = elementOf('text', 'Password', { secret: true });

  test('secrets are neither copied nor pasted into, whoever decided', () => {
    for (const action of [
      { do: 'copy', ref: 'e1' },
      { do: 'paste', ref: 'e1' },
    ] as const) {
      const run = runOf('x', { iterations: [iterationOf(1, decisionOf(action, { by: 'rule' }))] });
      expect(judge(action, [password], run)).toMatchObject({ allow: 'no', rule: 'secret' });
      expect(judge(action, [elementOf('text', 'Name')]).allow).toBe('yes');
    }
  });

  test('the tab where the user was is not closed without a question; those of the run are', () => {
    expect(judge({ do: 'close', tab: 1 })).toMatchObject({ allow: 'ask', rule: 'close_first' });
    expect(judge({ do: 'close', tab: 2 }).allow).toBe('yes');
    expect(judge({ do: 'switch', tab: 1 }).allow).toBe('yes');
  });

  test('a new tab is judged like a way to go', () => {
    for (const url of [
      'https://shop.example/a',
      'https://other.example/',
      'javascript:x',
      'https://shop.example/logout',
    ])
      expect(judge({ do: 'open', url })).toEqual(judge({ do: 'goto', url }));
  });

  test('looking is free', () => {
    const glances: Action[] = [
      { do: 'look', ref: 'e1' },
      { do: 'find', text: 'delete' },
      { do: 'more' },
      { do: 'hover', ref: 'e1' },
    ];
    for (const glance of glances) expect(judge(glance, [elementOf('press', 'Delete')]).allow).toBe('yes');
  });
});

describe('keys with others', () => {
  const area = elementOf('text', 'Note', { inputType: 'textarea', states: ['focused'] });
  const press = (key: string, held: ('Shift' | 'Control' | 'Alt' | 'Meta')[], elements = [area]) =>
    judge({ do: 'press', key, with: held }, elements).allow;

  test('Control and Enter send in many a chat; a letter outside a field is a shortcut of the page', () => {
    expect(press('Enter', ['Control'])).toBe('ask');
    expect(press('Enter', ['Meta'])).toBe('ask');
    expect(press('Enter', [])).toBe('yes');
    expect(press('k', ['Control'])).toBe('ask');
    expect(press('#', [], [])).toBe('ask');
    expect(press('Delete', ['Shift'], [])).toBe('ask');
  });

  test('in a field the keys that edit are free', () => {
    expect(press('a', ['Control'])).toBe('yes');
    expect(press('z', ['Meta'])).toBe('yes');
    expect(press('ArrowLeft', ['Control', 'Shift'])).toBe('yes');
    expect(press('A', ['Shift'])).toBe('yes');
    expect(press('Delete', ['Control'])).toBe('ask');
  });

  test('one more of them never gives more permission', () => {
    const rank = { yes: 0, ask: 1, no: 2 };
    const key = fc.constantFrom('Enter', 'Space', 'Tab', 'Delete', 'a', 'x', 'ArrowUp');
    const page = fc.constantFrom<PageElement[][]>(
      [],
      [area],
      [elementOf('press', 'Go', { states: ['focused'], submits: POST })],
    );
    fc.assert(
      fc.property(key, page, fc.constantFrom(...MODIFIERS), (pressed, elements, modifier) => {
        fc.pre(modifier !== 'Shift');
        expect(rank[press(pressed, [modifier], elements)]).toBeGreaterThanOrEqual(rank[press(pressed, [], elements)]);
      }),
    );
  });
});

const asked = (element: PageElement) => judge(click, [element]).rule === 'final_word';
const dropped = (name: string) =>
  judge({ do: 'drag', ref: 'e1', to: 'e2' }, [elementOf('press', 'Card'), elementOf('press', name)]).allow === 'ask';

describe('words of links, addresses and places to drop on', () => {
  test.each(['Delete', 'Delete this', 'Jetzt bestellen', 'Vote', 'Cancel my order', '削除'])(
    'a link to %s asks',
    (name) => {
      expect(asked(link(name, 'x'))).toBe(true);
    },
  );
  test.each(['Order status', 'Book reviews', 'Comments', 'Blocked users', '+'])('a link to %s does not', (name) => {
    expect(asked(link(name, 'x'))).toBe(false);
  });
  test.each(['x/delete', 'vote?id=1', 'signout', 'log-out', 'log_out', 'account/logOff', 'sign%20off', 'x/결제'])('a link to /%s asks', (path) => {
    expect(asked(link('OK', path))).toBe(true);
  }); // prettier-ignore
  test.each(['order/history', 'posts/1', 'blog/outdoor', '', 'sign-in', 'signup'])('a link to /%s does not', (path) => {
    expect(asked(link('OK', path))).toBe(false);
  });
  test.each(['Bin', 'recycle bin', 'Delete'])('to drop on %s asks', (name) => {
    expect(dropped(name)).toBe(true);
  });
  test.each(['Done', 'Binary'])('to drop on %s does not', (name) => {
    expect(dropped(name)).toBe(false);
  });
});

describe('in the sandbox', () => {
  const use: Action = { do: 'use', tool: 'calculator', input: { expression: '1 + 1' } };
  const tool = { name: 'calculator', title: '', description: '', inputSchema: {}, example: {} };
  const run: Action = { do: 'run', code: 'return 1' };

  test('a tool that asks for nothing is free', () => {
    expect(judge(use)).toMatchObject({ allow: 'yes', rule: 'own_tool', reversibility: 'read' });
    expect(policy.judge({ action: use, page: pageOf([]), run: runOf('do it'), tool })).toMatchObject({ allow: 'yes' });
  });

  test('code asks until the user has said yes to this very code in this run', () => {
    expect(judge(run)).toMatchObject({ allow: 'ask', rule: 'code_unseen', reversibility: 'read' });
    const verdict = { allow: 'ask', rule: 'code_unseen', reversibility: 'read' } as const;
    const question: Question = { kind: 'approve', id: 'q', action: run, target: '', origin: '', values: [], verdict };
    const replied = (reply: 'yes' | 'no') =>
      runOf('do it', {
        iterations: [{ ...iterationOf(1, decisionOf(run)), questions: [{ question, reply }] }],
      });
    expect(judge(run, [], replied('yes'))).toMatchObject({ allow: 'yes', rule: 'own_code' });
    expect(judge({ do: 'run', code: 'return 2' }, [], replied('yes')).allow).toBe('ask');
    expect(judge({ ...run, language: 'js' }, [], replied('yes')).allow).toBe('yes');
    expect(judge({ ...run, language: 'py' }, [], replied('yes')).allow).toBe('ask');
    expect(judge(run, [], replied('no')).allow).toBe('ask');
  });
});
