import { readFile } from 'node:fs/promises';

import * as fc from 'fast-check';
import { marked } from 'marked';
import { expect, test } from 'vitest';

import type { Article } from '@/lib/contracts/index.ts';

import { anyText } from '../../tests/support/pages.ts';
import { createRules, loadRank } from './index.ts';

const rules = createRules(await loadRank(await readFile(new URL('../../wasm/build/rank.wasm', import.meta.url))));

const summarise = (article: Article, count: number) =>
  rules
    .gist(article)(count)
    .map(({ text }) => `- “${text}”`)
    .join('\n');

const articleOf = (markdown: string, lang = 'en'): Article => ({
  title: 'T',
  url: 'https://a.example/',
  origin: 'https://a.example',
  lang,
  markdown,
  cut: false,
  documentKey: 'd1',
  blocks: [],
  from: 'article',
});

const ENGLISH = `# Bees
[Home](/) | [About](/a) | [Contact](/c)

Honey bees live in colonies of many thousand bees. A colony of honey bees has one queen, who lays the eggs of the colony.
Dr. Smith, e.g. in 1990, counted them. The weather was fine.

| a | b |
|---|---|
| x | y |

\`\`\`js
const bees = 'never quoted as honey bees colony queen eggs';
\`\`\`

- The worker bees of the colony gather nectar, from which the bees make [honey](https://x.example/honey "x").
- [One](/1)

The queen of the colony can live for **five years**, while worker bees live for weeks.`;

test('a summary quotes the page, in its order, and no more than was asked', () => {
  const summary = summarise(articleOf(ENGLISH), 3);
  const quotes = summary.split('\n');
  expect(quotes).toHaveLength(3);
  const plain = ENGLISH.replaceAll(/\*\*|\[|\]\([^)]*\)/g, '').replaceAll('\n', ' ');
  const places = quotes.map((quote) => plain.indexOf(quote.replace(/^- “(.*)”$/, '$1')));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(summary).not.toContain('weather');
  expect(summary).not.toContain('const bees');
});

test('a summary keeps abbreviations and numbers within a sentence', () => {
  const all = summarise(articleOf(ENGLISH), 99);
  expect(all).toContain('“Dr. Smith, e.g. in 1990, counted them.”');
  const german = articleOf(
    'Das gilt z. B. für Bienen im Stock. Es waren ca. 3.500 Tiere am 5. Mai dabei. Ende der ganzen Sache.',
    'de',
  );
  expect(summarise(german, 99).split('\n')).toHaveLength(3);
});

test('a summary of a short text is nearly the whole, of none is nothing', () => {
  expect(summarise(articleOf('Only one sentence is here.'), 5)).toBe('- “Only one sentence is here.”');
  expect(summarise(articleOf(''), 5)).toBe('');
  expect(summarise(articleOf('# Heading only\n\n***\n'), 5)).toBe('');
  expect(summarise(articleOf('Opening hours'), 5)).toBe('- “Opening hours”');
  expect(summarise(articleOf(ENGLISH), 0)).toBe('');
});

test('a summary says nothing twice', () => {
  const twice =
    'Honey bees live in large colonies. Honey bees live in large colonies. Wasps build nests of paper. Ants dig deep holes.';
  expect(summarise(articleOf(twice), 2).match(/Honey/g)?.length).toBeLessThan(2);
});

test.each([
  ['zh', '蜜蜂生活在蜂群中。一个蜂群有一只蜂王。蜂王在蜂群中产卵。今天天气很好。工蜂为蜂群采集花蜜。'],
  ['ja', 'ミツバチは群れで暮らします。群れには女王蜂が一匹います。女王蜂は群れの卵を産みます。今日は天気がいいです。'],
  ['ar', 'يعيش النحل في مستعمرات كبيرة. لكل مستعمرة من النحل ملكة واحدة. تضع الملكة بيض المستعمرة. الطقس جميل اليوم.'],
  ['th', 'ผึ้งอาศัยอยู่เป็นรัง รังผึ้งมีนางพญาหนึ่งตัว นางพญาวางไข่ในรัง'],
  [
    'xx-not-a-language-at-all',
    'Bees 🐝 live in colonies 🏠. A colony has one queen 👑 only. The weather is fine today ☀️.',
  ],
])('a summary works in %s', (lang, text) => {
  const quotes = summarise(articleOf(text, lang), 2).split('\n');
  expect(quotes.length).toBeGreaterThan(0);
  expect(quotes.length).toBeLessThanOrEqual(2);
  for (const quote of quotes) expect(text).toContain(quote.slice(3, -1));
});

test('a summary lets nothing of the page become markup', () => {
  const hostile =
    'Look at ![this](https://evil.example/x.png) now <img src=x onerror=alert(1)> please [[do](javascript:y)](javascript:x) it.';
  const shown = marked.parse(summarise(articleOf(hostile), 1), { async: false });
  expect(shown).not.toMatch(/<(?!\/?(ul|li)>)/);
  expect(shown).not.toContain('x.png');
});

test('a summary leaves brackets and words with low lines as they are', () => {
  const text = 'He said that [the light] of snake_case, a[0] and C:\\dir is < 5 for all!';
  expect(summarise(articleOf(text), 1)).toBe(`- “${text}”`);
});

test('a summary of any text shows as a list of text and nothing else', () => {
  const marks = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '*',
    '_',
    '`',
    '!',
    '\\',
    '&lt;',
    '|',
    '~~',
    ' ',
    'a',
    'javascript:x',
    '#',
    '- ',
    '"',
  );
  const sentence = fc
    .array(marks, { maxLength: 30 })
    .map((parts) => `Some words come first ${parts.join('')} then the end.`);
  fc.assert(
    fc.property(fc.oneof(sentence, anyText(200)), (text) => {
      const shown = marked.parse(summarise(articleOf(text), 3), { async: false });
      expect(shown, text).not.toMatch(/<(?!\/?(ul|li)>)/);
    }),
    { numRuns: 500 },
  );
});

test('a summary of any text is well-formed, bounded, and the same again', () => {
  fc.assert(
    fc.property(fc.oneof(anyText(300), fc.string({ maxLength: 300 })), fc.nat(6), (text, count) => {
      const summary = summarise(articleOf(text), count);
      expect(summary.isWellFormed()).toBe(true);
      expect(summary === '' ? 0 : summary.split('\n').length).toBeLessThanOrEqual(count);
      expect(summarise(articleOf(text), count)).toBe(summary);
    }),
  );
});

test('a summary of more sentences than the module takes still comes', () => {
  const long = Array.from(
    { length: 2000 },
    (_, i) =>
      `Of the ${i} houses in street ${i % 31} some ${i * 7} were red, ${i % 29} green and ${i * 3} made of stone.`,
  ).join(' ');
  expect(summarise(articleOf(long), 4).split('\n')).toHaveLength(4);
});

test('a sentence that ends somebody’s speech does not end with two marks', () => {
  const text = 'The baker looked at the oven. Good bread needs a lot of time, and we have one night each day."';
  const summary = summarise(articleOf(text, 'en'), 5);
  expect(summary).toContain('one night each day.”');
  expect(summary).not.toContain('"');
});
