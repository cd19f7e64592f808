import { readdir, readFile } from 'node:fs/promises';

import * as v from 'valibot';
import { expect, test } from 'vitest';

import { PROBLEM_CODES } from '../../lib/contracts/index.ts';

const FOLDER = 'assets/public/_locales';
const Messages = v.record(
  v.string(),
  v.object({ message: v.string(), placeholders: v.optional(v.record(v.string(), v.object({ content: v.string() }))) }),
);

async function messages(locale: string) {
  return v.parse(Messages, JSON.parse(await readFile(`${FOLDER}/${locale}/messages.json`, 'utf8')));
}

const locales = await readdir(FOLDER);
const english = await messages('en');

test('there is English and at least one more language', () => {
  expect(locales).toContain('en');
  expect(locales.length).toBeGreaterThan(1);
});

for (const locale of locales) {
  test(`${locale} has every text of English, with the same places for values`, async () => {
    const texts = await messages(locale);
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [key, { message, placeholders }] of Object.entries(texts)) {
      expect(message.trim(), key).not.toBe('');
      expect(Object.keys(placeholders ?? {}).toSorted(), key).toEqual(
        Object.keys(english[key]?.placeholders ?? {}).toSorted(),
      );
    }
  });

  test(`${locale} says of every problem what happened and what to do`, async () => {
    const texts = await messages(locale);
    const keys = PROBLEM_CODES.flatMap((code) => {
      const name = code.replaceAll('.', '_');
      return [`problem_${name}`, `remedy_${name}`];
    });
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
  });
}
