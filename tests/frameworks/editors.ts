/* Editors with documents of their own: what is typed has to arrive in the document, not only in the box. */
import assert from 'node:assert/strict';

import { act, find, type Hand, holds } from './hand.ts';
import type { Scenario } from './scenarios.ts';

const EDITORS = ['Lexical', 'ProseMirror', 'Quill', 'CodeMirror'] as const;

async function write(hand: Hand, editor: (typeof EDITORS)[number]): Promise<void> {
  const { ref, kind } = await find(hand, editor);
  assert.equal(kind, 'text');
  await act(hand, { do: 'type', ref, text: 'Dear Ada' });
  await holds(hand, { [editor]: 'Dear Ada' });
  await act(hand, { do: 'type', ref, text: ', hello', how: 'append' });
  await holds(hand, { [editor]: 'Dear Ada, hello' });
  await act(hand, { do: 'type', ref, text: 'Something else' });
  await holds(hand, { [editor]: 'Something else' });
  assert.equal((await find(hand, editor)).value, 'Something else');
}

async function writeLines(hand: Hand, editor: (typeof EDITORS)[number]): Promise<void> {
  const { ref } = await find(hand, editor);
  await act(hand, { do: 'type', ref, text: 'One line\nand another' });
  await holds(hand, { [editor]: 'One line\nand another' });
  await act(hand, { do: 'type', ref, text: 'Keys\nalone', how: 'keys' });
  await holds(hand, { [editor]: 'Keys\nalone' });
  await act(hand, { do: 'type', ref, text: '' });
  await holds(hand, { [editor]: '' });
}

export const EDITING: readonly Scenario[] = EDITORS.flatMap((editor): Scenario[] => [
  { name: `${editor}: text is written, added to and replaced`, on: ['editors'], run: (hand) => write(hand, editor) },
  {
    name: `${editor}: lines are lines, keys are keys, and all of it goes when told`,
    on: ['editors'],
    run: (hand) => writeLines(hand, editor),
  },
]);
