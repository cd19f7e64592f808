import type { Article, PageFacts } from '@/lib/contracts/index.ts';

import { line } from './text.ts';

const MOST = { facts: 24, value: 120, depth: 4, nodes: 300 } as const;

/** What meta tags tell under these names, in the words of a reader. Descriptions are left out: they are text, not facts. */
const META: readonly (readonly [name: RegExp, told: string])[] = [
  [/^(?:author|article:author|book:author|dc(?:terms)?[.:]creator|citation_author)$/u, 'author'],
  [
    /^(?:[pP]?ub)?-?[dD]ate$|^(?:pdate|article:published_time|parsely-pub-date|dc(?:terms)?[.:]date(?:[.:]issued)?|citation_publication_date)$/u,
    'published',
  ],
  [/^(?:article:modified_time|og:updated_time|dc(?:terms)?[.:]modified)$/u, 'modified'],
  [/^og:site_name$/u, 'site'],
  [/^product:price:amount$/u, 'price'],
  [/^product:price:currency$/u, 'currency'],
  [/^product:availability$/u, 'availability'],
  [/^book:isbn$/u, 'isbn'],
];

/** Properties of schema.org that answer questions; others are long, or for machines. */
const STRUCTURED = new Map<string, string>(
  Object.entries({
    author: 'author',
    creator: 'author',
    publisher: 'publisher',
    datePublished: 'published',
    dateModified: 'modified',
    price: 'price',
    lowPrice: 'price from',
    highPrice: 'price to',
    priceCurrency: 'currency',
    availability: 'availability',
    brand: 'brand',
    sku: 'sku',
    isbn: 'isbn',
    ratingValue: 'rating',
    reviewCount: 'reviews',
    startDate: 'starts',
    endDate: 'ends',
    location: 'place',
    address: 'address',
    streetAddress: 'street',
    postalCode: 'postal code',
    addressLocality: 'town',
    telephone: 'telephone',
    openingHours: 'opening hours',
    prepTime: 'preparation',
    cookTime: 'cooking',
    totalTime: 'time in all',
    recipeYield: 'yield',
    duration: 'duration',
    jobTitle: 'job',
    hiringOrganization: 'employer',
    validThrough: 'valid through',
    inLanguage: 'language',
  }),
);

type Facts = NonNullable<Article['facts']>;

/** What the page says of itself, as short facts: at most 24, each value at most 120 characters on one line, none of them twice. */
export function toldFacts({ url, canonical, meta, structured }: PageFacts): Facts {
  const facts = new Map<string, Facts[number]>();
  const add = (name: string, value: unknown) => {
    const text = typeof value === 'string' || typeof value === 'number' ? line(String(value), MOST.value) : '';
    if (text !== '' && facts.size < MOST.facts) facts.set(`${name} ${text}`, { name, value: text });
  };
  if (canonical !== undefined && canonical !== url) add('page address', canonical);
  for (const [name, value] of Object.entries(meta)) {
    for (const [pattern, told] of META) if (pattern.test(name)) add(told, value);
  }
  let nodes: number = MOST.nodes;
  const visit = (value: unknown, depth: number): void => {
    if (depth > MOST.depth || --nodes < 0 || typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const told = STRUCTURED.get(key);
      for (const each of Array.isArray(inner) ? inner.slice(0, 8) : [inner]) {
        if (told !== undefined) add(told, nameIn(each));
        visit(each, depth + 1);
      }
    }
  };
  for (const piece of structured) visit(Array.isArray(piece) ? { piece } : piece, 0);
  return [...facts.values()];
}

/** Things of schema.org go by their name; terms of its lists are addresses whose end is the word. */
function nameIn(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^https?:\/\/schema\.org\//u, '');
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : value;
}
