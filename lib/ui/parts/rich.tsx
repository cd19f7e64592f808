import type { ComponentChildren } from 'preact';

import { usePanel } from '../context.ts';
import type { Phrase } from '../words.ts';

/** Stands for the n-th value while the text is taken apart; no value can be mistaken for it, as values go in last. */
const MARK = 0xe000;

/**
 * A text of the locale files in which `*...*` is strong, with values put in as text: what a page calls its buttons is shown
 * letter by letter, isolated from the direction of the words around it.
 */
export function Rich({ of }: { of: Phrase }) {
  const { t } = usePanel();
  const marks = of.values.map((_, index) => String.fromCodePoint(MARK + index));
  const parts = t(of.key, ...marks).split('*');
  return (
    <>
      {parts.map((part, index) => {
        const inside = fill(part, of.values);
        return index % 2 === 1 ? <b key={index}>{inside}</b> : <span key={index}>{inside}</span>;
      })}
    </>
  );
}

function fill(text: string, values: readonly string[]): ComponentChildren {
  return [...text.matchAll(/[\uE000-\uE009]|[^\uE000-\uE009]+/gu)].map(([piece], index) => {
    const value = values[(piece.codePointAt(0) ?? 0) - MARK];
    return value === undefined ? piece : <bdi key={index}>{value}</bdi>;
  });
}
