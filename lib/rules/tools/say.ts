import * as v from 'valibot';

import { fromJson } from '@/lib/shared/index.ts';

import { escaped, fenced } from '../markdown.ts';
import type { Match } from './match.ts';
import { type Lang, written } from './numbers.ts';

const MOST_ROWS = 30;
const MOST_COLUMNS = 8;
const MOST_CELL = 80;

/** The tool's input as the trigger writes it, with the slots in their places. */
export function inputFrom({ trigger, slots }: Match): Record<string, unknown> {
  return Object.fromEntries(Object.entries(trigger.input).map(([key, value]) => [key, filled(value, slots)]));
}

function filled(value: unknown, slots: Match['slots']): unknown {
  if (typeof value === 'string') {
    const [, alone] = /^\{([a-z]+)\}$/u.exec(value) ?? [];
    if (alone !== undefined && Object.hasOwn(slots, alone)) return slots[alone];
    return value.replaceAll(/\{([a-z]+)\}/gu, (all, name: string) => String(slots[name] ?? all));
  }
  if (Array.isArray(value)) return value.map((each) => filled(each, slots));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, slots)]));
}

/** What the tool gave, in the words of the trigger. Markdown; texts of the output are escaped. */
export function answerFrom({ trigger, said }: Match, gave: { text: string; cut?: boolean | undefined }): string {
  const out = fromJson(gave.text);
  const text = trigger.answer.replaceAll(/\{([a-z]+)((?:\.[\w*]+)*)\}/giu, (all, name: string, path: string) => {
    if (name !== 'out') return escaped(said[name] ?? all);
    return worded(at(out, path.split('.').slice(1)), trigger.lang);
  });
  const more = gave.cut === true ? `\n\n${MORE[trigger.lang]}` : '';
  // A number without a unit leaves a blank.
  return text.replaceAll(/ +\*\*(?=\s|$)/gu, '**') + more;
}

const MORE: Readonly<Record<Lang, string>> = { en: 'This is the beginning: there was more than a run keeps.', de: 'Das ist der Anfang: Es war mehr, als ein Lauf behält.' }; // prettier-ignore

const Held = v.record(v.string(), v.unknown());

/** `*`: the first there is. */
function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((held, key) => {
    const parsed = v.safeParse(Held, held);
    if (!parsed.success) return undefined;
    return key === '*' ? Object.values(parsed.output)[0] : parsed.output[key];
  }, value);
}

function worded(value: unknown, lang: Lang): string {
  if (typeof value === 'number') return written(value, lang);
  if (typeof value === 'string')
    return /\n./u.test(value)
      ? `\n\n${fenced(value.trimEnd())}\n`
      : escaped((lang === 'de' ? WEEKDAYS[value] : undefined) ?? value);
  const rows = v.safeParse(v.array(Held), value);
  if (rows.success) return tableOf(rows.output, lang);
  return value === undefined || value === null ? '' : escaped(JSON.stringify(value));
}

const WEEKDAYS: Readonly<Record<string, string>> = {
  Monday: 'Montag', Tuesday: 'Dienstag', Wednesday: 'Mittwoch', Thursday: 'Donnerstag', Friday: 'Freitag', Saturday: 'Samstag', Sunday: 'Sonntag',
}; // prettier-ignore

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function tableOf(rows: readonly Record<string, unknown>[], lang: Lang): string {
  const shown = rows.slice(0, MOST_ROWS);
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  if (columns.length === 0) return '';
  const cell = (value: unknown) =>
    value === undefined || value === null ? '' : worded(value, lang).slice(0, MOST_CELL);
  const more = rows.length > shown.length ? [`\n… ${written(rows.length - shown.length, lang)}`] : [];
  const head = [line(columns.map(escaped)), line(columns.map(() => '---'))];
  return ['\n', ...head, ...shown.map((row) => line(columns.map((column) => cell(row[column])))), ...more].join('\n');
}
