import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';

import { Action, type Handle, KEYS, type PageElement, type PageSnapshot } from '@/lib/contracts/index.ts';

import { accepts, readBnf, sentence } from '../../../tests/support/bnf.ts';
import { anyPage, anyText, elementOf, pageOf } from '../../../tests/support/pages.ts';
import { createGrammar } from './index.ts';
import type { GrammarInput } from './shapes.ts';

// Many runs, each with a schema to compile: more than the default where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const grammar = createGrammar();
const URLS = ['https://example.org/a?b="c"', 'http://127.0.0.1:8080/', 'https://münchen.example/ä'];

const anyGlances: fc.Arbitrary<GrammarInput['glances']> = fc.option(
  fc.record({
    looks: fc.subarray(['e901', 'f1e7', 'e902']),
    search: fc.boolean(),
    more: fc.boolean(),
    tools: fc.subarray(['add_to_cart', 'say "hi"']),
    files: fc.nat(2),
    tabs: fc.integer({ min: 1, max: 3 }),
  }),
  { nil: undefined },
);

const anyInput: fc.Arbitrary<GrammarInput> = fc
  .tuple(anyPage, fc.subarray(URLS), anyGlances, fc.infiniteStream(fc.boolean()))
  .map(([page, urls, glances, keep]) => {
    const refs = page.elements.map(({ ref }) => ref).filter(() => keep.next().value);
    return { page, refs: [...refs, 'e999'], urls: [...urls, 'javascript:alert(1)', 'no url'], glances };
  });

const refsOf = ({ page, refs }: GrammarInput, fits: (element: PageSnapshot['elements'][number]) => boolean) =>
  page.elements.filter(
    (element) => refs.includes(element.ref) && !element.states.includes('disabled') && fits(element),
  );

const textUpTo = (max: number) => anyText(max).filter((value) => Array.from(value).length <= max);

/** Every action that is valid on the page by the words of the contract, not by the code under test. */
function validAction(input: GrammarInput): fc.Arbitrary<Action> {
  const clickable = refsOf(input, ({ kind }) => kind !== 'select').map(({ ref }) => ref);
  const typable = refsOf(
    input,
    ({ kind, secret, states }) => kind === 'text' && secret !== true && !states.includes('readonly'),
  ).map(({ ref }) => ref);
  const checkable = refsOf(input, ({ kind }) => kind === 'check').map(({ ref }) => ref);
  const options = refsOf(input, ({ kind }) => kind === 'select').flatMap(({ ref, options: labels = [] }) =>
    labels.filter((label) => label.isWellFormed()).map((option) => ({ do: 'select' as const, ref, option })),
  );
  const urls = input.urls.filter((url) => url.startsWith('http'));
  return fc.oneof(
    ...(clickable.length > 0
      ? [fc.record({ do: fc.constant('click' as const), ref: fc.constantFrom(...clickable) })]
      : []),
    ...(typable.length > 0
      ? [fc.record({ do: fc.constant('type' as const), ref: fc.constantFrom(...typable), text: textUpTo(200) })]
      : []),
    ...(options.length > 0 ? [fc.constantFrom(...options)] : []),
    ...(checkable.length > 0
      ? [fc.record({ do: fc.constant('check' as const), ref: fc.constantFrom(...checkable), on: fc.boolean() })]
      : []),
    ...(urls.length > 0 ? [fc.record({ do: fc.constant('goto' as const), url: fc.constantFrom(...urls) })] : []),
    fc.record({ do: fc.constant('press' as const), key: fc.constantFrom(...KEYS) }),
    fc.record({ do: fc.constant('scroll' as const), to: fc.constantFrom('up' as const, 'down', 'top', 'bottom') }),
    fc.constant({ do: 'back' as const }),
    fc.constantFrom(500, 1000, 3000).map((ms) => ({ do: 'wait' as const, for: { what: 'time' as const, ms } })),
    fc.record({ do: fc.constant('answer' as const), text: textUpTo(600) }),
    ...widerActions(input),
  );
}

