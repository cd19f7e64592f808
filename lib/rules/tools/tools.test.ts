import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { type Iteration, OwnTool, problem, type Run } from '@/lib/contracts/index.ts';
import { ROOT } from '@/scripts/lib/build.ts';
import { toolNames } from '@/scripts/lib/tools.ts';

import { decisionOf, iterationOf, RULES_ONLY, runOf } from '../../../tests/support/pages.ts';
import { dateIn } from './dates.ts';
import { isCommands, toolByRule, toolsFor } from './index.ts';
import { numberIn, written } from './numbers.ts';

const Manifest = v.looseObject({ name: v.string(), _meta: v.record(v.string(), v.looseObject({})) });

const KIT = toolNames(ROOT).map((name) => {
  const { _meta: meta, ...rest } = v.parse(
    Manifest,
    JSON.parse(readFileSync(`${ROOT}/lib/sandbox/tools/${name}/manifest.json`, 'utf8')),
  );
  return v.parse(OwnTool, { ...rest, ...meta['locus.example/sandbox'], example: {}, capabilities: [] });
});

const ruled = (task: string) => toolByRule(at(task), KIT)?.action;

function at(task: string, iterations: Iteration[] = []): Run {
  const run = runOf(task, { iterations });
  return { ...run, signal: { ...run.signal, at: Date.parse('2026-11-28T23:30:00Z'), zone: 60 } };
}

describe('arithmetic and units, in both languages', () => {
  test.each([
    ['what is 17% of 2,340', '17% of 2340'],
    ['What is 17% of 2,340?', '17% of 2340'],
    ['please calculate 3 + 4 × 2', '3 + 4 * 2'],
    ['what is 12.5 times 8 divided by 4', '12.5 * 8 / 4'],
    ['17 * 3', '17 * 3'],
    ['how much is 19 percent of $1,299.99', '19% of 1299.99'],
    ['convert 3 ft + 20 cm to m', '3 ft + 20 cm in m'],
    ['72 fahrenheit in celsius', '72 F in C'],
    ['how many km are 26.2 miles', '(26.2 mi) in km'],
    ['convert 90 km/h to m/s', '90 km / h in m / s'],
    ['Was ist 17 % von 2.340,50?', '17% of 2340.50'],
    ['wie viel ist 3,5 mal 2', '3.5 * 2'],
    ['berechne 1.000 geteilt durch 8', '1000 / 8'],
    ['wie viele Kilometer sind 26,2 Meilen', '(26.2 mi) in km'],
    ['rechne 20 Grad Celsius in Fahrenheit um', '(20 C) in F'],
    ['10 GB in MB', '10 GB in MB'],
  ])('%s', (task, expression) => {
    expect(ruled(task)).toEqual({ do: 'use', tool: 'calculator', input: { expression } });
  });

  test('what means one thing in English and another in German is decided by no rule where no word says which', () => {
    expect(ruled('1.000 * 2')).toBeUndefined();
    expect(ruled('2,5 * 2')).toMatchObject({ input: { expression: '2.5 * 2' } });
  });

  test.each([
    'what is this page about',
    'what is the price of the large loaf',
    'what is 42',
    'how many loaves are 3 kg of flour',
    'click "Order" and calculate 3 + 4',
    'what is 3 for 2',
    '',
  ])('%j is no sum', (task) => {
    expect(ruled(task)).toBeUndefined();
  });
});

