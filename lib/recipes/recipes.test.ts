import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import {
  type Action,
  type Decision,
  type EngineProfile,
  foldRun,
  type JournalRecord,
  NO_CHANGE,
  NO_USAGE,
  NOTHING_SEEN,
  type PageElement,
  type PageSnapshot,
  type Recipe,
  type Run,
  wordsOf,
} from '@/lib/contracts/index.ts';

import { afterRun, afterUndo, changed, edited, fileOf, opened, rolledBack } from './keep.ts';
import { fitting, meant } from './keeper.ts';
import { lessonOf } from './learn.ts';
import { matchWords } from './match.ts';
import { nextOf } from './next.ts';
import { findSketched, sketchOf } from './sketch.ts';

const ORIGIN = 'https://list.example';
const ENGINE: EngineProfile = { kind: 'scripted', model: 's', placement: 'local', contextTokens: 1, viewTokens: 1, textTokens: 1, answerTokens: 1, grammar: 'none' }; // prettier-ignore

const element = (ref: string, kind: PageElement['kind'], name: string, more: Partial<PageElement> = {}): PageElement => ({
  ref, at: Number(ref.slice(1)), block: 0, kind, role: kind === 'text' ? 'textbox' : 'button', name, states: [], ...more,
}); // prettier-ignore

function page(...elements: PageElement[]): PageSnapshot {
  const url = `${ORIGIN}/today?d=1`;
  const frames = [{ key: '', frameId: 0, origin: ORIGIN, documentKey: 'd' }];
  return {
    ...NOTHING_SEEN,
    url,
    origin: ORIGIN,
    title: '',
    documentKey: 'd',
    elements,
    tabId: 1,
    at: 0,
    frames,
    closedFrames: [],
  };
}

const LIST = page(element('e1', 'text', 'Item'), element('e2', 'press', 'Add'));

interface Did {
  action: Action;
  on?: PageSnapshot;
  by?: Decision['by'];
  step?: number;
}

/** A run of these acts, ended as it says. */
function runOf(
  text: string,
  dids: readonly Did[],
  { status = 'done', answer = '', id = 'r' }: { status?: Run['status']; answer?: string; id?: string } = {},
): Run {
  const records: JournalRecord['entry'][] = [
    { kind: 'signal', engine: ENGINE, seed: 1, signal: { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task: { kind: 'ask', text } } },
  ]; // prettier-ignore
  const all: JournalRecord[] = records.map((entry) => ({ runId: id, seq: 0, iteration: 0, at: 0, entry }));
  const write = (iteration: number, entry: JournalRecord['entry']) =>
    all.push({ runId: id, seq: all.length, iteration, at: 0, entry });
  dids.forEach(({ action, on = LIST, by = 'model', step }, i) => {
    write(i + 1, { kind: 'interpretation', interpretation: { mode: 'act', goal: '', situation: '', url: on.url, origin: on.origin, title: '', messages: [], refs: [], tokens: { prompt: 0, limit: 0, view: 0, text: 0 }, leftOut: [], ms: { read: 0, interpret: 0 } } }); // prettier-ignore
    const sketch = 'ref' in action && action.ref !== undefined ? sketchOf(action.ref, on) : undefined;
    write(i + 1, { kind: 'decision', decision: { by, placement: 'local', action, usage: NO_USAGE, ms: 0, sent: [], ...(sketch && { sketch }), ...(step !== undefined && { step: { number: step, of: 2 } }) } }); // prettier-ignore
    write(i + 1, { kind: 'outcome', outcome: { status: 'ok', change: { ...NO_CHANGE, added: 1 }, ms: 0 } });
  });
  if (status !== 'running') write(dids.length, { kind: 'end', status: status === 'done' ? 'done' : 'failed', answer });
  const run = foldRun(all);
  if (run === undefined) throw new Error('no run');
  return run;
}

