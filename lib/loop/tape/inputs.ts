import {
  type InputChange,
  type Problem,
  problem,
  type Question,
  type Reply,
  type RunInput,
  type TapeItem,
  type TapePart,
  type Trace,
} from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

type Recorded = Pick<Trace, 'records' | 'tape'>;

/** Replies that make sense to a question; what is not known to be asked has none. */
const REPLIES: Record<Question['kind'], readonly Reply[]> = {
  access: ['once', 'always', 'never'],
  approve: ['yes', 'no', 'mine'],
  landed: ['yes', 'no'],
  happened: ['yes', 'no'],
};

function repliesTo(question: Question): readonly Reply[] {
  if (question.kind !== 'approve' || question.tool === undefined) return REPLIES[question.kind];
  return question.tool.asks.length === 0 ? ['yes', 'no'] : ['yes', 'run', 'site', 'always', 'no'];
}

/** What came into a run at one of its steps and can be changed; the user's words came in before the first, and count at each. Pure. */
export function inputsAt({ records, tape }: Recorded, iteration: number): RunInput[] {
  const own = records.filter((record) => record.iteration === iteration);
  const inputs: RunInput[] = [];
  const first = records[0]?.entry;
  if (first?.kind === 'signal' && first.signal.task.kind === 'ask')
    inputs.push({ what: 'task', text: first.signal.task.text });
  for (const { seq, entry } of own) {
    const items = tape.find((part) => part.seq === seq)?.items ?? [];
    if (entry.kind === 'interpretation') {
      const page = items.findLast((item) => item.is === 'observe')?.page;
      const elements = (page?.elements ?? []).map(({ ref, role, name }) => ({ ref, role, name }));
      if (elements.length > 0) inputs.push({ what: 'page', seq, elements });
    } else if (entry.kind === 'decision') {
      const end = items.findLast((item) => item.is === 'predict')?.end;
      if (end?.type === 'end') inputs.push({ what: 'said', seq, text: end.text });
    } else if (entry.kind === 'reply') {
      const question = questionOf(own, entry.questionId);
      if (question !== undefined)
        inputs.push({ what: 'reply', seq, question, reply: entry.reply, replies: repliesTo(question) });
    }
  }
  return inputs;
}

function questionOf(records: Trace['records'], id: string): Question | undefined {
  for (const { entry } of records) if (entry.kind === 'question' && entry.question.id === id) return entry.question;
  return undefined;
}

/** The same trace with that input changed; the given one stays as it is. Pure. */
export function withInput<T extends Recorded>(trace: T, change: InputChange): Result<T, Problem> {
  const copy = structuredClone(trace);
  return put(copy, change)
    ? success(copy)
    : failure(problem('internal', { detail: `there is no such input: ${change.what}` }));
}

function put({ records, tape }: Recorded, change: InputChange): boolean {
  if (change.what === 'task') return putTask(records[0]?.entry, tape, change.text);
  if (change.what === 'reply') {
    const entry = records[change.seq]?.entry;
    if (entry?.kind !== 'reply') return false;
    entry.reply = change.reply;
    return true;
  }
  if (change.what === 'page') return putElement(observedFor({ records, tape }, change.seq), change);
  const part = tape.find(({ seq }) => seq === change.seq);
  return part !== undefined && putSaid(part, change.text);
}

/** Which recipe fits other words is not on the tape: the run is as one without. */
function putTask(entry: Trace['records'][number]['entry'] | undefined, tape: TapePart[], text: string): boolean {
  if (entry?.kind !== 'signal' || entry.signal.task.kind !== 'ask') return false;
  entry.signal.task.text = text;
  for (const part of tape) part.items = part.items.filter(({ is }) => is !== 'recipe');
  return true;
}

/** The engine was asked a second time where its first reply was none: what is changed is the last one, which counted. */
function putSaid(part: TapePart, text: string): boolean {
  const last = part.items.findLast((item) => item.is === 'predict');
  if (last?.end?.type !== 'end') return false;
  last.end.text = text;
  if (last.streamed !== undefined) last.streamed = text;
  return true;
}

/** The page as it was looked at for a step: by its first record, and again by those that followed a restart. */
function observedFor({ records, tape }: Recorded, seq: number): Extract<TapeItem, { is: 'observe' }>[] {
  const number = records[seq]?.iteration;
  const until = records.find((record) => record.seq > seq && record.entry.kind === 'outcome')?.seq ?? Infinity;
  return tape
    .filter((part) => part.seq >= seq && part.seq <= until && records[part.seq]?.iteration === number)
    .flatMap(({ items }) => items.filter((item) => item.is === 'observe'));
}

function putElement(
  observed: readonly Extract<TapeItem, { is: 'observe' }>[],
  { ref, name }: Extract<InputChange, { what: 'page' }>,
): boolean {
  let found = false;
  for (const { page } of observed) {
    const element = page?.elements.find((each) => each.ref === ref);
    if (page === undefined || element === undefined) continue;
    found = true;
    if (name === undefined) page.elements = page.elements.filter((each) => each !== element);
    else element.name = name;
  }
  return found;
}
