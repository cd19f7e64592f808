import type { Lang } from './numbers.ts';

const MONTHS: Readonly<Record<Lang, readonly string[]>> = {
  en: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  de: ['jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'],
};
const DAYS: Readonly<Record<string, number>> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  morgen: 1,
  yesterday: -1,
  gestern: -1,
};
const DAY_MS = 86_400_000;

/** A date as people write it, as `2026-03-28`; undefined where it is none, or one that no calendar has. `today`: the user's, written so. */
export function dateIn(text: string, lang: Lang, today: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^(?:the|dem|den|der)\s+/u, '');
  const days = DAYS[bare];
  if (days !== undefined) return new Date(Date.parse(today) + days * DAY_MS).toISOString().slice(0, 10);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(bare);
  if (iso !== null) return dateOf(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/u.exec(bare);
  if (dotted !== null) return dateOf(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u.exec(bare);
  if (slashed !== null) return lang === 'en' ? dateOf(slashed[3], slashed[1], slashed[2]) : dateOf(slashed[3], slashed[2], slashed[1]); // prettier-ignore
  const first = /^(\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(\p{L}+)\.?,?\s+(\d{4})$/u.exec(bare);
  if (first !== null) return dateOf(first[3], monthOf(first[2], lang), first[1]);
  const second = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u.exec(bare);
  return second === null ? undefined : dateOf(second[3], monthOf(second[1], lang), second[2]);
}

function monthOf(name = '', lang: Lang): string {
  return String(MONTHS[lang].indexOf(name.replace('maerz', 'märz').slice(0, 3)) + 1);
}

function dateOf(year = '', month = '', day = ''): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(date);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? undefined : date;
}
