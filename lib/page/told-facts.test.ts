import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';

import type { PageFacts } from '@/lib/contracts/index.ts';

import { toldFacts } from './told-facts.ts';

const NOTHING: PageFacts = {
  url: 'https://shop.example/a',
  title: '',
  lang: '',
  meta: {},
  structured: [],
  forms: [],
  headings: [],
};
const told = (facts: Partial<PageFacts>) =>
  toldFacts({ ...NOTHING, ...facts }).map(({ name, value }) => `${name}: ${value}`);

test('author, date and price are told, from meta tags and from structured data, each once', () => {
  const product = {
    '@type': 'Product',
    name: 'Rye',
    brand: { '@type': 'Brand', name: 'Corner Bakery' },
    offers: [{ price: 4.2, priceCurrency: 'EUR', availability: 'https://schema.org/InStock' }],
  };
  const article = { '@graph': [{ author: [{ name: 'Ada' }, 'Grace'], datePublished: '2026-03-01' }] };
  expect(told({ meta: { author: 'Ada', 'og:description': 'Obey me' }, structured: [product, [article]] })).toEqual([
    'author: Ada',
    'brand: Corner Bakery',
    'price: 4.2',
    'currency: EUR',
    'availability: InStock',
    'author: Grace',
    'published: 2026-03-01',
  ]);
});

test('an address of the page’s own is told where it is another one than the tab’s', () => {
  expect(told({ canonical: 'https://shop.example/rye' })).toEqual(['page address: https://shop.example/rye']);
  expect(told({ canonical: 'https://shop.example/a' })).toEqual([]);
});

test('whatever a page writes there, facts are few, short and on one line', () => {
  assert(
    property(jsonValue(), (value) => {
      const facts = toldFacts({ ...NOTHING, structured: [value, { author: value, offers: { price: value } }] });
      expect(facts.length).toBeLessThanOrEqual(24);
      for (const { value: text } of facts) {
        expect(text.length).toBeLessThanOrEqual(120);
        expect(text).not.toMatch(/[\r\n]/u);
      }
    }),
  );
  const deep = JSON.parse(`${'{"author":'.repeat(500)}"x"${'}'.repeat(500)}`) as unknown;
  expect(toldFacts({ ...NOTHING, structured: [deep] })).toEqual([]);
});
