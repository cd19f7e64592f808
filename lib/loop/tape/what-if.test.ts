import { assert, asyncProperty, constantFrom, nat, oneof, string } from 'fast-check';
import { expect, test } from 'vitest';

import { foldRun, type InputChange, type RunInput, type Trace } from '@/lib/contracts/index.ts';

import { decidersHere, recorded, recordings } from '../../../tests/support/recorded.ts';
import { canonical, inputsAt, whatIf } from './index.ts';

const deciders = await decidersHere();

function inputOf<W extends RunInput['what']>(trace: Trace, iteration: number, what: W): Extract<RunInput, { what: W }> {
  const found = inputsAt(trace, iteration).find(
    (input): input is Extract<RunInput, { what: W }> => input.what === what,
  );
  if (found === undefined) throw new Error(`no ${what} at ${iteration}`);
  return found;
}

async function changedTo(trace: Trace, change: InputChange) {
  const found = await whatIf(trace, change, deciders);
  if (!found.ok) throw new Error(found.problem.detail);
  const run = foldRun(found.value.records);
  if (run === undefined) throw new Error('no run');
  return { ...found.value, run, last: run.iterations.at(-1) };
}

async function kinds(name: string, step: number) {
  return inputsAt(await recorded(name), step).map(({ what }) => what);
}

test('at a step of a model there are the words, the page and what the model said; of rules it said nothing', async () => {
  expect(await kinds('model.json', 2)).toEqual(['task', 'page', 'said']);
  expect(await kinds('form.json', 1)).toEqual(['task', 'page']);
  expect(await kinds('approved.json', 2)).toEqual(['task', 'page', 'reply']);
});

test('another act of the model: its verdict is known, what the page makes of it is not', async () => {
  const trace = await recorded('model.json');
  const { seq } = inputOf(trace, 2, 'said');
  const { difference, end, last, run } = await changedTo(trace, {
    what: 'said',
    seq,
    text: '{"do":"type","ref":"e5","text":"Ada"}',
  });
  expect(difference).toMatchObject({ seq, path: 'entry.decision.action.do', was: 'click', is: 'type' });
  expect(last).toMatchObject({ number: 2, verdict: { allow: 'yes' } });
  expect(last?.outcome).toBeUndefined();
  expect({ end, status: run.status }).toEqual({ end: 'act', status: 'running' });
});

test('an answer of the model that is an end ends the run there, where the page was not worked on', async () => {
  const trace = await recorded('answer.json');
  const { seq } = inputOf(trace, 1, 'said');
  const { end, run } = await changedTo(trace, { what: 'said', seq, text: 'Nothing is sold.' });
  expect({ end, answer: run.answer }).toEqual({ end: 'over', answer: 'Nothing is sold.' });
});

test('what is no action there is asked for once more, and what the model would say to that nobody knows', async () => {
  const trace = await recorded('model.json');
  const { seq } = inputOf(trace, 2, 'said');
  const { end, records } = await changedTo(trace, { what: 'said', seq, text: 'Sure!' });
  expect(end).toBe('model');
  expect(records.at(-1)?.entry.kind).toBe('interpretation');
});

test('a no in the place of a yes ends a run of rules', async () => {
  const trace = await recorded('approved.json');
  const { seq, replies } = inputOf(trace, 2, 'reply');
  expect(replies).toContain('no');
  const { difference, run, end } = await changedTo(trace, { what: 'reply', seq, reply: 'no' });
  expect(difference?.seq).toBe(seq + 1);
  expect({ end, status: run.status }).toEqual({ end: 'over', status: 'refused' });
});

test('other words: rules decide otherwise, and the tape has no page for what they would do', async () => {
  const { last, end } = await changedTo(await recorded('form.json'), { what: 'task', text: 'choose Large' });
  expect(last?.decision).toMatchObject({ by: 'rule', action: { do: 'select' } });
  expect(end).toBe('act');
});

test('other words for a model are another prompt: what it would say to that nobody knows', async () => {
  const { last, end } = await changedTo(await recorded('model.json'), {
    what: 'task',
    text: 'open the way to what it costs, for Bob',
  });
  expect(last?.interpretation?.messages.some(({ content }) => content.includes('for Bob'))).toBe(true);
  expect({ end, decision: last?.decision }).toEqual({ end: 'model', decision: undefined });
});

