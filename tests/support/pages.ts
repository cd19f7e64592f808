import * as fc from 'fast-check';

import {
  type Action,
  type Decision,
  type Iteration,
  KINDS,
  NO_USAGE,
  NOTHING_SEEN,
  type Outcome,
  type PageElement,
  type PageRegion,
  type PageSnapshot,
  type Run,
} from '@/lib/contracts/index.ts';

/** An element; what is not said is plain. */
export function elementOf(kind: PageElement['kind'], name: string, more: Partial<PageElement> = {}): PageElement {
  const role = { press: 'button', link: 'link', text: 'textbox', select: 'combobox', check: 'checkbox' }[kind];
  return { ref: 'e1', at: 0, block: 0, kind, role, name, states: [], ...more };
}

/** A page at https://shop.example; elements get the refs e1, e2, ... in order unless they carry another. */
export function pageOf(elements: readonly PageElement[], more: Partial<PageSnapshot> = {}): PageSnapshot {
  return {
    ...NOTHING_SEEN,
    url: 'https://shop.example/',
    origin: 'https://shop.example',
    title: 'A page',
    lang: 'en',
    documentKey: 'd1',
    elements: elements.map((element, i) => ({
      ...element,
      at: i + 1,
      block: i + 1,
      ...(element.ref === 'e1' && { ref: `e${i + 1}` }),
    })),
    elementTotal: elements.length,
    scroll: { y: 0, height: 800, page: 800 },
    textLength: 100,
    tabId: 1,
    at: 0,
    frames: [],
    closedFrames: [],
    ...more,
  };
}

export const RULES_ONLY: Run['engine'] = {
  kind: 'rules',
  model: 'rules',
  placement: 'local',
  contextTokens: 4096,
  viewTokens: 1200,
  textTokens: 1200,
  answerTokens: 200,
  grammar: 'none',
};
const WITH_MODEL: Run['engine'] = { ...RULES_ONLY, kind: 'scripted', model: 'scripted', grammar: 'gbnf' };

/** A run for what the user typed, with a model at hand. */
export function runOf(text: string, more: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    signal: {
      id: 's1',
      at: 0,
      provenance: { from: 'user', by: 'panel' },
      tabId: 1,
      task: { kind: 'ask', text },
    },
    engine: WITH_MODEL,
    seed: 1,
    status: 'running',
    iterations: [],
    stopAsked: false,
    resumed: 0,
    answer: '',
    startedAt: 0,
    lastAt: 0,
    waitedMs: 0,
    nextSeq: 1,
    ...more,
  };
}

export function decisionOf(action: Action, more: Partial<Decision> = {}): Decision {
  return { by: 'model', placement: 'local', action, usage: NO_USAGE, ms: 1, sent: [], ...more };
}

export function iterationOf(number: number, decision: Decision, outcome: Partial<Outcome> = {}): Iteration {
  return { number, questions: [], decision, outcome: { status: 'ok', ms: 1, ...outcome } };
}

/** Any well-formed text, with the characters that break grammars and layouts. */
export const anyText = (max = 40): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\t',
        '\u0000',
        '\u001f',
        '\u007f',
        '\u2028',
        '[',
        ']',
        '{',
        '}',
        '😀',
        'ß',
        '/',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: max,
  });

const STATES = ['disabled', 'readonly', 'offscreen', 'hidden', 'required', 'focused', 'popup', 'draggable'];
const anyElement: fc.Arbitrary<PageElement> = fc
  .record({
    ref: fc.constant('e1'),
    at: fc.constant(0),
    block: fc.constant(0),
    frame: fc.constantFrom('', '', 'f1', 'f2'),
    kind: fc.constantFrom(...KINDS),
    role: fc.constantFrom('button', 'link', 'textbox', 'checkbox', 'radio', 'combobox', 'slider'),
    name: anyText(20),
    states: fc.uniqueArray(fc.constantFrom(...STATES), { maxLength: 2 }),
    options: fc.array(fc.oneof(anyText(15), fc.constantFrom('Large', 'Small', '\ud800')), { maxLength: 5 }),
    secret: fc.boolean(),
  })
  .map(({ frame, secret, options, ...element }) => ({
    ...element,
    ref: frame,
    ...(element.kind === 'select' && { options }),
    ...(secret && { secret }),
  }));

const anyRegion = (index: number): fc.Arbitrary<PageRegion> =>
  fc
    .record({
      ref: fc.constant(`e${900 + index}`),
      role: fc.constantFrom('dialog', 'list', 'table', 'form', 'navigation', 'main', 'frame'),
      name: anyText(20),
      outer: index === 0 ? fc.constant(undefined) : fc.option(fc.nat(index - 1), { nil: undefined }),
      rows: fc.option(fc.nat(10_000), { nil: undefined }),
      rowsHere: fc.option(fc.nat(20), { nil: undefined }),
      top: fc.option(fc.boolean(), { nil: undefined }),
      origin: fc.option(fc.constantFrom('https://ads.example', ''), { nil: undefined }),
    })
    .map((region) => pickDefined(region));

function pickDefined({
  outer,
  rows,
  rowsHere,
  top,
  origin,
  ...rest
}: {
  [K in keyof PageRegion]-?: PageRegion[K] | undefined;
} & Pick<PageRegion, 'ref' | 'role' | 'name'>): PageRegion {
  return {
    ...rest,
    ...(outer !== undefined && { outer }),
    ...(rows !== undefined && { rows }),
    ...(rowsHere !== undefined && { rowsHere }),
    ...(top !== undefined && { top }),
    ...(origin !== undefined && { origin }),
  };
}

/** Any page with text, regions, rows and lines that elements and texts share. */
export const anyFullPage: fc.Arbitrary<PageSnapshot> = fc
  .tuple(
    fc.array(anyElement, { maxLength: 40 }),
    fc.array(fc.record({ text: anyText(700), level: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }) }), {
      maxLength: 40,
    }),
    fc.tuple(anyRegion(0), anyRegion(1), anyRegion(2), anyRegion(3)),
    fc.infiniteStream(fc.nat(1000)),
  )
  .map(([elements, texts, regions, numbers]) => {
    const next = (max: number) => numbers.next().value % max;
    const place = () => {
      const region = next(5);
      return {
        at: next(200),
        block: next(60),
        ...(region < 4 && { region }),
        ...(region < 4 && next(3) === 0 && { row: next(30) }),
      };
    };
    return pageOf([], {
      elements: elements.map((element, i) => ({ ...element, ref: `${element.ref}e${i + 2}`, ...place() })),
      texts: texts.map(({ text, level }) => ({ text, ...(level !== undefined && { level }), ...place() })),
      regions,
      elementTotal: elements.length + next(500),
      textTotal: next(100_000),
    });
  });

/** Any page of up to 12 elements, in frames too, with refs of their own. */
export const anyPage: fc.Arbitrary<PageSnapshot> = fc
  .array(anyElement, { maxLength: 12 })
  .map((elements) => pageOf(elements.map((element, i) => ({ ...element, ref: `${element.ref}e${i + 2}` }))));
