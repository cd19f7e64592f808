/* The widgets of jQuery UI, the controls of the platform and the editors of editors.ts, through the page room alone. */
import assert from 'node:assert/strict';

import { EDITING } from './editors.ts';
import { act, click, eventually, find, type Hand, holds } from './hand.ts';
import type { Scenario } from './scenarios.ts';

const jquery: Scenario[] = [
  {
    name: 'autocomplete: a suggestion is taken',
    on: ['jquery'],
    run: async (hand) => {
      const { ref } = await find(hand, 'City');
      await act(hand, { do: 'type', ref, text: 'Dre' });
      await eventually(() => click(hand, 'Dresden'));
      await holds(hand, { city: 'Dresden' });
      await act(hand, { do: 'select', ref, option: 'Bern' });
      await holds(hand, { city: 'Bern' });
    },
  },
  {
    name: 'datepicker: a day of the open calendar is clicked',
    on: ['jquery'],
    run: async (hand) => {
      await click(hand, 'Day');
      await click(hand, '17', 'link');
      await holds(hand, { day: '03/17/2027' });
    },
  },
  {
    name: 'slider: by keys, to a value, and by dragging its handle',
    on: ['jquery'],
    run: async (hand) => {
      const { ref } = await find(hand, 'Volume');
      await act(hand, { do: 'press', ref, key: 'ArrowRight' });
      await holds(hand, { volume: 25 });
      await act(hand, { do: 'drag', ref, by: { x: 200, y: 0 } });
      const { volume } = await hand.state();
      assert.ok(typeof volume === 'number' && volume > 25);
    },
  },
  {
    name: 'spinner: up once, and typed',
    on: ['jquery'],
    run: async (hand) => {
      const { ref } = await find(hand, 'Pieces', 'spinbutton');
      await act(hand, { do: 'press', ref, key: 'ArrowUp' });
      await holds(hand, { pieces: 2 });
      await act(hand, { do: 'set', ref, value: '7' });
      await holds(hand, { pieces: 7 });
    },
  },
  {
    name: 'selectmenu: an option of the list that stands for a hidden one',
    on: ['jquery'],
    run: async (hand) => {
      // Its label is for a box that labels do not name.
      const box = (await hand.look()).elements.find(({ role }) => role === 'combobox');
      await act(hand, { do: 'select', ref: box?.ref ?? '', option: 'Large' });
      await holds(hand, { size: 'Large' });
    },
  },
  {
    name: 'a checkbox that is drawn as a button',
    on: ['jquery'],
    run: async (hand) => {
      await act(hand, { do: 'check', ref: (await find(hand, 'Bold', 'checkbox')).ref, on: true });
      await holds(hand, { bold: true });
    },
  },
  {
    name: 'sortable: a row is dragged behind another',
    on: ['jquery'],
    run: async (hand) => {
      const first = await find(hand, 'First song');
      const third = await find(hand, 'Third song');
      await act(hand, { do: 'drag', ref: first.ref, to: third.ref, place: 'after' });
      await holds(hand, { order: ['Second song', 'Third song', 'First song'] });
    },
  },
  {
    name: 'draggable: a thing is dropped on a place that nothing but its text gives away',
    on: ['jquery'],
    run: async (hand) => {
      await act(hand, { do: 'drag', ref: (await find(hand, 'Parcel')).ref, by: { x: 20, y: 50 } });
      await holds(hand, { dropped: 'van' });
    },
  },
  {
    name: 'menu: an entry of a menu that opens under the pointer',
    on: ['jquery'],
    run: async (hand) => {
      await act(hand, { do: 'hover', ref: (await find(hand, 'Export', 'menuitem')).ref });
      await eventually(() => click(hand, 'As picture', 'menuitem'));
      await holds(hand, { picked: 'As picture' });
    },
  },
  {
    name: 'tabs: the second sheet is opened and used',
    on: ['jquery'],
    run: async (hand) => {
      await click(hand, 'Two', 'tab');
      await holds(hand, { tab: 1 });
      await click(hand, 'Press on the second sheet');
    },
  },
  {
    name: 'dialog: modal, answered by its button',
    on: ['jquery'],
    run: async (hand) => {
      await click(hand, 'Delete account');
      await click(hand, 'Delete it');
      await holds(hand, { deleted: 1 });
    },
  },
];

