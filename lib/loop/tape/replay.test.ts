import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  option,
  record as recordOf,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';

import { type Entry, NO_CHANGE, NO_USAGE, type Outcome, problem, type Reply, type Run } from '@/lib/contracts/index.ts';

import { finish, MODEL, NO_RECIPES, portsFor, RULES_ONLY, type Script, started } from '../fakes.ts';
import { runLoop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import { canonical, type Deciders, recording, replay } from './index.ts';

const press = (ref: string) => ({ rule: 'command.click', action: { do: 'click', ref } }) as const;
const twoSteps = (iteration: number) => [press('e1'), press('e2'), finish][iteration - 1];

function decidersOf(script: Script): Deciders {
  const { rules, recipes, policy, grammar, engine }: Ports = portsFor(script);
  return { rules, recipes, policy: () => policy, grammar, countTokens: (text) => engine(MODEL).countTokens(text) };
}

/** Answers of pages, engines and databases are tasks of their own: whoever waits for one has gone on before the next one comes. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** How long each port takes, in turns of the event loop; the journal before a record is durable, and after. */
interface Pace {
  journal: readonly [before: number, after: number];
  observe: number;
  tools: number;
  perform: number;
  predict: number;
}

async function after<T>(count: number, answer: () => Promise<T>): Promise<T> {
  await turns(count);
  return answer();
}

function slowed(ports: Ports, pace: Pace): Ports {
  const [before, then] = pace.journal;
  return {
    ...ports,
    journal: {
      append: (draft) => ports.journal.append(draft),
      read: (runId, from) => ports.journal.read(runId, from),
      async appendAll(drafts) {
        await turns(before);
        const written = await ports.journal.appendAll(drafts);
        await turns(then);
        return written;
      },
    },
    senses: {
      ...ports.senses,
      observe: (...asked) => after(pace.observe, () => ports.senses.observe(...asked)),
      tools: () => after(pace.tools, async () => [{ name: 'order', description: '', inputSchema: {}, readOnly: true }]),
    },
    hands: { ...ports.hands, perform: (...asked) => after(pace.perform, () => ports.hands.perform(...asked)) },
  };
}

/** An engine that takes its time; aborted in the middle, it says so (`tell`) or throws. */
function speaking(said: readonly string[], { predict }: Pace, tell: boolean): NonNullable<Script['predict']> {
  return async function* speak({ jobId }, signal) {
    const text = said[Math.min(Number(jobId.split(':')[1]), said.length) - 1] ?? '';
    yield { type: 'delta', text: text.slice(0, 5), tokens: 1 };
    await turns(predict);
    if (signal.aborted && !tell) throw new DOMException('', 'AbortError');
    const reason = signal.aborted ? 'aborted' : 'stop';
    const usage = { ...NO_USAGE, completionTokens: 4 };
    yield {
      type: 'end',
      reason,
      text: signal.aborted ? text.slice(0, 7) : text,
      usage,
      ms: { load: 0, prefill: 1, decode: 2 },
      sent: [],
    };
  };
}

interface Interruption {
  what: 'stop' | 'pause';
  /** Turns after the beginning. */
  after: number;
}

interface Driven {
  over: boolean;
  error?: Error;
}

/** One loop, and how it ended. */
function drivenBy({ script, pace, signal }: { script: Script; pace: Pace; signal: AbortSignal }): Driven {
  const driven: Driven = { over: false };
  const drive = async () => {
    try {
      await runLoop('r', recording(slowed(portsFor(script), pace), signal), signal);
    } catch (error) {
      driven.error = error instanceof Error ? error : new Error(String(error));
    }
    driven.over = true;
  };
  void drive();
  return driven;
}

/** Drives a run as the background does, with a user who answers, stops or pauses, and takes it up again where it was killed. */
async function driveToEnd(
  script: Script,
  { pace, reply, interruption }: { pace: Pace; reply: Reply; interruption?: Interruption },
) {
  const { journal } = script;
  // A worker is killed at a record of the loop here; at one of the driver's nothing of the loop is under way that a kill could cut.
  const write = async (entry: Entry) => {
    const { killAt } = journal;
    journal.killAt = undefined;
    await append(entry);
    journal.killAt = killAt;
  };
  const append = (entry: Entry) =>
    journal.append({ runId: 'r', iteration: 1, at: 1000 + journal.records.length, entry });
  let turn = 0;
  let due = interruption;
  for (let loops = 1; loops < 12 && !journal.kinds().includes('end'); loops++) {
    const controller = new AbortController();
    const { signal } = controller;
    const driven = drivenBy({ script, pace, signal });
    for (; !driven.over; turn++) {
      await turns(1);
      const last = journal.records.at(-1)?.entry;
      if (last?.kind === 'question') await write({ kind: 'reply', questionId: last.question.id, reply });
      if (due === undefined || turn < due.after) continue;
      await write(due.what === 'stop' ? { kind: 'stop' } : { kind: 'pause', why: 'user' });
      due = undefined;
      controller.abort(new DOMException('', 'AbortError'));
    }
    const killed = driven.error?.message === 'killed';
    if (driven.error !== undefined && !killed && driven.error.name !== 'AbortError') throw driven.error;
    await write(killed ? { kind: 'resumed', after: 'running' } : { kind: 'go' });
  }
}

const outcomes = constantFrom<Outcome>(
  { status: 'ok', change: { ...NO_CHANGE, added: 1 }, ms: 1 },
  { status: 'ok', change: NO_CHANGE, ms: 2 },
  { status: 'failed', problem: problem('element.gone'), ms: 3 },
  { status: 'ok', tabId: 7, ms: 4 },
);
const replies = constantFrom(
  '{"do":"click","ref":"e1"}',
  '{"do":"click","ref":"e2"}',
  '{"do":"answer","text":"done"}',
  'Sure! I will click it.',
);
const time = integer({ min: 0, max: 3 });
const QUICK: Pace = { journal: [0, 0], observe: 0, tools: 0, perform: 0, predict: 0 };
const cases = recordOf({
  said: array(replies, { minLength: 1, maxLength: 5 }),
  results: array(outcomes, { minLength: 1, maxLength: 5 }),
  engine: constantFrom(MODEL, RULES_ONLY),
  mode: constantFrom('answer' as const, 'act' as const),
  verdict: constantFrom('yes' as const, 'ask' as const, 'no' as const),
  reply: constantFrom('yes' as const, 'no' as const, 'mine' as const),
  pace: recordOf({ journal: tuple(time, time), observe: time, tools: time, perform: time, predict: time }),
  tell: boolean(),
  kill: option(recordOf({ count: integer({ min: 1, max: 20 }), when: constantFrom('lost' as const, 'kept' as const) })),
  interruption: option(
    recordOf({ what: constantFrom('stop' as const, 'pause' as const), after: integer({ min: 0, max: 80 }) }),
  ),
});

test('any run, killed, stopped or paused anywhere, gives the same bytes when it is run again', async () => {
  const ways = new Set<string>();
  await assert(
    asyncProperty(cases, async ({ said, results, engine, mode, verdict, reply, pace, tell, kill, interruption }) => {
      const rules = engine === RULES_ONLY ? twoSteps : () => undefined;
      const script = await started({ mode, verdict, rules, predict: speaking(said, pace, tell) }, engine);
      let turn = 0;
      script.site.outcome = () => results[turn++ % results.length] ?? { status: 'ok', ms: 0 };
      if (kill !== null) script.journal.killAt = kill;
      await driveToEnd(script, { pace, reply, ...(interruption !== null && { interruption }) });
      const replayed = await replay(script.journal, decidersOf(script));
      expect(replayed).toEqual({ records: expect.any(Array), untaped: [] });
      expect(replayed.records.map(canonical)).toEqual(script.journal.records.map(canonical));
      for (const kind of script.journal.kinds()) ways.add(kind);
    }),
    { numRuns: 1000 },
  );
  // What was tried was tried.
  const all = ['end', 'stop', 'pause', 'go', 'resumed', 'reply', 'outcome', 'verdict', 'intent'];
  expect([...ways]).toEqual(expect.arrayContaining(all));
});

test('a rule that decides otherwise is shown where the records first differ', async () => {
  const script = await started({ rules: twoSteps }, RULES_ONLY);
  await driveToEnd(script, { pace: QUICK, reply: 'yes' });
  const changed: Script = { ...script, rules: (n) => [press('e1'), press('e1'), finish][n - 1] };
  const { difference } = await replay(script.journal, decidersOf(changed));
  expect(difference).toEqual({ seq: 7, path: 'entry.decision.action.ref', was: 'e2', is: 'e1' });
});

const byRecipe = (run: Run) => (run.recipe === undefined ? undefined : { by: 'recipe' as const, ...press('e2') });

test('the recipe that a run kept to is on its tape, whatever became of the recipe since', async () => {
  const recipe = { id: 'p', name: 'two presses', steps: [], answers: false };
  const recipes = { ...NO_RECIPES, fitting: async () => recipe, next: byRecipe };
  const script = await started({ recipes, rules: () => finish }, RULES_ONLY);
  await driveToEnd(script, { pace: QUICK, reply: 'yes' });
  const decided = script.journal.records.flatMap(({ entry }) => (entry.kind === 'decision' ? entry.decision.by : []));
  expect(decided[0]).toBe('recipe');
  const gone: Script = { ...script, recipes: { ...recipes, fitting: async () => undefined } };
  expect((await replay(script.journal, decidersOf(gone))).difference).toBeUndefined();
});

test('records from before there were tapes are taken as they are, and are told of', async () => {
  const script = await started({ rules: twoSteps }, RULES_ONLY);
  await driveToEnd(script, { pace: QUICK, reply: 'yes' });
  const { records } = script.journal;
  const { difference, untaped } = await replay({ records, tape: [] }, decidersOf(script));
  expect(difference).toBeUndefined();
  expect(untaped).toEqual(records.slice(1).map(({ seq }) => seq));
});

test('a build that asks for what the tape does not have is shown where it leaves it', async () => {
  const script = await started({ rules: twoSteps }, RULES_ONLY);
  await driveToEnd(script, { pace: QUICK, reply: 'yes' });
  const other: Script = { ...script, mode: 'answer' };
  const { difference, misfit } = await replay(script.journal, decidersOf(other));
  expect(difference).toMatchObject({ seq: 1, is: undefined });
  expect(misfit).toContain('article');
});
