import type { EngineProfile, Sent } from './engine.ts';
import type { Change } from './page.ts';
import type { Problem } from './problem-codes.ts';
import type { BoundRecipe } from './recipe.ts';
import type { Decision, Doubt, Entry, Interpretation, JournalRecord, Limits, Outcome, Question, Reply, Verdict } from './record.ts'; // prettier-ignore
import type { Signal } from './signal.ts';

export interface Iteration {
  readonly number: number;
  interpretation?: Interpretation;
  decision?: Decision;
  verdict?: Verdict;
  questions: { question: Question; reply?: Reply }[];
  intent?: { actId: string; documentKey: string; url: string };
  outcome?: Outcome;
  /** What the page showed against the claim that the task is done; undefined where nobody has looked. */
  doubts?: Doubt[];
  /** The user paused it before anything was intended, did something by hand, and let the run go on. */
  byHand?: boolean;
  /** Its engine failed, and another one took over. */
  givenUp?: boolean;
  /** How the user's undo of this step ended, the last time. */
  undone?: Outcome;
}

/** `waiting`: a question is open. `paused`: until the user lets it go on. Ended runs have one of RUN_ENDS. */
export type RunStatus = 'running' | 'waiting' | 'paused' | 'done' | 'stopped' | 'failed' | 'refused' | 'budget';

/** A run: the fold over its journal. Never stored; `fold` makes it. */
export interface Run {
  readonly id: string;
  readonly signal: Signal;
  /** The one at work now. */
  engine: EngineProfile;
  /** The one that takes over where that fails; used once. */
  spare?: EngineProfile;
  readonly seed: number;
  readonly limits?: Limits;
  /** What it goes by, where the user's words fit one. */
  recipe?: BoundRecipe;
  status: RunStatus;
  /** Why it is paused. */
  paused?: Extract<Entry, { kind: 'pause' }>['why'];
  /** Reasons of the device for which it was paused already: once is enough. */
  eased?: readonly string[];
  /** The tab where the user let it go on, and the iteration from which that holds. */
  moved?: { tabId: number; from: number };
  /** Milliseconds that the user took, to answer and while it was paused: they count in no budget. */
  waitedMs: number;
  iterations: Iteration[];
  /** Question that waits for the user. */
  question?: Question;
  stopAsked: boolean;
  /** Times a new background took the run over. */
  resumed: number;
  answer: string;
  problem?: Problem;
  startedAt: number;
  /** Time of the last record. */
  lastAt: number;
  nextSeq: number;
}

/** Totals of a run, as panel and driver show them. */
export interface RunTotals {
  ms: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  estimated: boolean;
  /** By host; empty where nothing left. */
  sent: Sent[];
  sentBytes: number;
  /** Largest share of the context window used, 0 to 1. */
  contextUsed: number;
}

/** True once nothing more will happen by itself or by `go`. */
export function isEnded({ status }: Pick<Run, 'status'>): boolean {
  return status !== 'running' && status !== 'waiting' && status !== 'paused';
}

/** Milliseconds that a run took so far, without what the user took. */
export function workedMs({ startedAt, lastAt, waitedMs }: Run): number {
  return Math.max(0, lastAt - startedAt - waitedMs);
}

/** Of a question that wants a yes or no: yes, for this once or for longer. */
export function isYes(reply: Reply | undefined): boolean {
  return reply === 'yes' || reply === 'run' || reply === 'site' || reply === 'always';
}

/** True where the user said no to the act. */
export function wasRefused({ questions }: Iteration): boolean {
  return questions.some(({ question, reply }) => question.kind === 'approve' && reply === 'no');
}

/** Folds a run's records, sorted by seq. Undefined where the first is no signal (an empty or foreign list). Pure. */
export function foldRun(records: readonly JournalRecord[]): Run | undefined {
  const [first] = records;
  if (first?.entry.kind !== 'signal') return undefined;
  const run: Run = {
    id: first.runId,
    signal: first.entry.signal,
    engine: first.entry.engine,
    seed: first.entry.seed,
    ...(first.entry.limits !== undefined && { limits: first.entry.limits }),
    ...(first.entry.spare !== undefined && { spare: first.entry.spare }),
    status: 'running',
    waitedMs: 0,
    iterations: [],
    stopAsked: false,
    resumed: 0,
    answer: '',
    startedAt: first.at,
    lastAt: first.at,
    nextSeq: first.seq + 1,
  };
  extendRun(run, records.slice(1));
  return run;
}

/** Folds further records into a run, in place. Records that it has already are skipped. */
export function extendRun(run: Run, records: readonly JournalRecord[]): void {
  for (const record of records) {
    if (record.seq < run.nextSeq) continue;
    // A clock that was set back took no time away.
    if (run.status === 'waiting' || run.status === 'paused') run.waitedMs += Math.max(0, record.at - run.lastAt);
    apply(run, record);
    if (record.entry.kind !== 'undo') run.lastAt = record.at;
    run.nextSeq = record.seq + 1;
  }
}