const ADD: Did[] = [{ action: { do: 'type', ref: 'e1', text: 'milk' } }, { action: { do: 'click', ref: 'e2' } }];
const TASK = 'Add milk to the list, please';

function learned(): Recipe {
  const [recipe] = afterRun(runOf(TASK, ADD), [], { id: 'p1', at: 5 });
  if (recipe === undefined) throw new Error('nothing learned');
  return recipe;
}

const row = (n: number, name: string) => [
  element(`e${n * 2}`, 'link', name, { region: 0, row: n, role: 'link' }),
  element(`e${n * 2 + 1}`, 'press', 'Delete', { region: 0, row: n }),
];

const rows = (...names: string[]) => ({
  ...page(...names.flatMap((name, i) => row(i + 1, name))),
  regions: [{ ref: 'e99', role: 'list', name: 'Shopping' }],
});

/** The same, done by rules. */
const again = (known: Recipe[]) => afterRun(runOf(TASK, ADD.map((did) => ({ ...did, by: 'rule' as const }))), known, { id: 'p', at: 1 }); // prettier-ignore

test('a run that a model did becomes a recipe, with the value that the user gave as a parameter', () => {
  const recipe = learned();
  expect(recipe).toMatchObject({ state: 'on', origin: ORIGIN, start: `${ORIGIN}/today`, words: ['Add ', 0, ' to the list, please'], values: [{ name: 'Item', example: 'milk' }] }); // prettier-ignore
  expect(recipe.steps.map(({ value, open }) => [value, open])).toEqual([[[0], undefined], [undefined, undefined]]); // prettier-ignore
});

test('the next similar request is decided step by step without a model, where things have moved', () => {
  const other = page(element('e9', 'press', 'ADD'), element('e4', 'text', 'Item'), element('e5', 'text', 'Search'));
  const ask = (dids: Did[]) => {
    const run = runOf('add oat drink to my list', dids, { status: 'running' });
    const recipe = fitting(run, [learned()]);
    if (recipe === undefined) throw new Error('it does not fit');
    return nextOf({ ...run, recipe }, other);
  };
  expect(ask([])).toMatchObject({ by: 'recipe', action: { do: 'type', ref: 'e4', text: 'oat drink' } });
  expect(ask([{ action: { do: 'type', ref: 'e4', text: 'oat drink' }, on: other, by: 'recipe', step: 1 }])).toMatchObject({ action: { do: 'click', ref: 'e9' }, step: { number: 2, of: 2 } }); // prettier-ignore
});

test.each([
  ['Add milk to the list, please', true],
  ['please add "soy milk" to the list!', true],
  ['add bread', false],
  ['do not add bread to the list', false],
  ['remove bread from the list', false],
  ['add bread to the list and send it', false],
])('"%s" fits the recipe: %s', (text, fits) => {
  expect(fitting(runOf(text, []), [learned()]) !== undefined).toBe(fits);
});

test('values that could be read in two ways are not guessed', () => {
  const words = ['move ', 0, ' to ', 1];
  expect(matchWords(words, 'move a to b')?.values).toEqual(['a', 'b']);
  expect(matchWords(words, 'move a to b to c')).toBeUndefined();
  assert(property(string(), (text) => matchWords(words, text) === undefined || text.includes('to')));
});

test('where the page no longer has what a step names, or has it twice, somebody else decides', () => {
  const run = runOf(TASK, [], { status: 'running' });
  const recipe = fitting(run, [learned()]);
  if (recipe === undefined) throw new Error('it does not fit');
  const next = (...elements: PageElement[]) => nextOf({ ...run, recipe }, page(...elements));
  expect(next(element('e1', 'text', 'Thing'))).toBeUndefined();
  expect(next(element('e1', 'text', 'Item'), element('e2', 'text', 'Item'))).toBeUndefined();
  expect(next(element('e1', 'text', 'Item', { states: ['disabled'] }))).toBeUndefined();
  expect(nextOf({ ...run, recipe }, { ...LIST, origin: 'https://evil.example' })).toBeUndefined();
});

