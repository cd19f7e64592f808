import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import de from '@/assets/public/_locales/de/messages.json';
import en from '@/assets/public/_locales/en/messages.json';
import { PROBLEM_CODES } from '@/lib/contracts/index.ts';

import { formatter } from './format.ts';
import { translator } from './translate.ts';
import { problemKey, problemWords, remedyKey } from './words.ts';

const LOCALES = { en, de };
const slots = (text: string) => [...new Set(text.match(/\$\d/g) ?? [])].toSorted();
const strong = (text: string) => (text.match(/\*/g) ?? []).length;

async function sources(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.(ts|tsx)$/.test(name) && !name.includes('.test.'));
  return (await Promise.all(files.map((name) => readFile(`${folder}/${name}`, 'utf8')))).join('\n');
}

test('both languages have the same keys and values, and every strong word ends', () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
  const german: Record<string, { message: string }> = de;
  for (const [key, { message }] of Object.entries(en)) {
    expect(slots(german[key]?.message ?? ''), key).toEqual(slots(message));
    expect(strong(german[key]?.message ?? '') % 2, key).toBe(0);
    expect(strong(message) % 2, key).toBe(0);
  }
});

test('every text says something, in few words', () => {
  for (const locale of Object.values(LOCALES)) {
    for (const [key, { message }] of Object.entries(locale)) {
      expect(message.trim(), key).toBe(message);
      expect(message.length, key).toBeGreaterThan(0);
      expect(message.length, key).toBeLessThanOrEqual(150);
    }
  }
});

test.each(Object.entries(LOCALES))('every problem has words and a remedy (%s)', (locale, messages) => {
  const t = translator(messages);
  const format = formatter(locale, t);
  for (const code of PROBLEM_CODES) {
    expect(t(problemKey(code)), code).not.toBe('');
    expect(t(remedyKey(code)), code).not.toBe('');
    const { happened, remedy } = problemWords({ code }, t, format);
    expect(`${happened} ${remedy}`, code).not.toMatch(/\$\d|undefined|\?\?/);
  }
});

test('the values of a problem are in its words, written for the locale', () => {
  const t = translator(de);
  const words = problemWords({ code: 'engine.no_space', params: { bytes: 1_500_000_000 } }, t, formatter('de', t));
  expect(words.happened).toMatch(/1,5\sGB/);
});

test('every key is used', async () => {
  const code =
    (await Promise.all(['lib', 'entrypoints'].map(sources))).join('\n') + (await readFile('wxt.config.ts', 'utf8'));
  const literals = new Set(
    [...code.matchAll(/['"`](?:__MSG_)?([a-zA-Z]\w*?)(?:__)?['"`]/g)].map(([, name]) => name ?? ''),
  );
  // Keys that are put together: a template with one hole, and the two forms of a count.
  const templates = [...code.matchAll(/`([a-z]+(?:_[a-z]+)*_)\$\{[^}`]+\}`/g)].map(([, stem]) => stem ?? '');
  const made = (key: string) =>
    templates.some((stem) => key.startsWith(stem) && stem !== '') ||
    (/_(one|other)$/.test(key) && literals.has(key.replace(/_(one|other)$/, '')));
  // The background's own texts; it is another room.
  const background = /^(menu|omnibox|extension|action|command)[A-Z]/;
  const unused = Object.keys(en).filter((key) => !literals.has(key) && !made(key) && !background.test(key));
  expect(unused).toEqual([]);
});

test('numbers, sizes and times are written as the language does', () => {
  const english = formatter('en', translator(en));
  const german = formatter('de', translator(de));
  expect([0, 999, 1500, 98_300_000, 1_130_000_000].map((size) => english.bytes(size))).toEqual([
    '0\u00a0B', '999\u00a0B', '1.5 kB', '98 MB', '1.1 GB',
  ]); // prettier-ignore
  expect(german.duration(3140)).toBe('3,1\u00a0s');
  expect(english.duration(90)).toBe('90\u00a0ms');
  expect([english.count('steps', 1), english.count('steps', 2), german.count('steps', 2)]).toEqual(['1 step', '2 steps', '2 Schritte']); // prettier-ignore
});
