import {
  type Entry,
  type JournalRecord,
  extendRun,
  foldRun,
  type PageSnapshot,
  type Problem,
  problem,
  type Run,
} from '@/lib/contracts/index.ts';
import { isAbort, type Result, success } from '@/lib/shared/index.ts';

import { happenedQuestion, intend, perform, questionFor, settle } from './act.ts';
import { doubtsAbout } from './check.ts';
import { decideByModel, decideByRule, ruleDecision } from './decide.ts';
import { interpret, interpretBare } from './interpret.ts';
import { judge } from './judge.ts';
import { type Kit, rememberedKit, sandboxDeedOf, serve, toolAt } from './kit.ts';
import type { Ports, RuleDecision } from './ports.ts';
import { look, type Seen } from './senses.ts';
import { nextStep, type Step } from './steps.ts';

/** Short-term memory of one run: what can be had again by looking again. Everything else is in the journal. */
interface WorkingSet {
  seen?: Seen;
  ruled?: RuleDecision | undefined;
  /** The act that this very process has just intended: to be performed, not settled. */
  intended?: string;
  /** What of the answer has come so far; kept where the user stops in the middle. */
  partial: string;
}

/**
 * Drives a run to its end: the next step is read off the journal, done, and written down as one record, until there is none. Called
 * again after a restart, it goes on where the journal stops. Rejects with an AbortError when `signal` aborts and the user has not
 * asked to stop (the background goes away); the run stays open then.
 */
export async function runLoop(runId: string, ports: Ports, signal: AbortSignal): Promise<Run> {
  const run = foldRun(await ports.journal.read(runId));
  if (run === undefined) throw new Error(`no run ${runId}`);
  const working: WorkingSet = { partial: '' };
  const kit = rememberedKit(ports, signal);
  for (;;) {
    const step = nextStep(run);
    if (step.do === 'nothing') return run;
    let written: JournalRecord[] = [];
    if (step.do === 'wait') {
      await ports.written(runId, run.nextSeq, signal).catch(ignoreAbort);
    } else {
      const entries = await entriesFor(step, { run, ports, working, kit, signal });
      const drafts = entries.map((entry) => ({ runId, iteration: step.iteration, at: ports.clock.now(), entry }));
      if (drafts.length > 0) written = await ports.journal.appendAll(drafts);
    }
    // Nobody else has written in between: the journal need not be read again. A stop or a pause aborts the signal.
    if (written[0]?.seq === run.nextSeq && !signal.aborted) extendRun(run, written);
    else await catchUp(run, ports, signal);
  }
}

interface Context {
  run: Run;
  ports: Ports;
  working: WorkingSet;
  kit: Kit;
  signal: AbortSignal;
}

/**
 * The records of a step, which are written together; none where the user's stop came in between (the journal has it, and the next step
 * is the end). A plain yes and the intent that follows from it are one.
 */
async function entriesFor(step: Exclude<Step, { do: 'nothing' }>, context: Context): Promise<Entry[]> {
  try {
    const entry = await take(step, context);
    const { page } = context.working.seen ?? {};
    if (entry.kind !== 'verdict' || entry.verdict.allow !== 'yes' || page === undefined) return [entry];
    return [entry, intendNow(context, page)];
  } catch (error) {
    if (isAbort(error) && context.signal.aborted) return [];
    throw error;
  }
}

function intendNow({ run, working }: Context, page: PageSnapshot): Entry {
  const entry = intend(run, page);
  working.intended = entry.actId;
  return entry;
}

async function take(step: Exclude<Step, { do: 'nothing' }>, context: Context): Promise<Entry> {
  const { run, ports, signal } = context;
  switch (step.do) {
    case 'interpret':
      return interpretStep(step.iteration, context);
    case 'decide':
      return decideStep(step.iteration, context);
    case 'judge':
      return withSeen(context, step.iteration, async ({ page, kit }) => {
        const at = await toolAt(run, kit, ports, signal);
        return { kind: 'verdict', verdict: judge(run, { page, at }, ports.policy) };
      });
    case 'check':
      return checkStep(step.iteration, context);
    case 'ask':
      return withSeen(context, step.iteration, (seen) =>
        run.iterations.at(-1)?.outcome === undefined ? askStep(seen, context) : happenedQuestion(run, seen.page),
      );
    case 'intend':
      return withSeen(context, step.iteration, (seen) => intendNow(context, seen.page));
    case 'engine':
      return { kind: 'engine', engine: step.engine };
    case 'pause':
      return { kind: 'pause', why: step.why };
    case 'perform':
      return { kind: 'outcome', outcome: await performStep(context, signal) };
    case 'end':
      return {
        kind: 'end',
        status: step.status,
        answer: step.status === 'stopped' ? context.working.partial : step.answer,
        ...(step.problem !== undefined && { problem: step.problem }),
      };
    case 'wait':
      throw new Error('waiting is no step of its own');
  }
}

async function askStep({ page, kit }: Seen, { run, ports, signal }: Context): Promise<Entry> {
  const action = run.iterations.at(-1)?.decision?.action;
  const at = await toolAt(run, kit, ports, signal);
  return questionFor(run, page, action && ports.policy.asks({ action, page, run, ...at }));
}

