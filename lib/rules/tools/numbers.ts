export type Lang = 'en' | 'de';

/** Thousands and decimals as they are written in a language; whichever is no group of three is a decimal mark. */
const MARKS: Readonly<Record<Lang, readonly [thousands: string, decimal: string]>> = { en: [',', '.'], de: ['.', ','] };

/** A number as people write it, as programs do: `2,340.5` or `2.340,5` as `2340.5`; undefined where it is none. */
export function numberIn(text: string, lang: Lang): string | undefined {
  const [thousands, decimal] = MARKS[lang];
  const bare = text.replaceAll(/['’\u00A0\u202F]/gu, '');
  const grouped = new RegExp(String.raw`^[+-]?\d{1,3}(?:[${thousands}]\d{3})+(?:[${decimal}]\d+)?$`, 'u');
  if (grouped.test(bare)) return bare.replaceAll(thousands, '').replace(decimal, '.');
  return /^[+-]?\d+(?:[.,]\d+)?$/u.test(bare) ? bare.replace(',', '.') : undefined;
}

/** A number of a program, as people write it. Not by `Intl`: a replay in another host has to give the same bytes. */
export function written(value: number, lang: Lang): string {
  const [whole = '', part] = String(value).split('.');
  if (!/^-?\d+$/u.test(whole) || part?.includes('e') === true) return String(value);
  const [thousands, decimal] = MARKS[lang];
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, thousands);
  return part === undefined ? grouped : `${grouped}${decimal}${part}`;
}