const one = (refs: readonly string[]) => fc.constantFrom(...refs);

/** What only an engine with room for it may do. */
function widerActions(input: GrammarInput): fc.Arbitrary<Action>[] {
  const { glances } = input;
  if (glances === undefined) return [];
  const having = (state: string) => refsOf(input, ({ states }) => states.includes(state)).map(({ ref }) => ref);
  const all = refsOf(input, () => true).map(({ ref }) => ref);
  const sliders = refsOf(input, ({ role }) => role === 'slider').map(({ ref }) => ref);
  const popups = having('popup');
  const { files = 0, tabs = 1 } = glances;
  const fields = refsOf(input, ({ inputType }) => inputType === 'file').map(({ ref }) => ref);
  const dragged = having('draggable');
  return [
    ...(popups.length > 0 ? [fc.record({ do: fc.constant('hover' as const), ref: one(popups) })] : []),
    ...(dragged.length > 0 ? [fc.record({ do: fc.constant('drag' as const), ref: one(dragged), to: one(all) })] : []),
    ...(sliders.length > 0
      ? [fc.record({ do: fc.constant('set' as const), ref: one(sliders), value: textUpTo(40) })]
      : []),
    ...(glances.looks.length > 0 ? [fc.record({ do: fc.constant('look' as const), ref: one(glances.looks) })] : []),
    ...(files > 0 && fields.length > 0
      ? [fc.record({ do: fc.constant('upload' as const), ref: one(fields), file: fc.integer({ min: 1, max: files }) })]
      : []),
    ...(tabs > 1 ? [fc.record({ do: fc.constant('switch' as const), tab: fc.integer({ min: 1, max: tabs }) })] : []),
    ...(glances.search ? [fc.record({ do: fc.constant('find' as const), text: textUpTo(80) })] : []),
    ...(glances.tools !== undefined && glances.tools.length > 0
      ? [fc.record({ do: fc.constant('call' as const), tool: one(glances.tools), input: textUpTo(400) })]
      : []),
    ...(glances.more ? [fc.constant({ do: 'more' as const })] : []),
  ];
}

const inputAndAction = anyInput.chain((input) => fc.tuple(fc.constant(input), validAction(input)));
const walks = fc.tuple(anyInput, fc.infiniteStream(fc.nat()));

