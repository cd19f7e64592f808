import {
  type Action,
  type Decision,
  type EngineEnd,
  type EngineRequest,
  type Interpretation,
  NO_USAGE,
  type OwnTool,
  type PageSnapshot,
  problem,
  type Run,
  type Source,
} from '@/lib/contracts/index.ts';
import { clip, impossible } from '@/lib/shared/index.ts';

import { type Again, whyNotAgain } from './again.ts';
import { answerByRule } from './answer.ts';
import { repeatAsked } from './asked-back.ts';
import { cited } from './cite.ts';
import type { Glances } from './grammar/shapes.ts';
import type { Ports, RuleDecision } from './ports.ts';
import { SMALL_VIEW } from './prompt.ts';
import type { Seen } from './senses.ts';
import { taskText, urlsIn } from './task.ts';
import { nameOf } from './view/index.ts';

type Deciding = Pick<Ports, 'rules' | 'recipes'>;

/**
 * Stage three, first half: what needs no model. Pure. Undefined where no rule fits and a model is at hand; with rules alone there is
 * always a decision, if need be one that says what is missing.
 */
export function decideByRule(run: Run, seen: Seen, { rules, recipes }: Deciding): RuleDecision | undefined {
  const repeated = seen.mode === 'act' ? repeatAsked(run, seen.page) : undefined;
  if (repeated !== undefined) return repeated;
  const finished = rules.finished(run);
  if (finished !== undefined) return { rule: finished, action: { do: 'answer', text: '' } };
  const served = rules.tool(run, seen.kit);
  if (served !== undefined) return served;
  const alone = run.engine.kind === 'rules';
  if (seen.mode === 'act') {
    const ruled = recipes.next(run, seen.page) ?? rules.command(run, seen.page);
    if (ruled !== undefined || !alone) return ruled;
    const { recipe } = run;
    const why = recipe === undefined ? problem('run.not_understood') : problem('recipe.unfit', { params: { recipe: recipe.name } }); // prettier-ignore
    return { rule: 'none', action: { do: 'answer', text: '' }, problem: why };
  }
  return alone ? answerByRule(run, seen, rules) : undefined;
}

/** The decision that a rule made, as it goes into the journal. */
export function ruleDecision(ruled: RuleDecision, page: PageSnapshot, recipes: Ports['recipes'], ms: number): Decision {
  const target = ruled.target ?? targetOf(ruled.action, page);
  return {
    by: ruled.by ?? 'rule',
    rule: ruled.rule,
    placement: 'local',
    action: ruled.action,
    ...(target !== undefined && { target }),
    ...sketches(ruled.action, page, recipes),
    ...(ruled.step !== undefined && { step: ruled.step }),
    ...(ruled.sources !== undefined && { sources: ruled.sources }),
    ...(ruled.problem !== undefined && { problem: ruled.problem }),
    usage: NO_USAGE,
    ms,
    sent: [],
  };
}

type Asking = Pick<Ports, 'engine' | 'emit' | 'clock' | 'grammar' | 'recipes'>;

/**
 * Stage three, second half: asks the engine. In `act` mode it answers under the grammar of this page; a reply that is no action there
 * (an engine without grammars, or a cut one) is asked for once more and then becomes a problem, never a guess.
 */
export async function decideByModel(
  run: Run,
  {
    interpretation,
    page,
    kit,
  }: { interpretation: Interpretation; page: PageSnapshot | undefined; kit: readonly OwnTool[] },
  { engine, emit, clock, grammar, recipes }: Asking,
  signal: AbortSignal,
): Promise<Decision> {
  const iteration = run.iterations.at(-1)?.number ?? 1;
  const began = clock.now();
  const ends: EngineEnd[] = [];
  let why: Again;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const request = requestFor(run, interpretation, { iteration, attempt, before: ends.at(-1)?.text, why });
    const end = await listen(run, { engine: engine(run.engine), request, mode: interpretation.mode }, emit, signal);
    ends.push(end);
    signal.throwIfAborted();
    if (end.reason === 'error') return failed(run, ends, end.problem ?? problem('engine.crashed'), clock.now() - began);
    if (interpretation.mode === 'answer') {
      if (end.text.trim() === '') return failed(run, ends, problem('engine.bad_reply'), clock.now() - began);
      const { text, sources } = citedBy(run, end.text.trim(), interpretation.sources ?? []);
      const decision = settled(run, interpretation, {
        ends,
        action: { do: 'answer', text },
        page,
        ms: clock.now() - began,
      });
      return sources.length === 0 ? decision : { ...decision, sources: [...sources] };
    }
    if (page === undefined) break;
    const urls = urlsIn(taskText(run));
    const action = grammar.parse(jsonIn(end.text), {
      page,
      refs: interpretation.refs,
      urls,
      glances: glancesFor(interpretation, kit),
    });
    const spent = action === undefined ? undefined : whyNotAgain(run, action);
    if (action !== undefined && spent === undefined)
      return {
        ...settled(run, interpretation, { ends, action, page, ms: clock.now() - began }),
        ...sketches(action, page, recipes),
      };
    why = spent;
  }
  if (why !== undefined) return failed(run, ends, problem(why), clock.now() - began);
  const decision = failed(run, ends, problem('engine.bad_reply'), clock.now() - began);
  return { ...decision, raw: ends.at(-1)?.text.slice(0, 2000) ?? '' };
}

/** What the grammar was made for: the journal has the names of the tools. */
function glancesFor({ glances }: Interpretation, kit: readonly OwnTool[]): Glances | undefined {
  return glances && { ...glances, own: kit.filter(({ name }) => glances.own?.includes(name) === true) };
}