function apply(run: Run, { iteration: number, entry }: JournalRecord): void {
  const iteration = iterationOf(run, number);
  switch (entry.kind) {
    case 'signal':
      return; // only the first counts
    case 'interpretation':
      iteration.interpretation = entry.interpretation;
      if (entry.interpretation.recipe !== undefined) run.recipe ??= entry.interpretation.recipe;
      return;
    case 'decision':
      iteration.decision = entry.decision;
      return;
    case 'verdict':
      iteration.verdict = entry.verdict;
      return;
    case 'question':
      iteration.questions.push({ question: entry.question });
      run.question = entry.question;
      run.status = 'waiting';
      return;
    case 'reply':
      answerQuestion(run, entry.questionId, entry.reply);
      return;
    case 'intent':
      iteration.intent = { actId: entry.actId, documentKey: entry.documentKey, url: entry.url };
      return;
    case 'outcome':
      iteration.outcome = entry.outcome;
      return;
    case 'check':
      iteration.doubts = entry.doubts;
      return;
    case 'end':
      run.status = entry.status;
      run.answer = entry.answer;
      if (entry.problem !== undefined) run.problem = entry.problem;
      delete run.question;
      delete run.paused;
      return;
    case 'stop':
    case 'pause':
    case 'go':
    case 'undo':
    case 'resumed':
    case 'engine':
      steer(run, iteration, entry);
  }
}

type Steering = Extract<Entry, { kind: 'stop' | 'pause' | 'go' | 'undo' | 'resumed' | 'engine' }>;

/** What is no stage of an iteration: the user, the background and the engines have their way with the run. */
function steer(run: Run, iteration: Iteration, entry: Steering): void {
  switch (entry.kind) {
    case 'engine':
      run.engine = entry.engine;
      delete run.spare;
      iteration.givenUp = true;
      return;
    case 'stop':
      run.stopAsked = true;
      if (run.status === 'paused') run.status = 'running'; // it has to end
      return;
    case 'pause':
      pause(run, entry.why);
      return;
    case 'go':
      goOn(run, entry.tabId);
      return;
    case 'undo': {
      const undone = run.iterations.find((each) => each.number === entry.of);
      if (undone !== undefined) undone.undone = entry.outcome;
      return;
    }
    case 'resumed':
      run.resumed += 1;
      return;
  }
}

function pause(run: Run, why: NonNullable<Run['paused']>): void {
  if (run.status !== 'running' && run.status !== 'waiting') return;
  run.status = 'paused';
  run.paused = why;
  run.eased = [...(run.eased ?? []), why];
}

/** What was decided and not yet intended is decided anew: the user may have changed anything meanwhile. */
function goOn(run: Run, tabId: number | undefined): void {
  // Without a pause: its tab has become another one, with a document that nobody has looked at yet.
  if (run.status !== 'paused' && (tabId === undefined || isEnded(run))) return;
  const last = run.iterations.at(-1);
  if (tabId !== undefined) run.moved = { tabId, from: (last?.number ?? 0) + 1 };
  run.status = 'running';
  if (last !== undefined && last.intent === undefined) {
    last.byHand = true;
    delete run.question;
    // "Let me do it": as the user says, it is done.
    if (run.paused === 'mine') last.outcome = { status: 'ok', ms: 0 };
  } else if (run.question !== undefined) run.status = 'waiting';
  delete run.paused;
}

function iterationOf(run: Run, number: number): Iteration {
  const found = run.iterations.find((iteration) => iteration.number === number);
  if (found !== undefined) return found;
  const fresh: Iteration = { number, questions: [] };
  if (number > 0) run.iterations.push(fresh);
  return fresh;
}

function answerQuestion(run: Run, questionId: string, reply: Reply): void {
  for (const iteration of run.iterations) {
    for (const asked of iteration.questions) {
      // The first reply counts: a second click, or a message that came twice, changes nothing.
      if (asked.question.id !== questionId || asked.reply !== undefined) continue;
      asked.reply = reply;
      if (asked.question.kind === 'happened' && iteration.outcome !== undefined)
        iteration.outcome = { ...iteration.outcome, looked: reply === 'yes' ? 'done' : 'not_done' };
    }
  }
  if (run.question?.id !== questionId) return;
  delete run.question;
  if (run.status === 'waiting') run.status = 'running';
  if (reply === 'mine') pause(run, 'mine');
}

export function totalsOf(run: Run): RunTotals {
  const totals: RunTotals = {
    ms: run.lastAt - run.startedAt,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    estimated: false,
    sent: [],
    sentBytes: 0,
    contextUsed: 0,
  };
  const byHost = new Map<string, number>();
  const left = ({ host, bytes }: Sent) => byHost.set(host, (byHost.get(host) ?? 0) + bytes);
  for (const { interpretation, decision, outcome } of run.iterations) {
    sentByTool(outcome).forEach(left);
    if (interpretation !== undefined && interpretation.tokens.limit > 0) {
      totals.contextUsed = Math.max(totals.contextUsed, interpretation.tokens.prompt / interpretation.tokens.limit);
    }
    if (decision === undefined) continue;
    totals.promptTokens += decision.usage.promptTokens;
    totals.cachedTokens += decision.usage.cachedTokens;
    totals.completionTokens += decision.usage.completionTokens;
    totals.estimated ||= decision.usage.estimated === true;
    decision.sent.forEach(left);
  }
  totals.sent = [...byHost].map(([host, bytes]) => ({ host, bytes }));
  totals.sentBytes = totals.sent.reduce((sum, { bytes }) => sum + bytes, 0);
  return totals;
}

/** What a tool in the sandbox sent, request by request. */
export function sentByTool(outcome: Outcome | undefined): Sent[] {
  return outcome?.gave?.calls?.flatMap(({ sent }) => sent ?? []) ?? [];
}

/** True where a change shows that something happened. */
export function hadEffect(change: Change | undefined): boolean {
  if (change === undefined) return false;
  return (
    change.navigated === true ||
    change.url !== undefined ||
    change.title !== undefined ||
    change.newTab !== undefined ||
    change.download !== undefined ||
    change.scrolled !== undefined ||
    change.added + change.removed + change.changed.length + change.notices.length > 0
  );
}
