import type { Article } from '@/lib/contracts/index.ts';

import { escaped } from './markdown.ts';
import { fold } from './text.ts';

type Facts = NonNullable<Article['facts']>;
type Lang = 'en' | 'de';

interface Asked {
  /** Names of facts that answer it, the best first. */
  names: readonly string[];
  en: RegExp;
  de: RegExp;
}

/** What facts are called, by their names: that one is told, whatever was asked for. */
const CALLED: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  author: { en: 'Author', de: 'Autor' },
  published: { en: 'Published', de: 'Veröffentlicht' },
  modified: { en: 'Changed', de: 'Geändert' },
  price: { en: 'Price', de: 'Preis' },
  'price from': { en: 'Price', de: 'Preis' },
};

/** What is asked of a page as a whole: "it" and "this" are the page. Folded. */
const ASKED: readonly Asked[] = [
  {
    names: ['author'],
    en: /^(?:who (?:wrote|authored) (?:it|this|the (?:page|article|post|text|story))\b.*|who is the (?:author|writer)\b.*|(?:the )?author(?: of (?:it|this|the) (?:page|article|post|text|story))?)$/,
    de: /^(?:wer hat (?:das|dies|den|diesen|die|diese)\b.* geschrieben|von wem ist (?:das|dieser|der|diese|die)\b.*|wer ist (?:der autor|die autorin|der verfasser)\b.*|(?:der )?autor)$/,
  },
  {
    names: ['published', 'modified'],
    en: /^(?:when (?:was|were|is|did) (?:it|this|the (?:page|article|post|text|story))\b.*(?:published|posted|written|released|come out|appear|from)|how old is (?:it|this|the)\b.*|(?:the )?(?:date|publication date)(?: of (?:this|the) (?:page|article|post|text))?)$/,
    de: /^(?:wann (?:wurde|ist|erschien) (?:das|dies|der|dieser|die|diese|es)\b.*|wie alt ist (?:das|der|dieser|die|diese)\b.*|von wann ist (?:das|der|dieser|die|diese)\b.*)$/,
  },
  {
    names: ['modified', 'published'],
    en: /^when (?:was|were) (?:it|this|the (?:page|article|post|text|story))\b.*(?:updated|changed|modified|edited)$/,
    de: /^wann wurde (?:das|dies|der|dieser|die|diese|es)\b.*(?:aktualisiert|geandert|bearbeitet)$/,
  },
  {
    names: ['price', 'price from'],
    en: /^(?:how much (?:is|does|for) (?:it|this|the (?:product|item|article))(?: cost)?|what(?: s| is| does) (?:the price(?: of (?:it|this))?|it cost|this cost)|(?:the )?price)$/,
    de: /^(?:was kostet (?:das|dies|es|dieses?|der artikel|das produkt)|wie teuer ist (?:das|dies|es)|(?:der )?preis)$/,
  },
];

/**
 * What the page says of itself to a question about it: who wrote it, when, what it costs. Markdown, in the language of the question;
 * undefined where it is another question, or the page says nothing of it. Nobody can be shown where that stands: it is in no text.
 */
export function factFor(question: string, facts: Facts): string | undefined {
  const folded = fold(question);
  for (const { names, en, de } of ASKED) {
    const lang: Lang | undefined = en.test(folded) ? 'en' : de.test(folded) ? 'de' : undefined;
    if (lang === undefined) continue;
    const name = names.find((each) => facts.some((fact) => fact.name === each));
    if (name === undefined) continue;
    const all = facts.filter((fact) => fact.name === name).map(({ value }) => value);
    const words = all.filter((value) => !/^https?:/u.test(value));
    const values = (words.length > 0 ? words : all).map((value) => escaped(value.trim()));
    const unit = name.startsWith('price') ? facts.find((fact) => fact.name === 'currency') : undefined;
    const said = [...new Set(values)].join(', ') + (unit === undefined ? '' : ` ${escaped(unit.value.trim())}`);
    const from = { en: 'as the page says of itself', de: 'wie die Seite über sich sagt' }[lang];
    return `**${CALLED[name]?.[lang] ?? name}:** ${said} (${from})`;
  }
  return undefined;
}
