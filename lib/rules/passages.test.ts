import { readFile } from 'node:fs/promises';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyText } from '../../tests/support/pages.ts';
import { createRules, loadRank } from './index.ts';

const rules = createRules(await loadRank(await readFile(new URL('../../wasm/build/rank.wasm', import.meta.url))));

const bare = (text: string) => text.replaceAll(/\s/gu, '');
const whole = ({ heading, text }: { heading: string; text: string }) => (heading === '' ? text : `${heading}\n${text}`);
const split = (markdown: string, most: number) => rules.passages({ markdown, blocks: [] }, most);

test('passages are whole paragraphs under their headings, none longer than was asked', () => {
  const markdown = `# A\n\nOne.\n\nTwo.\n## B\nThree.\n\n${'Long words here. '.repeat(20)}\n\n# C\n\n# D\n\nLast.`;
  const found = split(markdown, 100);
  expect(found[0]).toEqual({ heading: '# A', text: 'One.\n\nTwo.', anchors: [] });
  expect(found[1]).toMatchObject({ heading: '# A\n## B', text: 'Three.' });
  expect(found.every((passage) => whole(passage).length <= 100)).toBe(true);
  expect(found.slice(-2)).toEqual([
    { heading: '', text: '# C', anchors: [] },
    { heading: '# D', text: 'Last.', anchors: [] },
  ]);
  expect(split('', 100)).toEqual([]);
});

test('passages know the blocks they are made of, and rows of a table keep its head', () => {
  const parts = ['# Foxes', 'One.', 'Two.', '| a | b |\n| --- | --- |\n| 1 | 2 |', '| 3 | 4 |', 'x'.repeat(60)];
  let markdown = '';
  const blocks = parts.map((text, i) => {
    markdown += `${i === 0 ? '' : i === 4 ? '\n' : '\n\n'}${text}`;
    return { anchor: `a${i}`, start: markdown.length - text.length, end: markdown.length };
  });
  const found = rules.passages({ markdown, blocks }, 60);
  expect(found.map(({ anchors }) => anchors)).toEqual([['a1', 'a2', 'a3'], ['a4'], ['a5'], ['a5']]);
  expect(found[1]).toEqual({ heading: '# Foxes', text: '| a | b |\n| --- | --- |\n| 3 | 4 |', anchors: ['a4'] });
});

test('passages do not span two pages of a PDF', () => {
  const markdown = 'One.\n\nTwo.';
  const blocks = [
    { anchor: 'p1', start: 0, end: 4, page: 1 },
    { anchor: 'p2', start: 6, end: 10, page: 2 },
  ];
  expect(rules.passages({ markdown, blocks }, 100).map(({ page }) => page)).toEqual([1, 2]);
});

test('passages lose no word and pass no bound, whatever the text and its blocks', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyText(400), fc.string({ maxLength: 400 }), fc.lorem({ maxCount: 80 })),
      fc.integer({ min: 50, max: 200 }),
      fc.array(fc.record({ anchor: fc.constant('a'), start: fc.nat(400), end: fc.nat(400) }), { maxLength: 5 }),
      (text, max, blocks) => {
        const found = rules.passages({ markdown: text, blocks }, max);
        expect(found.every((passage) => whole(passage).length <= max && whole(passage).isWellFormed())).toBe(true);
        if (!/[#|]/.test(text) && text.isWellFormed()) expect(bare(found.map(whole).join(''))).toBe(bare(text));
      },
    ),
  );
});

test('a mark that cuts a character in two is no mark, and the character stays whole', () => {
  const found = rules.passages({ markdown: '𐀀', blocks: [{ anchor: 'a', start: 1, end: 2 }] }, 50);
  expect(found).toEqual([{ heading: '', text: '𐀀', anchors: [] }]);
});

const line = (i: number) => `Section ${i} tells of honey, of bees and of the number ${i * 7}, which nobody counts.`;

test('a text of 400,000 characters is split and ranked, and the passage asked for comes first', () => {
  const markdown = Array.from({ length: 5000 }, (_, i) =>
    i === 3333 ? 'The beekeeper was called Ottilie.' : line(i),
  ).join('\n\n');
  const found = split(markdown, 600).map(whole);
  expect(found[rules.rank('What was the name of the beekeeper?', found)[0] ?? -1]).toContain('Ottilie');
});
