import {
  type Draft,
  type EngineChoice,
  type EngineProfile,
  type Entry,
  type Grant,
  isEnded,
  type JournalRecord,
  type Limits,
  type Problem,
  problem,
  type Reply,
  type Run,
  type Settings,
  tabOf,
  tabsOf,
} from '@/lib/contracts/index.ts';
import type { Wish } from '@/lib/loop/index.ts';
import { failure, isAbort, isStorageFull, log, newId, randomWord, type Result, success } from '@/lib/shared/index.ts';

import { createBell, type Written } from './bell.ts';
import { callOf, grantsBy } from './grants.ts';

/** What the driver needs of others; the entrypoint introduces them. */
export interface DriverParts {
  journal: {
    append: (draft: Draft) => Promise<JournalRecord | undefined>;
    open: () => Promise<string[]>;
    unlearned: () => Promise<string[]>;
  };
  readRun: (runId: string) => Promise<Run | undefined>;
  settings: { read: () => Promise<Settings>; change: (patch: Partial<Settings>) => Promise<void> };
  profileOf: (choice: EngineChoice) => EngineProfile;
  receive: (
    wish: Wish,
    facts: { engine: EngineProfile; now: number; seed: number; id: string; limits: Limits; spare?: EngineProfile },
  ) => Result<Extract<Entry, { kind: 'signal' }>, Problem>;
  /** Drives the run until it ends, with the engine of the user's choice and the one that may take over; see lib/loop. */
  runLoop: (runId: string, choices: readonly EngineChoice[], written: Written, signal: AbortSignal) => Promise<Run>;
  keepAlive: { hold: () => () => void };
  giveBack: (origin: string) => Promise<void>;
  /** Keeps what the user grants to a tool; the same `id` twice is one. */
  grant: (grant: Grant) => Promise<void>;
  /** Takes from an ended run what it teaches; once, however often it is called. */
  learn: (run: Run) => Promise<void>;
  /** Tells the user what the journal cannot: that it could not be written. */
  tell: (problem: Problem) => void;
}

export interface Driver {
  start: (runId: string, wish: Wish) => Promise<Result<undefined, Problem>>;
  stop: (runId: string) => Promise<Result<undefined, Problem>>;
  /** Stops whatever is open in a tab. True where something was. */
  stopTab: (tabId: number) => Promise<boolean>;
  reply: (runId: string, questionId: string, reply: Reply) => Promise<Result<undefined, Problem>>;
  /** Nothing more happens until `go`. */
  pause: (runId: string) => Promise<Result<undefined, Problem>>;
  /** Lets a paused run go on, in that tab where it is not the one it knows. */
  go: (runId: string, tabId: number | undefined) => Promise<Result<undefined, Problem>>;
  /** The browser put a tab away to save memory, and it is another one from then on: what is open in it goes on there. */
  replaced: (from: number, to: number) => Promise<void>;
  /** The user pressed Locus's button or key on this tab, which lets Locus in there until the tab goes to another site. */
  allow: (tabId: number) => Promise<void>;
  /**
   * Takes up every open run that nobody drives: after a start, by an alarm. `restarted`: the browser itself, or this extension, was
   * started anew; then they pause until the user lets them go on.
   */
  resume: (how?: { restarted: boolean }) => Promise<void>;
}

/** What the driver holds: who is being driven. Everything else is in the journal. */
interface State {
  parts: DriverParts;
  driven: Map<string, { controller: AbortController; done: Promise<void> }>;
  /** Runs that are just being taken up. */
  taking: Set<string>;
  bell: ReturnType<typeof createBell>;
}

/** Keeps runs going. */
export function createDriver(parts: DriverParts): Driver {
  const state: State = { parts, driven: new Map(), taking: new Set(), bell: createBell() };
  return {
    start: (runId, wish) => start(state, runId, wish),
    stop: (runId) => stop(state, runId),
    stopTab: (tabId) => stopTab(state, tabId),
    reply: (runId, questionId, reply) => answer(state, { runId, questionId, reply }),
    pause: (runId) => pause(state, runId),
    go: (runId, tabId) => go(state, runId, tabId),
    resume: (how) => resume(state, how?.restarted === true),
    replaced: (from, to) => replaced(state, from, to),
    allow: (tabId) => allow(state, tabId),
  };
}

