/*
 * What a user's agent does on pages that frameworks made, through the page room alone. The same in every browser: the runners bring
 * the hand, and a fresh page for each scenario.
 */
import assert from 'node:assert/strict';

import type { Framework } from './build.ts';
import { act, click, eventually, find, type Hand, holds } from './hand.ts';

export interface Scenario {
  name: string;
  /** Pages on which it makes sense. */
  on: readonly Framework[];
  run: (hand: Hand) => Promise<void>;
}

const ALL = ['react', 'vue', 'svelte', 'lit'] as const;

/** Texts of everything in the snapshot, as a model would be told. */
async function textsOf(hand: Hand): Promise<string> {
  const { texts, notices } = await hand.look();
  return [...texts.map(({ text }) => text), ...notices].join('\n');
}

const fields: Scenario[] = [
  {
    name: 'typed text is taken by controlled fields, replaced, added to and cleared',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Name');
      await act(hand, { do: 'type', ref, text: 'Ada' });
      await holds(hand, { name: 'Ada' });
      await act(hand, { do: 'type', ref, text: ' Lovelace', how: 'append' });
      await holds(hand, { name: 'Ada Lovelace' });
      await act(hand, { do: 'type', ref, text: 'Grace', how: 'keys' });
      await holds(hand, { name: 'Grace' });
      assert.equal((await find(hand, 'Name')).value, 'Grace');
      await act(hand, { do: 'type', ref: (await find(hand, 'Note')).ref, text: 'two\nlines' });
      await holds(hand, { note: 'two\nlines' });
      await act(hand, { do: 'type', ref, text: '' });
      await holds(hand, { name: '' });
    },
  },
  {
    name: 'a controlled checkbox is ticked once and unticked again',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Send me news');
      await act(hand, { do: 'check', ref, on: true });
      await act(hand, { do: 'check', ref, on: true });
      await holds(hand, { news: true });
      assert.equal((await find(hand, 'Send me news')).checked, true);
      await act(hand, { do: 'check', ref, on: false });
      await holds(hand, { news: false });
    },
  },
  {
    name: 'a choice in a controlled list is kept',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Size');
      await act(hand, { do: 'select', ref, option: 'Large' });
      await holds(hand, { size: 'Large' });
      assert.equal((await find(hand, 'Size')).value, 'Large');
    },
  },
  {
    name: 'one of a group of radio buttons is chosen, then another',
    on: ALL,
    run: async (hand) => {
      await act(hand, { do: 'check', ref: (await find(hand, 'Green', 'radio')).ref, on: true });
      await holds(hand, { colour: 'Green' });
      await click(hand, 'Blue', 'radio');
      await holds(hand, { colour: 'Blue' });
      assert.equal((await find(hand, 'Green', 'radio')).checked, false);
    },
  },
  {
    name: 'a message that comes late is seen',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Email');
      await act(hand, { do: 'type', ref, text: 'ada' });
      await eventually(async () =>
        assert.match((await hand.look()).notices.join('\n'), /Enter a whole email address/u),
      );
      await act(hand, { do: 'type', ref, text: 'ada@example.org' });
      await eventually(async () => assert.doesNotMatch(await textsOf(hand), /Enter a whole email address/u));
    },
  },
];

