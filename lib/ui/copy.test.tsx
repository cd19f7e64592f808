// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';

import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(() => {
  closePanel();
  vi.unstubAllGlobals();
});

const offered = () =>
  [...document.querySelectorAll<HTMLElement>('[data-testid^=copy-]')].map(({ dataset }) => dataset['testid']);

test('an answer is copied whole, or its code alone, and the user hears whether it was', async () => {
  const copied: string[] = [];
  let allowed = true;
  const writeText = (text: string) => (allowed ? Promise.resolve(copied.push(text)) : Promise.reject(new Error('no')));
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const text = 'As CSV:\n\n```\na,b\n1,2\n```\n';
  await openPanel({ runs: [made.answered('r_answer', made.SMALL, text).run()] });
  id('copy-code').click();
  await settled();
  expect(document.body.textContent).toContain('Copied.');
  id('copy-answer').click();
  await settled();
  expect(copied).toEqual(['a,b\n1,2', text]);
  allowed = false;
  id('copy-answer').click();
  await settled();
  expect(document.body.textContent).toContain('does not let Locus copy');
});

test('an answer without code offers no code, and one that is still being written offers nothing', async () => {
  await openPanel({ runs: [made.answered('r_answer', made.SMALL, 'All of it.').run()] });
  expect(offered()).toEqual(['copy-answer']);
  closePanel();
  await openPanel({ runs: [made.asking().run()] });
  expect(offered()).toEqual([]);
});