test('without the element that it worked on, the run of rules says what is missing', async () => {
  const trace = await recorded('form.json');
  const { seq, elements } = inputOf(trace, 1, 'page');
  const field = elements.find(({ name }) => name === 'Name');
  const { run, end } = await changedTo(trace, { what: 'page', seq, ref: field?.ref ?? '' });
  expect(run.problem?.code).toBe('element.not_found');
  expect(end).toBe('over');
});

test('with other words no recipe is known to fit', async () => {
  const trace = await recorded('recipe.json');
  const { last } = await changedTo(trace, { what: 'task', text: 'press Nothing' });
  expect(last?.decision?.by).not.toBe('recipe');
});

test('records without a tape are the end of what is known', async () => {
  const trace = await recorded('form.json');
  const { end, records: known } = await changedTo({ ...trace, tape: [] }, { what: 'task', text: 'choose Large' });
  expect({ end, known: known.length }).toEqual({ end: 'untaped', known: 1 });
});

test('an input that is not there is refused', async () => {
  const trace = await recorded('form.json');
  expect(await whatIf(trace, { what: 'said', seq: 2, text: '' }, deciders)).toMatchObject({ ok: false });
  expect(await whatIf(trace, { what: 'page', seq: 1, ref: 'e99999' }, deciders)).toMatchObject({ ok: false });
  expect(await whatIf(trace, { what: 'reply', seq: 0, reply: 'no' }, deciders)).toMatchObject({ ok: false });
});

const words = oneof(
  string(),
  constantFrom('press Prices', 'fill Name with Bob', '{"do":"click","ref":"e1"}', 'Prices'),
);

/** Any change of any input of that step. */
function changeOf(input: RunInput, text: string, pick: number): InputChange {
  if (input.what === 'task') return { what: 'task', text };
  if (input.what === 'said') return { what: 'said', seq: input.seq, text };
  if (input.what === 'reply')
    return { what: 'reply', seq: input.seq, reply: input.replies[pick % input.replies.length] ?? 'no' };
  const ref = input.elements[pick % input.elements.length]?.ref ?? '';
  return { what: 'page', seq: input.seq, ref, ...(pick % 2 === 0 && { name: text }) };
}

/** The same input, said anew. */
function sameOf(input: RunInput): InputChange {
  if (input.what !== 'page') return input;
  const [{ ref, name } = { ref: '', name: '' }] = input.elements;
  return { what: 'page', seq: input.seq, ref, name };
}

function actBefore(records: Trace['records'], seq: number, iteration: number) {
  const before = records.filter((each) => each.seq < seq && each.iteration === iteration);
  return before.flatMap(({ entry }) => (entry.kind === 'decision' ? entry.decision.action : [])).at(-1);
}

const traces = await Promise.all(recordings.map(recorded));

test('an input that is put in the place of itself changes nothing', async () => {
  for (const trace of traces) {
    const steps = new Set(trace.records.map(({ iteration }) => iteration));
    for (const input of [...steps].flatMap((step) => inputsAt(trace, step))) {
      if (input.what === 'task' && trace.tape.some(({ items }) => items.some(({ is }) => is === 'recipe'))) continue;
      const { difference, end, records } = await changedTo(trace, sameOf(input));
      expect({ difference, end }).toEqual({ difference: undefined, end: 'over' });
      expect(records).toHaveLength(trace.records.length);
    }
  }
});

test('whatever is changed: what came before stays byte for byte, and nothing of then is taken for an answer to something else', async () => {
  const ends = new Set<string>();
  await assert(
    asyncProperty(constantFrom(...traces), nat(), nat(), words, async (trace, step, pick, text) => {
      const inputs = inputsAt(trace, (step % Math.max(1, trace.records.at(-1)?.iteration ?? 1)) + 1);
      const input = inputs[pick % inputs.length];
      if (input === undefined) return;
      const { records, changed, end } = await changedTo(trace, changeOf(input, text, pick));
      ends.add(end);
      const before = records.slice(0, changed);
      expect(before.map(canonical)).toEqual(trace.records.slice(0, changed).map(canonical));
      for (const { seq, iteration, entry } of records) {
        if (entry.kind !== 'outcome') continue;
        expect(actBefore(records, seq, iteration)).toEqual(actBefore(trace.records, seq, iteration));
      }
    }),
    { numRuns: 300 },
  );
  expect([...ends]).toEqual(expect.arrayContaining(['over', 'act', 'model']));
});