/** A model with little room is given no numbers: what it was given to read are its sources. */
function citedBy(run: Run, text: string, given: readonly Source[]): { text: string; sources: readonly Source[] } {
  return run.engine.viewTokens < SMALL_VIEW || given.length === 0 ? { text, sources: given } : cited(text, given);
}

function requestFor(
  run: Run,
  { messages, grammar, mode }: Interpretation,
  { iteration, attempt, before, why }: { iteration: number; attempt: number; before: string | undefined; why: Again },
): EngineRequest {
  return {
    jobId: `${run.id}:${iteration}:${attempt}`,
    messages: before === undefined ? messages : [...messages, ...correction(before, why)],
    ...(mode === 'act' && grammar !== undefined && { grammar }),
    maxTokens: run.engine.answerTokens,
    temperature: mode === 'act' ? 0 : 0.3,
    seed: (run.seed + iteration * 2 + attempt) >>> 0,
  };
}

/** The same question twice gets the same answer from a model at temperature 0: the second time it is told what was wrong. */
function correction(before: string, why: Again): EngineRequest['messages'] {
  return [
    { role: 'assistant', content: clip(before, 200) },
    { role: 'user', content: CORRECTIONS[why ?? 'invalid'] },
  ];
}

const CORRECTIONS = {
  invalid: 'That is no action on this page. Answer with JSON alone, as in {"do":"click","ref":"e7"}.',
  'run.no_progress': 'That was done already, and nothing changed. Choose another action.',
  'action.refused': 'The user said no to that. Choose another action, or use "answer".',
} as const;

async function listen(
  run: Run,
  { engine, request, mode }: { engine: ReturnType<Ports['engine']>; request: EngineRequest; mode: 'answer' | 'act' },
  emit: Ports['emit'],
  signal: AbortSignal,
): Promise<EngineEnd> {
  const iteration = run.iterations.at(-1)?.number ?? 1;
  const about = { runId: run.id, iteration };
  for await (const event of engine.predict(request, signal)) {
    switch (event.type) {
      case 'progress':
        emit({ ...event, ...about });
        break;
      case 'delta':
        // The text of an action is for the gate, not for the reader.
        emit({ type: 'streaming', ...about, text: mode === 'answer' ? event.text : '', tokens: event.tokens });
        break;
      case 'end':
        return event;
      default:
        impossible(event);
    }
  }
  throw new Error('the engine ended without an end event');
}

function settled(
  run: Run,
  interpretation: Interpretation,
  { ends, action, page, ms }: { ends: EngineEnd[]; action: Action; page: PageSnapshot | undefined; ms: number },
): Decision {
  const target = targetOf(action, page);
  const last = ends.at(-1);
  const narrowed = interpretation.leftOut.some(({ what }) => what === 'elements' || what === 'passages');
  return {
    ...asked(run, ends, ms),
    by: narrowed ? 'hybrid' : 'model',
    ...(narrowed && { rule: interpretation.mode === 'act' ? 'shortlist' : 'passages' }),
    action,
    ...(target !== undefined && { target }),
    ...((last?.reason === 'length' || last?.reason === 'aborted') && { cut: last.reason }),
  };
}

function failed(run: Run, ends: EngineEnd[], why: Decision['problem'] & object, ms: number): Decision {
  return {
    ...asked(run, ends, ms),
    by: 'model',
    action: { do: 'answer', text: ends.at(-1)?.text ?? '' },
    problem: why,
  };
}

function asked(
  run: Run,
  ends: EngineEnd[],
  ms: number,
): Pick<Decision, 'engine' | 'placement' | 'seed' | 'usage' | 'ms' | 'busy' | 'strain' | 'sent'> {
  const busy = { load: 0, prefill: 0, decode: 0 };
  const strain = ends.at(-1)?.strain;
  const usage = { ...NO_USAGE };
  let estimated = false;
  for (const end of ends) {
    usage.promptTokens += end.usage.promptTokens;
    usage.cachedTokens += end.usage.cachedTokens;
    usage.completionTokens += end.usage.completionTokens;
    estimated ||= end.usage.estimated === true;
    busy.load += end.ms.load;
    busy.prefill += end.ms.prefill;
    busy.decode += end.ms.decode;
  }
  return {
    engine: run.engine,
    placement: run.engine.placement,
    seed: run.seed,
    usage: estimated ? { ...usage, estimated } : usage,
    ms,
    busy,
    ...(strain !== undefined && { strain }),
    sent: ends.flatMap((end) => end.sent),
  };
}

/** Engines without a grammar like to wrap JSON in a code fence or a sentence. Only whole JSON counts; the gate parses it strictly. */
function jsonIn(text: string): string {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  return from === -1 || to < from ? text : text.slice(from, to + 1);
}

/** What the elements of an act are like. */
function sketches(action: Action, page: PageSnapshot, { sketch }: Ports['recipes']): Pick<Decision, 'sketch' | 'onto'> {
  const it = 'ref' in action && action.ref !== undefined ? sketch(action.ref, page) : undefined;
  const onto = action.do === 'drag' && action.to !== undefined ? sketch(action.to, page) : undefined;
  return { ...(it !== undefined && { sketch: it }), ...(onto !== undefined && { onto }) };
}

export function targetOf(action: Action, page: PageSnapshot | undefined): string | undefined {
  if (action.do === 'goto') return action.url;
  if (action.do === 'give') return page?.handles?.find(({ secret }) => secret === action.secret)?.label;
  const ref = 'ref' in action ? action.ref : undefined;
  const element = page?.elements.find((candidate) => candidate.ref === ref);
  return element === undefined ? undefined : nameOf(element);
}