async function interpretStep(iteration: number, context: Context): Promise<Entry> {
  const { run, ports, working } = context;
  const seen = await see(context, iteration);
  if (!seen.ok) return unseen(run, iteration, seen.problem);
  const { mode, page } = seen.value;
  const recipe = iteration === 1 && mode === 'act' ? await ports.recipes.fitting(run, page) : undefined;
  const learned = recipe !== undefined && { recipe };
  working.ruled = decideByRule({ ...run, ...learned }, seen.value, ports);
  const led = ports.policy.landed({ page, run }, iteration);
  // To end by the user's own words is no business of the page that it ends on.
  if (led !== undefined && working.ruled?.action.do !== 'answer') return landedQuestion(context, iteration, led);
  const began = ports.clock.now();
  if (working.ruled !== undefined)
    return { kind: 'interpretation', interpretation: { ...interpretBare(run, seen.value), ...learned } };
  const made = interpret(run, seen.value, { ...ports, engine: ports.engine(run.engine) });
  if (!made.ok) return failedEnd(made.problem);
  const ms = { ...made.value.ms, interpret: ports.clock.now() - began };
  return { kind: 'interpretation', interpretation: { ...made.value, ...learned, ms } };
}

async function decideStep(iteration: number, context: Context): Promise<Entry> {
  const { run, ports, working, signal } = context;
  const interpretation = run.iterations.at(-1)?.interpretation;
  if (interpretation === undefined) throw new Error('nothing is interpreted yet');
  const began = ports.clock.now();
  // A prompt in the journal means: no rule fitted. Then a model decides, from that prompt, also after a restart.
  if (interpretation.messages.length === 0) {
    return withSeen(context, iteration, (seen) => {
      const ruled = working.ruled ?? decideByRule(run, seen, ports);
      if (ruled === undefined) return failedEnd({ code: 'page.changed' });
      return { kind: 'decision', decision: ruleDecision(ruled, seen.page, ports.recipes, ports.clock.now() - began) };
    });
  }
  const kept = ports.policy.mayLeave(run);
  if (kept !== undefined) return failedEnd(kept);
  const seen = interpretation.mode === 'act' ? await see(context, iteration) : undefined;
  const { page, kit = [] } = seen?.ok === true ? seen.value : {};
  const listening = { ...ports, emit: remembering(working, ports.emit) };
  return { kind: 'decision', decision: await decideByModel(run, { interpretation, page, kit }, listening, signal) };
}

/** Looks at the page as it is now, not as it was before the claim. */
async function checkStep(iteration: number, context: Context): Promise<Entry> {
  const { run, working } = context;
  delete working.seen;
  const seen = await see(context, iteration);
  return seen.ok ? { kind: 'check', doubts: doubtsAbout(run, seen.value.page) } : { kind: 'check', doubts: [] };
}

function remembering(working: WorkingSet, emit: Ports['emit']): Ports['emit'] {
  return (event) => {
    if (event.type === 'streaming') working.partial = event.text;
    emit(event);
  };
}

async function performStep({ run, ports, working, kit }: Context, signal: AbortSignal) {
  const deed = sandboxDeedOf(run);
  const actId = run.iterations.at(-1)?.intent?.actId;
  if (deed !== undefined) {
    const again = working.intended !== actId;
    return serve(run, { deed, tools: await kit(), again }, ports, signal);
  }
  if (working.intended !== actId || working.seen === undefined) return settle(run, ports, signal);
  return perform(run, working.seen.page, ports, signal);
}

/** What was seen in this iteration; looked at again where this process has not seen it. */
async function see({ run, ports, working, kit, signal }: Context, iteration: number): Promise<Result<Seen, Problem>> {
  if (working.seen?.iteration === iteration) return success(working.seen);
  const seen = await look(run, iteration, { ...ports, tools: kit }, signal);
  if (seen.ok) {
    working.seen = seen.value;
    working.ruled = undefined;
  }
  return seen;
}

/** The record of a step that needs the page. */
async function withSeen(
  context: Context,
  iteration: number,
  make: (seen: Seen) => Entry | Promise<Entry>,
): Promise<Entry> {
  const seen = await see(context, iteration);
  return seen.ok ? make(seen.value) : unseen(context.run, iteration, seen.problem);
}

/** The page could not be looked at: the user is asked where a permission is missing, else the run ends. */
function unseen(run: Run, iteration: number, why: Problem): Entry {
  return why.code === 'page.needs_access' ? accessQuestion(run, iteration, why) : failedEnd(why);
}

/** Reads what was written since: by this loop, by a reply, by a stop. */
async function catchUp(run: Run, { journal }: Ports, signal: AbortSignal): Promise<void> {
  const news: JournalRecord[] = await journal.read(run.id, run.nextSeq);
  extendRun(run, news);
  // Aborted without the user's stop in the journal: the background goes, and the next one takes over.
  if (signal.aborted && !run.stopAsked && news.length === 0) signal.throwIfAborted();
}

function accessQuestion(run: Run, iteration: number, { params }: Problem): Entry {
  const asked = run.iterations.at(-1)?.questions.length ?? 0;
  const origin = String(params?.['origin'] ?? destination(run) ?? '');
  // Let in by a gesture, and the browser still does not say what page that is: one of its own.
  if (origin === '' && asked > 0) return failedEnd(problem('page.restricted'));
  return { kind: 'question', question: { kind: 'access', id: `${run.id}:${iteration}:access:${asked}`, origin } };
}

/** The user may be elsewhere by the time they answer: what was seen so far is not what is gone on with. */
function landedQuestion({ run, working }: Context, iteration: number, led: { from: string; to: string }): Entry {
  delete working.seen;
  return { kind: 'question', question: { kind: 'landed', id: `${run.id}:${iteration}:landed:${led.to}`, ...led } };
}

/** The site that the last act led to, as its link or address said; a tab without permission does not tell. */
function destination(run: Run): string | undefined {
  const to = run.iterations.findLast(({ outcome }) => outcome !== undefined)?.outcome?.change?.url?.to;
  return to !== undefined && URL.canParse(to) ? new URL(to).origin : undefined;
}

function failedEnd(why: Problem): Entry {
  return { kind: 'end', status: 'failed', answer: '', problem: why };
}

function ignoreAbort(error: unknown): void {
  if (!isAbort(error)) throw error;
}