async function start(state: State, runId: string, wish: Wish): Promise<Result<undefined, Problem>> {
  const { parts } = state;
  const { engine: choice, limits, spare } = await parts.settings.read();
  const facts = { engine: parts.profileOf(choice), now: Date.now(), seed: randomWord(), id: newId('s'), limits, ...(spare !== undefined && { spare: parts.profileOf(spare) }) }; // prettier-ignore
  const entry = parts.receive(wish, facts);
  if (!entry.ok) return failure(entry.problem);
  const begun = await parts.readRun(runId);
  if (begun !== undefined) {
    await takeUp(state, begun); // the same start, sent again, perhaps to a new background
    return success(undefined);
  }
  try {
    await stopTab(state, wish.tabId); // one run a tab: a new wish there ends the one before
    await parts.journal.append({ runId, iteration: 0, at: facts.now, entry: entry.value });
  } catch (error) {
    if (!isStorageFull(error)) throw error;
    parts.tell(problem('run.storage'));
    return failure(problem('run.storage'));
  }
  drive(state, runId);
  return success(undefined);
}

async function stop(state: State, runId: string): Promise<Result<undefined, Problem>> {
  const run = await state.parts.readRun(runId);
  if (run !== undefined) await append(state, run, { kind: 'stop' });
  state.driven.get(runId)?.controller.abort(new DOMException('stopped by the user', 'AbortError'));
  drive(state, runId);
  return success(undefined);
}

async function pause(state: State, runId: string): Promise<Result<undefined, Problem>> {
  const run = await state.parts.readRun(runId);
  if (run === undefined || isEnded(run) || run.status === 'paused') return success(undefined);
  await append(state, run, { kind: 'pause', why: 'user' });
  state.driven.get(runId)?.controller.abort(new DOMException('paused by the user', 'AbortError'));
  return success(undefined);
}

async function go(state: State, runId: string, tabId: number | undefined): Promise<Result<undefined, Problem>> {
  const run = await state.parts.readRun(runId);
  if (run?.status !== 'paused') return success(undefined); // it came twice
  const moved = tabId !== undefined && !tabsOf(run).includes(tabId);
  if (moved) await stopTab(state, tabId); // one run a tab
  await append(state, run, { kind: 'go', ...((moved || run.paused === 'restart') && { tabId }) });
  await state.driven.get(runId)?.done; // the loop that was paused may still be leaving
  drive(state, runId);
  return success(undefined);
}

async function replaced(state: State, from: number, to: number): Promise<void> {
  for (const run of await openIn(state, from)) {
    // One that is paused stays so; the user lets it go on in the tab that they are in.
    if (tabOf(run) !== from || run.status === 'paused') continue;
    await append(state, run, { kind: 'go', tabId: to });
    const driven = state.driven.get(run.id);
    driven?.controller.abort(new DOMException('its tab is another one', 'AbortError'));
    await driven?.done;
    drive(state, run.id);
  }
}

async function stopTab(state: State, tabId: number): Promise<boolean> {
  const here = await openIn(state, tabId);
  await Promise.all(here.map(({ id }) => stop(state, id)));
  return here.length > 0;
}

async function openIn({ parts }: State, tabId: number): Promise<Run[]> {
  const open = await Promise.all((await parts.journal.open()).map((runId) => parts.readRun(runId)));
  return open.filter((run) => run !== undefined).filter((run) => tabsOf(run).includes(tabId));
}

async function answer(
  state: State,
  { runId, questionId, reply }: { runId: string; questionId: string; reply: Reply },
): Promise<Result<undefined, Problem>> {
  const { parts } = state;
  const run = await parts.readRun(runId);
  const asked = run?.iterations
    .flatMap(({ questions }) => questions)
    .find(({ question }) => question.id === questionId);
  if (run === undefined || asked === undefined) return failure(problem('internal', { detail: 'no such question' }));
  if (asked.reply !== undefined) return success(undefined); // it came twice
  const { question } = asked;
  if (question.kind === 'access' && question.origin !== '' && (reply === 'always' || reply === 'never')) {
    const { sites } = await parts.settings.read();
    const before = sites[question.origin];
    // "Always" lets Locus in; what it may do there stays as the user has said.
    const rule = reply === 'always' && (before === 'ask' || before === 'read') ? before : reply;
    await parts.settings.change({ sites: { ...sites, [question.origin]: rule } });
  }
  // Kept before the reply is written: a run never goes on with a yes that nobody has.
  for (const given of grantsBy(question, reply, { runId, callId: callOf(run, questionId), at: Date.now() })) await parts.grant(given); // prettier-ignore
  await append(state, run, { kind: 'reply', questionId, reply });
  drive(state, runId);
  return success(undefined);
}

