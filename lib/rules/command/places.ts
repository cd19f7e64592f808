import type { PageRegion } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import type { Context } from './match.ts';
import type { Name } from './reading.ts';

/** A part of the page by its name, or by what it is: "the table", "the footer". */
export function partOf({ page: { regions } }: Context, { texts }: Name): PageRegion | undefined {
  const wanted = texts.map(fold);
  const roles = wanted.map((text) => PARTS[text] ?? text);
  return regions.find(({ name }) => name !== '' && wanted.includes(fold(name))) ?? regions.find(({ role }) => roles.includes(role)); // prettier-ignore
}

/** A heading of the top document by its words: all of them, else the first words, else some that only it has. */
export function headingOf({ page: { texts } }: Context, { texts: said }: Name): string | undefined {
  const wanted = said.map((text) => fold(text).replace(SECTION, '')).filter((text) => text !== '');
  const headings = texts
    .filter(({ level, text }) => level !== undefined && !text.endsWith('…'))
    .map(({ text }) => text);
  const having = (fits: (folded: string, text: string) => boolean) =>
    headings.filter((heading) => wanted.some((text) => fits(fold(heading), text)));
  const [first] = [
    ...having((folded, text) => folded === text),
    ...having((folded, text) => folded.startsWith(`${text} `)),
  ];
  const some = having((folded, text) => text.split(' ').every((word) => folded.split(' ').includes(word)));
  return first ?? (some.length === 1 ? some[0] : undefined);
}

const SECTION =
  /^(?:section|heading|part|chapter|abschnitt|uberschrift|kapitel) (?=.)|(?<=.) (?:section|heading|part|chapter|abschnitt)$/;

const PARTS: Readonly<Record<string, string>> = {
  footer: 'contentinfo', fusszeile: 'contentinfo', header: 'banner', kopfzeile: 'banner', menu: 'navigation', nav: 'navigation',
  sidebar: 'complementary', tabelle: 'table', liste: 'list', formular: 'form', 'main content': 'main', content: 'main', inhalt: 'main',
}; // prettier-ignore