describe('dates', () => {
  test.each([
    ['days between 1 March 2026 and May 5, 2026', { date: '2026-03-01', until: '2026-05-05' }],
    ['how many days are there between 2026-03-01 and 3/5/2026?', { date: '2026-03-01', until: '2026-03-05' }],
    ['How many days until 24 December 2026?', { date: '2026-11-29', until: '2026-12-24' }],
    ['what day of the week was October 3rd, 1990', { date: '1990-10-03' }],
    ['90 days after 28 March 2026', { date: '2026-03-28', add: { days: 90 } }],
    ['Wie viele Tage sind zwischen dem 1. März 2026 und dem 5.5.2026?', { date: '2026-03-01', until: '2026-05-05' }],
    ['wie viele Tage sind es noch bis zum 24.12.2026', { date: '2026-11-29', until: '2026-12-24' }],
    ['Welcher Wochentag war der 3. Oktober 1990?', { date: '1990-10-03' }],
  ])('%s', (task, input) => {
    expect(ruled(task)).toEqual({ do: 'use', tool: 'dates', input });
  });

  test('a day that no calendar has is none', () => {
    expect(dateIn('30 February 2026', 'en', '2026-01-01')).toBeUndefined();
    expect(dateIn('29.2.2028', 'de', '2026-01-01')).toBe('2028-02-29');
    expect(ruled('days between 30 February 2026 and 1 March 2026')).toBeUndefined();
  });

  test('every day is read as it is written, in each way of writing it', () => {
    const day = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, of] = iso.split('-').map(Number);
        const said = (lang: string) =>
          new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
        for (const text of [iso, `${of}.${month}.${year}`, said('de')]) expect(dateIn(text, 'de', iso), text).toBe(iso);
        for (const text of [`${month}/${of}/${year}`, said('en-US'), said('en-GB')])
          expect(dateIn(text, 'en', iso), text).toBe(iso);
      }),
    );
  });
});

test('numbers are read as they are written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.constantFrom('en', 'de'), (cents, lang) => {
      const value = cents / 100;
      const read = numberIn(written(value, lang), lang);
      // Three decimals may be thousands: there are two at most here.
      expect(Number(read)).toBe(value);
      expect(written(value, lang)).toBe(new Intl.NumberFormat(lang, { useGrouping: 'always' }).format(value));
    }),
  );
});

describe('tables and texts of the page', () => {
  test.each([
    ['sort the table by Price', { sort: { column: 'Price' } }],
    ['sort the table by price descending', { sort: { column: 'price', descending: true } }],
    ['sort the table by price, highest first', { sort: { column: 'price', descending: true } }],
    ['sum of the column Amount', { sum: ['Amount'], limit: 1 }],
    ['Sortiere die Tabelle nach Preis absteigend', { sort: { column: 'Preis', descending: true } }],
    ['Summe der Spalte Betrag', { sum: ['Betrag'], limit: 1 }],
    ['export the table as CSV', { csv: true }],
    ['Please turn this table into csv', { csv: true }],
    ['exportiere die Tabelle als CSV', { csv: true }],
  ])('%s', (task, input) => {
    expect(ruled(task)).toEqual({ do: 'use', tool: 'table', from: 'page', input });
  });

  test('words of the page are counted', () => {
    expect(ruled('How many words does this article have?')).toMatchObject({ tool: 'text_statistics', from: 'page' });
    expect(ruled('Wie viele Wörter hat diese Seite?')).toMatchObject({ tool: 'text_statistics', from: 'page' });
  });
});

const used = (task: string, outcome: Iteration['outcome'], engine?: Run['engine']) => {
  const action = ruled(task) ?? { do: 'answer', text: '' };
  const step = { ...iterationOf(1, decisionOf(action, { by: 'rule', rule: 'tool.x' })), ...(outcome && { outcome }) };
  return toolByRule({ ...at(task, [step]), ...(engine && { engine }) }, KIT);
};
const gave = (output: unknown) => ({
  status: 'ok' as const,
  gave: { text: JSON.stringify(output), fuel: 1, ms: 1 },
  ms: 1,
});