async function resume(state: State, restarted: boolean): Promise<void> {
  for (const runId of await state.parts.journal.open()) {
    const run = await state.parts.readRun(runId);
    if (run === undefined || run.status === 'paused') continue;
    if (restarted && !state.driven.has(runId)) await append(state, run, { kind: 'pause', why: 'restart' });
    else await takeUp(state, run);
  }
  await catchUp(state);
}

/** What follows the end of a run, where the background was killed between the two. */
async function catchUp({ parts, driven }: State): Promise<void> {
  for (const runId of await parts.journal.unlearned()) {
    const run = driven.has(runId) ? undefined : await parts.readRun(runId);
    if (run === undefined) continue;
    // Letting go clears the alarm that the killed background left behind.
    const release = parts.keepAlive.hold();
    await follow(run, parts)
      .catch((error: unknown) => {
        log.error('driver', `what follows run ${runId} failed`, error);
      })
      .finally(release);
  }
}

/** Drives a run that this background did not begin, and says so in the journal. */
async function takeUp(state: State, run: Run): Promise<void> {
  if (run.status === 'paused' || state.driven.has(run.id) || state.taking.has(run.id)) return;
  state.taking.add(run.id);
  try {
    await append(state, run, { kind: 'resumed', after: run.status });
    drive(state, run.id);
  } finally {
    state.taking.delete(run.id);
  }
}

/** A gesture on the tab gave access to it: a run that waits for just that goes on. */
async function allow(state: State, tabId: number): Promise<void> {
  for (const { id, question } of await openIn(state, tabId)) {
    if (question?.kind === 'access') await answer(state, { runId: id, questionId: question.id, reply: 'once' });
  }
}

function drive({ parts, driven, bell }: State, runId: string): void {
  if (driven.has(runId)) return;
  const controller = new AbortController();
  const release = parts.keepAlive.hold();
  const done = guide(parts, runId, bell.written, controller.signal).finally(() => {
    driven.delete(runId);
    release();
  });
  driven.set(runId, { controller, done });
}

/** Writes what comes from outside the loop into the iteration that the run is at. */
async function append({ parts, bell }: State, { id: runId, iterations }: Run, entry: Entry): Promise<void> {
  const iteration = iterations.at(-1)?.number ?? 0;
  const record = await parts.journal.append({ runId, iteration, at: Date.now(), entry });
  if (record !== undefined) bell.wrote(runId, record.seq);
}

/** One run from wherever it is to its end. A bug ends the run with an honest record instead of leaving it open for ever. */
async function guide(parts: DriverParts, runId: string, written: Written, signal: AbortSignal): Promise<void> {
  try {
    const { engine, spare } = await parts.settings.read();
    const choices = spare === undefined ? [engine] : [engine, spare];
    const run = await parts.runLoop(runId, choices, written, signal);
    if (isEnded(run)) await follow(run, parts);
  } catch (error) {
    if (isStorageFull(error)) {
      // It stays open, and goes on once there is room: nothing is done that is not written down first.
      parts.tell(problem('run.storage'));
      return;
    }
    if (isAbort(error)) return;
    log.error('driver', `run ${runId} broke`, error);
    await endBroken(parts, runId, error).catch((failed: unknown) => {
      // It stays open: the next background takes it up.
      log.error('driver', `the end of run ${runId} is not written`, failed);
    });
  }
}

/** What is done after the end of a run. */
async function follow(run: Run, parts: DriverParts): Promise<void> {
  await giveBackOnce(run, parts);
  await parts.learn(run);
}

async function endBroken(parts: DriverParts, runId: string, error: unknown): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error);
  const entry: Entry = { kind: 'end', status: 'failed', answer: '', problem: problem('internal', { detail }) };
  await parts.journal.append({ runId, iteration: 0, at: Date.now(), entry });
}

/** "Allow once" lasts for one run. */
async function giveBackOnce(run: Run, parts: DriverParts): Promise<void> {
  for (const { questions } of run.iterations) {
    for (const { question, reply } of questions) {
      if (question.kind === 'access' && reply === 'once' && question.origin !== '')
        await parts.giveBack(question.origin);
    }
  }
}
