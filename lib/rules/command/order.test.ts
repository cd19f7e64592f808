import { describe, expect, test } from 'vitest';

import type { PageElement, Run } from '@/lib/contracts/index.ts';

import { decisionOf, elementOf, iterationOf, pageOf, runOf } from '../../../tests/support/pages.ts';
import { nextCommand } from './index.ts';

const FORM = [elementOf('text', 'Name'), elementOf('press', 'Sign in'), elementOf('press', 'Order')];
const command = (text: string, elements: PageElement[] = FORM, more: Partial<Run> = {}) =>
  nextCommand(runOf(text, more), pageOf(elements));

describe('of several that fit', () => {
  const twice = [
    elementOf('press', 'Add', { group: 'Tea' }),
    elementOf('press', 'Add', { group: 'Coffee' }),
    elementOf('text', 'Milk', { group: 'Coffee' }),
  ];

  test('the one in the place that the user pointed at is meant', () => {
    const { signal } = runOf('press Add');
    expect(command('press Add', twice, { signal: { ...signal, place: { ref: 'e2', label: '' } } })?.action).toEqual({
      do: 'click',
      ref: 'e2',
    });
    expect(command('press Add', twice, { signal: { ...signal, place: { ref: 'e9', label: 'Tea' } } })?.action).toEqual({
      do: 'click',
      ref: 'e1',
    });
  });

  test('the one in the form in hand is meant', () => {
    const done = decisionOf(
      { do: 'type', ref: 'e3', text: 'x' },
      { by: 'rule', rule: 'command.fill', step: { number: 1, of: 2 } },
    );
    const decided = command('fill Milk with x, press Add', twice, { iterations: [iterationOf(1, done)] });
    expect(decided).toMatchObject({ action: { do: 'click', ref: 'e2' }, step: { number: 2, of: 2 } });
  });

  test('the visible one and the kind that was said come first', () => {
    const far = elementOf('press', 'Save', { states: ['offscreen'] });
    expect(command('click Save', [far, elementOf('press', 'Save')])?.action).toEqual({ do: 'click', ref: 'e2' });
    const mixed = [elementOf('press', 'Help'), elementOf('link', 'Help')];
    expect(command('click the Help link', mixed)?.action).toEqual({ do: 'click', ref: 'e2' });
  });

  test('the same link twice is one link', () => {
    const link = elementOf('link', 'Cats', { href: 'https://shop.example/cats' });
    expect(command('open Cats', [link, link])?.action).toEqual({ do: 'click', ref: 'e1' });
  });
});

describe('the journal says where the sentence stands', () => {
  const TEXT = 'fill Name with Ada, press Order';
  const first = decisionOf(
    { do: 'type', ref: 'e1', text: 'Ada' },
    { by: 'rule', rule: 'command.fill', step: { number: 1, of: 2 } },
  );
  const after = (...outcomes: Parameters<typeof iterationOf>[2][]) =>
    command(TEXT, FORM, { iterations: outcomes.map((outcome, i) => iterationOf(i + 1, first, outcome)) });

  test('a command that failed is tried once more, then said', () => {
    const failed = { status: 'failed' as const, problem: { code: 'element.covered' as const } };
    expect(after(failed)).toMatchObject({ rule: 'command.fill', step: { number: 1, of: 2 } });
    expect(after(failed, failed)).toMatchObject({ rule: 'command.failed', problem: { code: 'element.covered' } });
  });

  test('an act that may have happened is not done again', () => {
    expect(after({ status: 'unknown', looked: 'done' })?.step?.number).toBe(2);
    expect(after({ status: 'unknown', looked: 'not_done' })).toMatchObject({ rule: 'command.fill' });
    expect(after({ status: 'unknown', looked: 'cannot_tell' })?.problem?.code).toBe('action.unknown');
    expect(after({ status: 'unknown' })?.problem?.code).toBe('action.unknown');
  });

  test('what the user refused is not tried again', () => {
    expect(after({ status: 'refused' })?.problem?.code).toBe('action.refused');
  });

  test('after the last command an empty answer ends the run', () => {
    const second = decisionOf(
      { do: 'click', ref: 'e3' },
      { by: 'rule', rule: 'command.click', step: { number: 2, of: 2 } },
    );
    const iterations = [iterationOf(1, first), iterationOf(2, second)];
    expect(command(TEXT, FORM, { iterations })).toEqual({
      rule: 'finish.all-done',
      action: { do: 'answer', text: '' },
    });
  });

  test('once a model had a turn, rules do not come back', () => {
    const iterations = [iterationOf(1, decisionOf({ do: 'click', ref: 'e2' }))];
    expect(command(TEXT, FORM, { iterations })).toBeUndefined();
  });
});