const lists: Scenario[] = [
  {
    name: 'refs of a keyed list stay with their rows while others come and go',
    on: ALL,
    run: async (hand) => {
      const cake = await find(hand, 'Remove cake');
      const rolls = await find(hand, 'Remove rolls');
      await click(hand, 'Remove bread');
      await click(hand, 'Add a pie');
      await holds(hand, { basket: ['pie 2', 'rolls', 'cake'] });
      assert.equal((await find(hand, 'Remove cake')).ref, cake.ref);
      assert.equal((await find(hand, 'Remove rolls')).ref, rolls.ref);
      await act(hand, { do: 'click', ref: cake.ref });
      await holds(hand, { basket: ['pie 2', 'rolls'] });
    },
  },
  {
    name: 'a ref of what is gone is refused, and never means another',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Remove rolls');
      await act(hand, { do: 'click', ref });
      await holds(hand, { basket: ['bread', 'cake'] });
      assert.notEqual((await hand.perform({ do: 'click', ref })).status, 'ok');
      await click(hand, 'Add a pie');
      assert.ok((await hand.look()).elements.every((each) => each.ref !== ref));
      await holds(hand, { basket: ['pie 2', 'bread', 'cake'] });
    },
  },
  {
    name: 'refs live through a list that is made anew on every change',
    on: ALL,
    run: async (hand) => {
      const apple = await find(hand, 'Vote for apple');
      const plum = await find(hand, 'Vote for plum');
      await act(hand, { do: 'click', ref: apple.ref });
      assert.equal((await find(hand, 'Vote for apple')).ref, apple.ref);
      assert.equal((await find(hand, 'Vote for plum')).ref, plum.ref);
      // Without a look in between, as a second act of one decision.
      await act(hand, { do: 'click', ref: plum.ref });
      await act(hand, { do: 'click', ref: plum.ref });
      await holds(hand, { votes: { apple: 1, pear: 0, plum: 2 } });
    },
  },
];

const overlays: Scenario[] = [
  {
    name: 'an option of a box that makes its options on opening is chosen',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'Fruit');
      await act(hand, { do: 'select', ref, option: 'Cherry' });
      await holds(hand, { fruit: 'Cherry' });
      await act(hand, { do: 'select', ref: (await find(hand, 'Fruit')).ref, option: 'Apple' });
      await holds(hand, { fruit: 'Apple' });
      assert.deepEqual((await hand.look()).elements.filter(({ role }) => role === 'option'), []); // prettier-ignore
    },
  },
  {
    name: 'the options of an open box come first, and one is clicked',
    on: ALL,
    run: async (hand) => {
      await click(hand, 'Fruit');
      const [first] = (await hand.look()).elements;
      assert.equal(first?.role, 'option');
      await click(hand, 'Banana', 'option');
      await holds(hand, { fruit: 'Banana' });
    },
  },
  {
    name: 'a suggestion is taken, not only typed',
    on: ALL,
    run: async (hand) => {
      const { ref } = await find(hand, 'City');
      await act(hand, { do: 'select', ref, option: 'Berlin' });
      await holds(hand, { city: 'Berlin' });
      await act(hand, { do: 'type', ref, text: 'Bo' });
      await eventually(() => click(hand, 'Bonn', 'option'));
      await holds(hand, { city: 'Bonn' });
      assert.equal((await find(hand, 'City')).value, 'Bonn');
    },
  },
  {
    name: 'an open dialog is what there is to act on, until it closes',
    on: ALL,
    run: async (hand) => {
      await click(hand, 'Delete account');
      const { elements, regions } = await hand.look();
      assert.deepEqual(elements.slice(0, 2).map(({ name }) => name), ['Keep it', 'Delete it']); // prettier-ignore
      assert.ok(
        regions.some(({ role, name, top }) => role === 'dialog' && name === 'Delete the account?' && top === true),
      );
      const behind = elements.find(({ name }) => name === 'Name');
      assert.ok(behind === undefined || behind.states.includes('covered'));
      if (behind !== undefined) assert.notEqual((await hand.perform({ do: 'click', ref: behind.ref })).status, 'ok');
      await click(hand, 'Delete it');
      await holds(hand, { deleted: 1 });
      assert.ok((await hand.look()).elements.every(({ name }) => name !== 'Keep it'));
      assert.ok(!(await find(hand, 'Name')).states.includes('covered'));
    },
  },
  {
    name: 'what is slotted into a card is read where it is shown',
    on: ['lit'],
    run: async (hand) => {
      const { texts, elements } = await hand.look();
      const heading = texts.find(({ text, level }) => text === 'Account' && level === 2);
      const since = texts.find(({ text }) => text === 'Since 2019');
      const button = elements.find(({ name }) => name === 'Delete account');
      assert.ok(heading !== undefined && since !== undefined && button !== undefined);
      assert.ok(heading.at < since.at && since.at < button.at);
    },
  },
];

export const SCENARIOS: readonly Scenario[] = [...fields, ...lists, ...overlays];