/** Fields that take a value in the form in which the platform keeps it. */
const VALUES: readonly (readonly [name: string, key: string, value: string])[] = [
  ['Day', 'day', '2026-12-24'],
  ['Time', 'time', '18:30'],
  ['Meeting', 'meeting', '2026-12-24T18:30'],
  ['Paint', 'paint', '#ff8800'],
  ['Volume', 'volume', '35'],
  ['Pieces', 'pieces', '4'],
];

async function drag(hand: Hand): Promise<void> {
  await act(hand, { do: 'drag', ref: (await find(hand, 'King')).ref, to: (await find(hand, 'Bin')).ref });
  await holds(hand, { binned: 'King' });
}

const plain: Scenario[] = [
  {
    name: 'dates, times, colours, ranges and numbers are set',
    on: ['plain'],
    run: async (hand) => {
      for (const [name, key, value] of VALUES) {
        await act(hand, { do: 'set', ref: (await find(hand, name)).ref, value });
        await holds(hand, { [key]: value });
      }
    },
  },
  {
    name: 'a search is typed, and a list that takes several gets two',
    on: ['plain'],
    run: async (hand) => {
      await act(hand, { do: 'type', ref: (await find(hand, 'Search')).ref, text: 'beta' });
      await holds(hand, { search: 'beta' });
      const { ref } = await find(hand, 'Toppings');
      await act(hand, { do: 'select', ref, option: 'Honey', how: 'add' });
      await act(hand, { do: 'select', ref, option: 'Pepper', how: 'add' });
      await holds(hand, { toppings: ['Honey', 'Pepper'] });
      await act(hand, { do: 'select', ref, option: 'Honey', how: 'remove' });
      await holds(hand, { toppings: ['Pepper'] });
    },
  },
  {
    name: 'editable text is written anew',
    on: ['plain'],
    run: async (hand) => {
      await act(hand, { do: 'type', ref: (await find(hand, 'Letter')).ref, text: 'Dear Ada' });
      await holds(hand, { letter: 'Dear Ada' });
    },
  },
  {
    name: 'what is folded away is unfolded and used',
    on: ['plain'],
    run: async (hand) => {
      await click(hand, 'More choices');
      await act(hand, { do: 'check', ref: (await find(hand, 'Wrap as a gift')).ref, on: true });
      await holds(hand, { gift: true });
    },
  },
  {
    name: 'a switch and a slider that are made of boxes',
    on: ['plain'],
    run: async (hand) => {
      await act(hand, { do: 'check', ref: (await find(hand, 'Night mode')).ref, on: true });
      await holds(hand, { night: true });
      await act(hand, { do: 'set', ref: (await find(hand, 'Brightness')).ref, value: '8' });
      await holds(hand, { brightness: 8 });
    },
  },
  {
    name: 'a box that only its pointer and its title give away',
    on: ['plain'],
    run: async (hand) => {
      await click(hand, 'Favourite');
      await holds(hand, { favourite: true });
    },
  },
  { name: 'a card is dragged into the bin, as HTML has it', on: ['plain'], run: drag },
  {
    name: 'a box is scrolled',
    on: ['plain'],
    run: async (hand) => {
      const { regions, elements } = await hand.look();
      const box = [...regions, ...elements].find(({ name }) => name === 'Terms');
      await act(hand, { do: 'scroll', to: 'bottom', ref: box?.ref ?? 'e0' });
      await holds(hand, { scrolled: true });
    },
  },
  {
    name: 'a popover is opened, and what is on it is used',
    on: ['plain'],
    run: async (hand) => {
      await click(hand, 'Show tips');
      await click(hand, 'Got it');
      await holds(hand, { got: true });
    },
  },
  {
    name: 'a form is sent by Enter in its field',
    on: ['plain'],
    run: async (hand) => {
      const { ref } = await find(hand, 'Query');
      await act(hand, { do: 'type', ref, text: 'oats' });
      await act(hand, { do: 'press', ref, key: 'Enter' });
      await holds(hand, { sent: 'oats' });
    },
  },
];

export const WIDGETS: readonly Scenario[] = [...jquery, ...plain, ...EDITING];
