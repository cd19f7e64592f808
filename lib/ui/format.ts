import type { MessageKey, Translate } from './translate.ts';

/** Numbers, sizes and times as the user's locale writes them. */
export interface Format {
  number(value: number): string;
  /** 0 to 1. */
  percent(share: number): string;
  /** Bytes, decimal units: `1.1 GB`. */
  bytes(value: number): string;
  /** Milliseconds: `3.1 s`, `12 ms`, `2 min`. */
  duration(ms: number): string;
  /** `10:42` today, `12 Nov, 10:42` before. */
  when(at: number, now: number): string;
  /** `<key>_one` or `<key>_other`, with the number written for the locale as `$1`. */
  count(key: CountKey, value: number): string;
}

type Stem<K> = K extends `${infer S}_other` ? S : never;
type CountKey = Stem<MessageKey>;

const UNITS = ['B', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formatter(locale: string, t: Translate): Format {
  const plain = new Intl.NumberFormat(locale);
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(locale);
  const unit = (value: number, name: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);

  return {
    number: (value) => plain.format(value),
    percent: (share) => percent.format(share),
    bytes(value) {
      let power = 0;
      let rest = Math.max(0, value);
      while (rest >= 999.5 && power < UNITS.length - 1) {
        rest /= 1000;
        power += 1;
      }
      // The browsers' short name of this one unit is the whole word.
      if (power === 0) return `${plain.format(Math.round(rest))}\u00a0B`;
      return unit(rest, UNITS[power] ?? 'terabyte', rest < 10 ? 1 : 0);
    },
    duration(ms) {
      // SI symbols are the same in every language; the browsers' own short names are words.
      if (ms < 1000) return `${plain.format(Math.max(0, Math.round(ms)))}\u00a0ms`;
      if (ms < 120_000) return `${tenth.format(ms < 20_000 ? ms / 1000 : Math.round(ms / 1000))}\u00a0s`;
      return `${tenth.format(ms / 60_000)}\u00a0min`;
    },
    when(at, now) {
      const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
      const style: Intl.DateTimeFormatOptions = sameDay ? {} : { day: 'numeric', month: 'short' };
      return new Intl.DateTimeFormat(locale, { ...style, hour: '2-digit', minute: '2-digit' }).format(at);
    },
    count: (key, value) => t(plural.select(value) === 'one' ? `${key}_one` : `${key}_other`, plain.format(value)),
  };
}