test('a step that failed is not tried again; what a model does in its place counts as done', () => {
  const recipe = fitting(runOf(TASK, []), [learned()]);
  if (recipe === undefined) throw new Error('it does not fit');
  const typed: Did = { action: { do: 'type', ref: 'e1', text: 'milk' }, by: 'model' };
  expect(nextOf({ ...runOf(TASK, [typed], { status: 'running' }), recipe }, LIST)).toMatchObject({
    step: { number: 2 },
  });
  const run = runOf(TASK, [{ ...typed, by: 'recipe', step: 1 }], { status: 'running' });
  const [first] = run.iterations;
  if (first?.outcome !== undefined) first.outcome = { status: 'failed', ms: 0 };
  expect(nextOf({ ...run, recipe }, LIST)).toBeUndefined();
});

test('the row that the user names is a parameter of what is pressed in it', () => {
  const on = rows('Milk 2 l', 'Bread', 'Eggs');
  const [recipe] = afterRun(runOf('delete bread', [{ action: { do: 'click', ref: 'e5' }, on }]), [], {
    id: 'p',
    at: 0,
  });
  expect(recipe?.words).toEqual(['delete ', 0]);
  const run = runOf('delete milk', [], { status: 'running' });
  const bound = recipe && fitting(run, [recipe]);
  expect(bound && nextOf({ ...run, recipe: bound }, rows('Tea', 'Eggs', 'Milk 1 l'))).toMatchObject({ action: { do: 'click', ref: 'e7' } }); // prettier-ignore
});

test('nothing is learned of secrets, of what failed, of what was taken back, or of what the site does not name', () => {
  const secret = page(element('e1', 'text', 'PIN', { secret: true }));
  expect(lessonOf(runOf('type 1234 into PIN', [{ action: { do: 'type', ref: 'e1', text: '1234' }, on: secret }]))).toBeUndefined(); // prettier-ignore
  expect(lessonOf(runOf(TASK, ADD, { status: 'failed' }))).toBeUndefined();
  const undone = runOf(TASK, ADD);
  const [first] = undone.iterations;
  if (first !== undefined) first.undone = { status: 'ok', ms: 0 };
  expect(lessonOf(undone)).toBeUndefined();
  expect(lessonOf(runOf(TASK, [{ action: { do: 'click', ref: 'e77' } }]))).toBeUndefined();
});

test('a run that a page may have led to another site is no lesson, whoever said yes to it then', () => {
  const run = runOf(TASK, ADD);
  for (const rule of ['carries', 'leaves_site', 'strayed']) {
    const iterations = run.iterations.map((each) => ({ ...each, verdict: { allow: 'ask', rule, reversibility: 'final' } as const })); // prettier-ignore
    expect(lessonOf({ ...run, iterations })).toBeUndefined();
  }
  const question = { kind: 'landed', id: 'q', from: ORIGIN, to: 'https://elsewhere.example' } as const;
  const landed = run.iterations.map((each) => ({ ...each, questions: [{ question, reply: 'yes' as const }] }));
  expect(lessonOf({ ...run, iterations: landed })).toBeUndefined();
  expect(lessonOf(run)).toBeDefined();
});

test('a text that was not in the user’s words is left to a model each time', () => {
  const lesson = lessonOf(
    runOf('greet them in the item field', [{ action: { do: 'type', ref: 'e1', text: 'Hi Ada' } }]),
  );
  expect(lesson?.body.steps[0]).toMatchObject({ open: true });
  expect(lesson?.body.values).toEqual([]);
});

test('what rules did three times is offered, once; what the user does not want stays away', () => {
  const first = again([]);
  expect(first[0]?.state).toBe('seen');
  const third = again(again(first));
  expect(third[0]).toMatchObject({ state: 'offered', seen: 3 });
  const refused = third.map((recipe) => ({ ...recipe, state: 'off' as const }));
  expect(again(refused)[0]?.state).toBe('off');
});