describe('what came of it', () => {
  test('is said in the language that was asked in, with its numbers and the tool', () => {
    const out = gave({ value: 2340.5, unit: '', text: '' });
    expect(used('what is 2 * 1,170.25', out)?.action).toEqual({ do: 'answer', text: '2 \\* 1,170.25 = **2,340.5** (calculator)' }); // prettier-ignore
    expect(used('was ist 2 mal 1.170,25', out)?.action).toMatchObject({
      text: '2 mal 1.170,25 = **2.340,5** (Rechner)',
    });
  });

  test('a table is a table, without the markup that the page put into it', () => {
    const text = used(
      'sort the table by Price',
      gave({ rows: [{ Name: '[x](https://a.example)|', Price: 3 }], sums: {} }),
    );
    expect(text?.action).toMatchObject({
      text: expect.stringContaining(String.raw`| \[x\](https://a.example)\| | 3 |`),
    });
  });

  test('a text of several lines is shown as it is, and what was cut is said', () => {
    const csv = 'Bread,Price\r\nrye,"3 *x*"\r\n```,2\r\n';
    const out = gave({ rows: [], sums: {}, csv });
    const text = "The table as CSV (tables):\n\n```\nBread,Price\r\nrye,\"3 *x*\"\r\n''',2\n```\n";
    expect(used('export the table as csv', out)?.action).toEqual({ do: 'answer', text });
    const cut = { ...out, gave: { ...out.gave, cut: true } };
    expect(used('export the table as csv', cut)?.action).toMatchObject({
      text: expect.stringMatching(/there was more/u),
    });
  });

  test('a tool that failed decides nothing more, where there is a model; else it says why', () => {
    const failed = { status: 'failed' as const, ms: 1, problem: problem('sandbox.failed', { params: { tool: 'Calculator', reason: 'no' } }) }; // prettier-ignore
    expect(used('what is 1 / 0', failed)).toBeUndefined();
    expect(used('what is 1 / 0', failed, RULES_ONLY)).toMatchObject({ rule: 'tool.failed', problem: failed.problem });
  });
});

describe('code', () => {
  test('that the user gives is run, and what it gives is shown', () => {
    expect(ruled('run code: return page.text.length')).toEqual({ do: 'run', code: 'return page.text.length' });
    expect(ruled('Führe den Code aus:\n```js\n1 + 1\n```')).toEqual({ do: 'run', code: '1 + 1' });
    expect(ruled('run python: len(page["text"])')).toEqual({ do: 'run', language: 'py', code: 'len(page["text"])' });
    expect(ruled('Python-Code ausführen: 1')).toEqual({ do: 'run', language: 'py', code: '1' });
    expect(ruled('run this python script:\n```\n1\n```')).toEqual({ do: 'run', language: 'py', code: '1' });
    expect(ruled('run code:\n```python\n1\n2\n```')).toEqual({ do: 'run', language: 'py', code: '1\n2' });
    expect(ruled('run python:\n```js\n1\n```')).toEqual({ do: 'run', code: '1' });
    expect(toolByRule(at('run code: 1'), [])?.action).toEqual({ do: 'run', code: '1' });
    expect(ruled('run code')).toBeUndefined();
  });
});

describe('tools for a task', () => {
  test.each([
    ['what would the six loaves cost with 19% off?', ['calculator']],
    ['convert the prices to dollars and tell me', ['calculator']],
    ['how many days are left until the market?', ['dates']],
    ['sort the rows where the price is low', ['table']],
    ['tell me about bread', []],
    ['open the page about prices', []],
  ])('%s', (task, names) => {
    expect(toolsFor(task, KIT).map(({ name }) => name)).toEqual(names);
  });

  test('of a stranger without keywords, its name counts', () => {
    const calculator = KIT.find(({ name }) => name === 'calculator');
    const stranger = { ...calculator, name: 'barcode_reader', title: 'Bar codes', description: 'price', keywords: [] };
    const kit = [v.parse(OwnTool, stranger)];
    expect(toolsFor('read the barcode', kit)).toHaveLength(1);
    expect(toolsFor('what is the price', kit)).toHaveLength(0);
  });
});

test('commands for the page are no task for a tool', () => {
  expect(isCommands({ kind: 'ask', text: 'fill Name with Ada' })).toBe(true);
  expect(isCommands({ kind: 'ask', text: 'what is 3 + 4' })).toBe(false);
});

test('no sentence makes a rule slow or throw, and no trigger takes a page for a user', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      toolByRule(at(text), KIT);
      toolByRule(at(`what is ${text}`), KIT);
      const run = at('what is 1 + 1');
      const signal = { ...run.signal, provenance: { from: 'page' as const, origin: 'https://a.example' } };
      expect(toolByRule({ ...run, signal }, KIT)).toBeUndefined();
    }),
  );
});
