/* Editors with documents of their own: what is typed has to arrive in the document, not only in the box. */
import assert from 'node:assert/strict';

import { act, find, type Hand, holds } from './hand.ts';
import type { Scenario } from './scenarios.ts';

const EDITORS = ['Lexical', 'ProseMirror', 'Quill', 'CodeMirror'] as const;

type Editor = (typeof EDITORS)[number];

/** Types into the editor; its document then holds `becomes`. */
async function type(
  hand: Hand,
  editor: Editor,
  { text, how, becomes = text }: { text: string; how?: 'append' | 'keys'; becomes?: string },
): Promise<void> {
  const { ref, kind } = await find(hand, editor);
  assert.equal(kind, 'text');
  await act(hand, { do: 'type', ref, text, ...(how !== undefined && { how }) });
  await holds(hand, { [editor]: becomes });
}

async function write(hand: Hand, editor: Editor): Promise<void> {
  await type(hand, editor, { text: 'Dear Ada' });
  await type(hand, editor, { text: ', hello', how: 'append', becomes: 'Dear Ada, hello' });
  await type(hand, editor, { text: 'Something else' });
  assert.equal((await find(hand, editor)).value, 'Something else');
}

async function writeLines(hand: Hand, editor: Editor): Promise<void> {
  await type(hand, editor, { text: 'One line\nand another' });
  await type(hand, editor, { text: 'Keys\nalone', how: 'keys' });
  await type(hand, editor, { text: '' });
}

export const EDITING: readonly Scenario[] = EDITORS.flatMap((editor): Scenario[] => [
  { name: `${editor}: text is written, added to and replaced`, on: ['editors'], run: (hand) => write(hand, editor) },
  {
    name: `${editor}: lines are lines, keys are keys, and all of it goes when told`,
    on: ['editors'],
    run: (hand) => writeLines(hand, editor),
  },
]);