test('a recipe that a model had to help is mended, and can be rolled back', () => {
  const recipe = learned();
  const moved = page(element('e1', 'text', 'Item'), element('e2', 'press', 'Save'));
  const bound = fitting(runOf(TASK, []), [recipe]);
  const helped = runOf(TASK, [{ action: { do: 'type', ref: 'e1', text: 'milk' }, by: 'recipe', step: 1 }, { action: { do: 'click', ref: 'e2' }, on: moved }]); // prettier-ignore
  const [mended] = afterRun({ ...helped, ...(bound && { recipe: bound }) }, [recipe], { id: 'p2', at: 9 });
  expect(mended).toMatchObject({ id: recipe.id, used: 1, changedAt: 9 });
  expect(mended?.steps[1]?.target?.name).toEqual(['Save']);
  expect(mended && rolledBack(mended, 10).steps).toEqual(recipe.steps);
});

test('one that fails twice in a row, or whose run is taken back, is left alone', () => {
  const recipe = learned();
  const bound = fitting(runOf(TASK, []), [recipe]);
  if (bound === undefined) throw new Error('it does not fit');
  const failed = { ...runOf(TASK, ADD, { status: 'failed' }), recipe: bound };
  const [once] = afterRun(failed, [recipe], { id: 'p', at: 1 });
  expect(once?.state).toBe('on');
  expect(once && afterRun(failed, [once], { id: 'p', at: 1 })[0]?.state).toBe('off');
  expect(afterUndo(runOf(TASK, ADD), [recipe], 1)[0]?.state).toBe('off');
});

test('recipes of a file come turned off, and without what they were at home', () => {
  const file = fileOf([{ ...changed(learned(), learned(), 7), key: 1 }]);
  expect(JSON.stringify(file)).not.toContain('earlier');
  const [taken] = opened(file, { id: () => 'new', at: 8 });
  expect(taken).toMatchObject({ id: 'new', state: 'off', used: 0, earlier: [] });
});

test('what is sketched is found again on the same page, whatever it is', () => {
  const on = page(
    element('e1', 'press', 'Go'),
    element('e2', 'press', 'Go'),
    element('e3', 'text', '', { placeholder: 'Search' }),
  );
  for (const { ref } of on.elements) {
    const sketch = sketchOf(ref, on);
    expect(sketch && findSketched(sketch, on)?.ref).toBe(ref);
  }
});

test('a step takes another text, with places for the user’s words; or it goes, but the last one stays', () => {
  const recipe = learned();
  const other = edited(recipe, { at: 0, of: 5, value: '2 {Item} please' }, 6);
  expect(other.steps[0]?.value).toEqual(['2 ', 0, ' please']);
  expect(rolledBack(other, 7).steps).toEqual(recipe.steps);
  // Changed since the user saw it.
  expect(edited(other, { at: 0, of: 5 }, 8)).toBe(other);
  const short = edited(other, { at: 1, of: 6 }, 8);
  expect(short.steps).toHaveLength(1);
  expect(edited(short, { at: 0, of: 8 }, 9)).toBe(short);
});

test('in the address bar a recipe is begun by its exact name, also where others that are like it come first', () => {
  const recipe = learned();
  const [longer, other] = [
    { ...recipe, id: 'p2', name: 'Shopping for two' },
    { ...recipe, id: 'p3', name: 'Shopping' },
  ];
  expect(meant([longer, other], ' shopping ')).toMatchObject({ recipe: { id: 'p3' }, words: wordsOf(recipe) });
  expect(meant([longer, other], 'shop')).toBeUndefined();
  expect(meant([longer, { ...other, state: 'off' }], 'shopping')).toBeUndefined();
  expect(meant([longer], 'add bread to the list, please')).toMatchObject({ words: 'add bread to the list, please' });
});
