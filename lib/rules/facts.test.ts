import { expect, test } from 'vitest';

import { factFor } from './facts.ts';

const FACTS = [
  { name: 'author', value: 'Ada Lovelace' },
  { name: 'author', value: 'https://a.example/by/ada' },
  { name: 'author', value: 'Mary *S*' },
  { name: 'published', value: '2026-11-02' },
  { name: 'price', value: '12.50' },
  { name: 'currency', value: 'EUR' },
];

test.each([
  ['who wrote this article?', String.raw`**Author:** Ada Lovelace, Mary \*S\* (as the page says of itself)`],
  ['Who is the author of this page', String.raw`**Author:** Ada Lovelace, Mary \*S\* (as the page says of itself)`],
  [
    'Wer hat diesen Artikel geschrieben?',
    String.raw`**Autor:** Ada Lovelace, Mary \*S\* (wie die Seite über sich sagt)`,
  ],
  ['when was this published?', '**Published:** 2026-11-02 (as the page says of itself)'],
  ['When was the article last updated?', '**Published:** 2026-11-02 (as the page says of itself)'],
  ['How old is this post?', '**Published:** 2026-11-02 (as the page says of itself)'],
  ['Von wann ist der Text?', '**Veröffentlicht:** 2026-11-02 (wie die Seite über sich sagt)'],
  ['how much is it?', '**Price:** 12.50 EUR (as the page says of itself)'],
  ['was kostet das?', '**Preis:** 12.50 EUR (wie die Seite über sich sagt)'],
])('%s', (question, answer) => {
  expect(factFor(question, FACTS)).toBe(answer);
});

test.each([
  'who wrote the first compiler?',
  'when was the oven built?',
  'how much is the large loaf?',
  'who is Amira',
  'summarise this page',
])('%j is no question about the page as a whole', (question) => {
  expect(factFor(question, FACTS)).toBeUndefined();
});

test('what the page does not say of itself is not told', () => {
  expect(factFor('who wrote this?', FACTS.slice(3))).toBeUndefined();
  expect(factFor('who wrote this?', [])).toBeUndefined();
});