describe.each(['ebnf', 'gbnf'] as const)('%s', (kind) => {
  test('every sentence is a valid action on that page', () => {
    fc.assert(
      fc.property(walks, ([input, numbers]) => {
        const bnf = readBnf(grammar.build(input)[kind]);
        const said = sentence(bnf, (n) => numbers.next().value % n);
        expect(accepts(bnf, said)).toBe(true);
        const action = grammar.parse(said, input);
        expect(action, said).toBeDefined();
        expect(v.parse(Action, JSON.parse(said))).toEqual(action);
      }),
      { numRuns: 300 },
    );
  });

  test('every valid action is a sentence', () => {
    fc.assert(
      fc.property(inputAndAction, ([input, action]) => {
        expect(accepts(readBnf(grammar.build(input)[kind]), JSON.stringify(action))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('JSON Schema', () => {
  const ajv = new Ajv({ strict: true, validateSchema: false });
  const compiled = (text: string) => ajv.compile(v.parse(Schema, JSON.parse(text)));

  test('the schema is a schema', () => {
    const input = { page: pageOf([elementOf('select', 'Size', { options: ['a', 'b'] })]), refs: ['e1'], urls: URLS };
    expect(new Ajv({ strict: true }).validateSchema(v.parse(Schema, JSON.parse(grammar.build(input).jsonSchema)))).toBe(
      true,
    );
  });

  test('every valid action is valid by the schema, and parses', () => {
    fc.assert(
      fc.property(inputAndAction, ([input, action]) => {
        expect(compiled(grammar.build(input).jsonSchema)(action)).toBe(true);
        expect(grammar.parse(JSON.stringify(action, undefined, 2), input)).toEqual(action);
      }),
      { numRuns: 80 },
    );
  });

  test('every sentence of the schema is a valid action on that page', () => {
    fc.assert(
      fc.property(walks, ([input, numbers]) => {
        const schema = v.parse(Schema, JSON.parse(grammar.build(input).jsonSchema));
        const value = valueOf(schema, (n) => numbers.next().value % n);
        expect(ajv.compile(schema)(value)).toBe(true);
        expect(grammar.parse(JSON.stringify(value), input), JSON.stringify(value)).toEqual(value);
      }),
      { numRuns: 80 },
    );
  });

  test('schema, grammars and the check agree on what is no action here', () => {
    const mutations = [
      (action: object) => ({ ...action, extra: 1 }),
      (action: object) => ({ ...action, do: 'buy' }),
      (action: object) => ({ ...action, ref: 'e998' }),
      (action: object) => ({ ...action, text: 'x'.repeat(601) }),
      (action: object) => ({ ...action, option: 'none such' }),
      (action: object) => Object.fromEntries(Object.entries(action).slice(0, -1)),
      (action: object) => [action],
      (action: object) => JSON.stringify(action),
    ];
    fc.assert(
      fc.property(inputAndAction, fc.constantFrom(...mutations), ([input, action], mutate) => {
        const wrong = mutate(action);
        const { jsonSchema, gbnf } = grammar.build(input);
        expect(compiled(jsonSchema)(wrong)).toBe(false);
        expect(accepts(readBnf(gbnf), JSON.stringify(wrong))).toBe(false);
        expect(grammar.parse(JSON.stringify(wrong), input)).toBeUndefined();
      }),
      { numRuns: 120 },
    );
  });
});

interface Schema {
  anyOf?: Schema[] | undefined;
  properties?: Record<string, Schema> | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  type?: string | undefined;
  maxLength?: number | undefined;
}
const Schema: v.GenericSchema<Schema> = v.looseObject({
  anyOf: v.optional(v.array(v.lazy(() => Schema))),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => Schema),
    ),
  ),
  enum: v.optional(v.array(v.unknown())),
  type: v.optional(v.string()),
  maxLength: v.optional(v.number()),
});

/** A value that the schema allows, built by its keywords alone. */
function valueOf(schema: Schema, pick: (n: number) => number): unknown {
  if (schema.anyOf !== undefined) return valueOf(schema.anyOf[pick(schema.anyOf.length)] ?? {}, pick);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[pick(schema.enum.length)];
  if (schema.properties !== undefined) {
    return Object.fromEntries(Object.entries(schema.properties).map(([key, of]) => [key, valueOf(of, pick)]));
  }
  if (schema.type !== 'string' || schema.maxLength === undefined) throw new Error(`unknown: ${JSON.stringify(schema)}`);
  const marks = ['a', '"', '\\', '\n', '\u0001', '😀', '\u2028', ' '];
  const length = pick(4) === 0 ? schema.maxLength : pick(9);
  return Array.from({ length }, () => marks[pick(marks.length)]).join('');
}

test('the same set of inputs gives the same bytes, in whatever order it comes', () => {
  fc.assert(
    fc.property(anyInput, ({ page, refs, urls, glances }) => {
      const turned = {
        page: { ...page, at: 99, elements: page.elements.toReversed() },
        refs: [...refs.toReversed(), ...refs],
        urls: urls.toReversed(),
        glances: glances && { ...glances, looks: glances.looks.toReversed() },
      };
      expect(grammar.build(turned)).toEqual(grammar.build({ page, refs, urls, glances }));
    }),
  );
});

test('an empty page still has what needs no element', () => {
  const input = { page: pageOf([]), refs: [], urls: [] };
  const bnf = readBnf(grammar.build(input).gbnf);
  expect([...bnf.keys()]).toEqual(['root', 'a-press', 'a-scroll', 'a-back', 'a-wait', 'a-answer', 'char']);
  expect(grammar.parse('{"do":"back"}', input)).toEqual({ do: 'back' });
});

test('elements that cannot take an act are not in its rule', () => {
  const page = pageOf([
    elementOf('press', 'Off', { states: ['disabled'] }),
    elementOf('text', 'Password', { secret: true }),
    elementOf('text', 'Fixed', { states: ['readonly'] }),
    elementOf('select', 'Empty', { options: [] }),
  ]);
  const input = { page, refs: ['e1', 'e2', 'e3', 'e4'], urls: [] };
  expect(grammar.parse('{"do":"click","ref":"e1"}', input)).toBeUndefined();
  expect(grammar.parse('{"do":"type","ref":"e2","text":"x"}', input)).toBeUndefined();
  expect(grammar.parse('{"do":"type","ref":"e3","text":"x"}', input)).toBeUndefined();
  expect(grammar.parse('{"do":"click","ref":"e3"}', input)).toEqual({ do: 'click', ref: 'e3' });
  expect(readBnf(grammar.build(input).gbnf).has('a-type')).toBe(false);
});

test.each([
  ['', 'nothing'],
  ['I would click e1', 'prose'],
  ['{"do":"click","ref":"e1"} and then', 'text after it'],
  ['{"do":"click","ref":"e1"', 'an unfinished object'],
  ['{"do":"type","ref":"e2","text":"\\ud800"}', 'half a character'],
  [`{"do":"type","ref":"e2","text":"${'x'.repeat(201)}"}`, 'too long a text'],
  ['{"do":"goto","url":"https://evil.example/"}', 'a place that was not given'],
  ['{"do":"wait","for":{"what":"time","ms":30000}}', 'a time that was not given'],
  ['{"do":"press","key":"Enter","ref":"e1"}', 'a key with a ref'],
  ['null', 'null'],
])('%j is refused: %s', (text) => {
  const page = pageOf([elementOf('press', 'Order'), elementOf('text', 'Name')]);
  expect(grammar.parse(text, { page, refs: ['e1', 'e2'], urls: URLS })).toBeUndefined();
});

test('white space around a reply does no harm', () => {
  const page = pageOf([elementOf('press', 'Order')]);
  const action = grammar.parse('\n {"do":"click","ref":"e1"}\n', { page, refs: ['e1'], urls: [] });
  expect(action).toEqual({ do: 'click', ref: 'e1' });
});

const passwordField = (ref: string, more: Partial<PageElement> = {}) =>
  elementOf('text', 'Password', { ref, secret: true, inputType: 'password', ...more });

test('a secret can be given only where the user keeps one for that very document, and into a field for it', () => {
  const handle = { secret: 's1', kind: 'password', label: 'Mine', origin: 'https://shop.example' } as const;
  const frames = [
    { key: '', frameId: 0, origin: 'https://shop.example', documentKey: 'd1' },
    { key: 'f1', frameId: 4, origin: 'https://evil.example', documentKey: 'd2' },
  ];
  const elements = [
    passwordField('e5'),
    passwordField('f1e6'),
    passwordField('e7', { secret: false }),
    passwordField('e8', { inputType: 'text' }),
  ];
  const input = (handles: Handle[]): GrammarInput => ({
    page: pageOf(elements, { frames, handles }),
    refs: ['e5', 'f1e6', 'e7', 'e8'],
    urls: [],
  });
  const allowed = (handles: Handle[]) =>
    ['e5', 'f1e6', 'e7', 'e8'].filter((ref) => {
      const text = JSON.stringify({ do: 'give', ref, secret: 's1' });
      const { gbnf } = grammar.build(input(handles));
      const parsed = grammar.parse(text, input(handles)) !== undefined;
      expect(accepts(readBnf(gbnf), text)).toBe(parsed);
      return parsed;
    });
  expect(allowed([handle])).toEqual(['e5']);
  expect(allowed([{ ...handle, origin: 'https://evil.example' }])).toEqual(['f1e6']);
  expect(allowed([{ ...handle, kind: 'code' }])).toEqual(['e5', 'e8']);
  expect(allowed([{ ...handle, origin: 'http://shop.example' }])).toEqual([]);
  expect(grammar.build(input([])).gbnf).not.toContain('give');
});
