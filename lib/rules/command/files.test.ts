import { expect, test } from 'vitest';

import type { Run } from '@/lib/contracts/index.ts';
import { elementOf, pageOf, runOf } from '@/tests/support/pages.ts';

import { nextCommand } from './index.ts';

const field = (name: string) => elementOf('press', name, { inputType: 'file' });
const given = (...names: string[]) => names.map((name, i) => ({ id: `f${i}`, name, type: '', size: 1 }));

function command(text: string, names: string[], fields = [field('Photo'), field('Your documents')]) {
  const run = runOf(text);
  const withFiles: Run = { ...run, signal: { ...run.signal, files: given(...names) } };
  const found = nextCommand(withFiles, pageOf([elementOf('text', 'Documents'), ...fields]));
  return found?.problem?.code ?? found?.action;
}

test.each([
  ['upload cv.pdf to Your documents', ['photo.png', 'cv.pdf'], { do: 'upload', ref: 'e3', file: 2 }],
  ['attach the photo to "Photo"', ['photo.png', 'cv.pdf'], { do: 'upload', ref: 'e2', file: 1 }],
  ['upload my CV into documents', ['cv.pdf'], { do: 'upload', ref: 'e3', file: 1 }],
  ['lade cv.pdf bei Photo hoch', ['cv.pdf'], { do: 'upload', ref: 'e2', file: 1 }],
  ['upload the file to Photo', ['a.txt', 'b.txt'], 'file.gone'],
])('%s', (text, names, wanted) => {
  expect(command(text, names)).toEqual(wanted);
});

test('the only field that takes files needs no name; of several one has to be said', () => {
  expect(command('upload cv.pdf', ['cv.pdf'], [field('')])).toEqual({ do: 'upload', ref: 'e2', file: 1 });
  expect(command('upload cv.pdf', ['cv.pdf'], [])).toBeUndefined();
});
