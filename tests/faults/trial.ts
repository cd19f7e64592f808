import type { JournalRecord, Question } from '../../lib/contracts/index.ts';
import { randomOf as wordsOf } from '../../lib/shared/index.ts';
import type { Site } from '../fixtures/server.ts';

type Kind = JournalRecord['entry']['kind'];

/** Where the worker is stopped: after the first record of that kind in that iteration, or so long after the start. */
export type Kill = { at: Kind; iteration: number } | { after: number };

export interface Trial {
  task: string;
  /** Each effect that the task has, once. */
  effects: string[];
  kills: Kill[];
}

export interface Result {
  trial: Trial;
  status: string;
  /** Kills that were in time: of a run that had ended there was nothing to kill. */
  killed: string[];
  /** What is wrong; empty where nothing is. */
  faults: string[];
  records: readonly JournalRecord[];
  /** Milliseconds by the journal's clock from each kill to the next record. */
  silences: number[];
}

const STEPS = [
  { words: 'click "Add one"', effect: 'add', target: 'Add one' },
  { words: 'check "Remember me"', effect: 'agree', target: 'Remember me' },
  { words: 'click "Second step"', effect: 'second', target: 'Second step' },
  { words: 'fill City with Ulm', effect: 'city', target: 'City' },
] as const;
const SEND = { words: 'press Send', effect: 'submit', target: 'Send' } as const;
const BOUNDARIES: readonly Kind[] = ['interpretation', 'decision', 'verdict', 'intent', 'outcome', 'check'];
const MOST_DELAY = 900;

/** Numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  const next = wordsOf(seed >>> 0);
  return () => next() / 2 ** 32;
}

/** A task of two to five steps, some of which send the form, and one to three kills. */
export function trialOf(random: () => number): Trial {
  const pick = (count: number) => Math.floor(random() * count);
  const steps: { words: string; effect: string }[] = STEPS.map((step) => ({ step, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, 2 + pick(3))
    .map(({ step }) => step);
  if (random() < 0.3) steps.push(SEND);
  const kills = Array.from({ length: 1 + pick(3) }, (): Kill => {
    if (random() < 0.3) return { after: pick(MOST_DELAY) };
    const at = BOUNDARIES[pick(BOUNDARIES.length)] ?? 'intent';
    return { at, iteration: at === 'check' ? steps.length + 1 : 1 + pick(steps.length) };
  });
  return {
    task: steps.map(({ words }) => words).join(', '),
    effects: steps.map(({ effect }) => effect),
    kills: kills.toSorted((a, b) => rankOf(a) - rankOf(b)),
  };
}

function rankOf(kill: Kill): number {
  return 'after' in kill ? 0 : kill.iteration * 10 + BOUNDARIES.indexOf(kill.at);
}

/** A run that was begun. */
export interface Begun {
  runId: string;
  /** Rejects where it does not end by itself. */
  ended: Promise<{ status: string; records: readonly JournalRecord[] }>;
}

/** A browser with Locus in it, whose background can be killed. */
export interface Subject {
  open(url: string): Promise<void>;
  /** Types the task into the panel, and answers what is asked meanwhile. */
  begin(task: string, answer: (question: Question) => boolean): Promise<Begun>;
  /** Resolves once the run has such a record; rejects where it takes too long. */
  until(runId: string, kind: Kind, iteration: number): Promise<void>;
  /** Kills the background, and sends a message that starts the next one, as an open panel does. */
  kill(): Promise<void>;
}

/** One run on the counting page, with its kills, and what is wrong with it afterwards. */
export async function attempt(subject: Subject, site: Site, trial: Trial): Promise<Result> {
  const tally = tallyOf(site);
  await subject.open(site.url('counter.html'));
  const begun = await subject.begin(trial.task, tally.answer);
  const { record, struck } = await strike(subject, begun, trial.kills, () => subject.kill());
  const { records, status } = record;
  const killed = struck.map(({ kill }) => ('after' in kill ? 'any moment' : kill.at));
  const silences = struck.flatMap(({ at }) => records.filter((each) => each.at >= at).slice(0, 1).map((each) => each.at - at)); // prettier-ignore
  const counts = await tally.counts();
  return { trial, status, killed, faults: [...gaps(records), ...effectsOf(trial, status, counts)], records, silences };
}

/**
 * Does `blow` at each of these moments of a run, as far as it comes so far; then waits for its end. Gives those that were in time, each
 * with the time when it was over.
 */
export async function strike<R>(
  subject: Pick<Subject, 'until'>,
  { runId, ended }: { runId: string; ended: Promise<R> },
  kills: readonly Kill[],
  blow: () => Promise<unknown>,
): Promise<{ record: R; struck: { kill: Kill; at: number }[] }> {
  let over = false;
  const ending = ended.finally(() => (over = true));
  const struck: { kill: Kill; at: number }[] = [];
  for (const kill of kills) {
    // Where the run ends before, nothing is struck any more: what is waited for never comes.
    const reached = await Promise.race([reach(subject, runId, kill), ending.then(() => false)]);
    if (!reached || (over && !('at' in kill && kill.at === 'end'))) continue;
    await blow();
    struck.push({ kill, at: Date.now() });
  }
  return { record: await ending, struck };
}

/** False where the run did not come so far. */
async function reach(subject: Pick<Subject, 'until'>, runId: string, kill: Kill): Promise<boolean> {
  if ('after' in kill) {
    await delay(kill.after);
    return true;
  }
  return subject.until(runId, kill.at, kill.iteration).then(
    () => true,
    () => false,
  );
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What happened at the server since, and a user who has seen it: they approve, and say truly whether a thing happened. */
export function tallyOf(site: Site): {
  counts: () => Promise<Record<string, number>>;
  answer: (question: Question) => boolean;
} {
  const before = { ...site.counts };
  const since = (name: string) => site.count(name) - (before[name] ?? 0);
  return {
    counts: async () => {
      // What the page sent last may still be on its way to the server.
      await delay(150);
      return Object.fromEntries(Object.keys(site.counts).map((name) => [name, since(name)]));
    },
    answer: (question) => {
      if (question.kind !== 'happened') return true;
      const effect = [...STEPS, SEND].find(({ target }) => target === question.target)?.effect;
      return effect !== undefined && since(effect) > 0;
    },
  };
}

/** What no journal may show. */
export function gaps(records: readonly JournalRecord[]): string[] {
  const faults: string[] = [];
  if (records.some(({ seq }, index) => seq !== index)) faults.push('a record is lost');
  const kinds = records.map(({ entry }) => entry.kind);
  if (kinds[0] !== 'signal') faults.push('it does not begin with its signal');
  if (kinds.filter((kind) => kind === 'end').length !== 1 || kinds.at(-1) !== 'end') faults.push('it has not one end');
  const acts = (kind: Kind) => kinds.filter((each) => each === kind).length;
  if (acts('intent') !== acts('outcome')) faults.push('an intent has no outcome');
  return faults;
}

/** `anew`: effects that may happen again, since what they changed went with a document. */
export function effectsOf(
  { effects }: Pick<Trial, 'effects'>,
  status: string,
  counts: Record<string, number>,
  anew: readonly string[] = [],
): string[] {
  const twice = Object.entries(counts).filter(([name, count]) => count > 1 && !anew.includes(name)).map(([name]) => `${name} happened twice`); // prettier-ignore
  const missing = status === 'done' ? effects.filter((effect) => (counts[effect] ?? 0) < 1).map((effect) => `${effect} is missing`) : []; // prettier-ignore
  const uncalled = Object.entries(counts).filter(([name, count]) => count > 0 && !effects.includes(name)).map(([name]) => `${name} was not asked for`); // prettier-ignore
  return [...twice, ...missing, ...uncalled];
}
