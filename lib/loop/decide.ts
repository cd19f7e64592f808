import {
  type Action,
  type Decision,
  type EngineEnd,
  type EngineRequest,
  type Interpretation,
  NO_USAGE,
  type PageSnapshot,
  problem,
  type Run,
} from '@/lib/contracts/index.ts';
import { clip, impossible } from '@/lib/shared/index.ts';

import { passagesOf } from './interpret.ts';
import type { Ports, RuleDecision } from './ports.ts';
import type { Seen } from './senses.ts';
import { taskText, urlsIn } from './task.ts';
import { nameOf } from './view/index.ts';

const SUMMARY_SENTENCES = 5;
const MOST_QUOTES = 3;

/**
 * Stage three, first half: what needs no model. Pure. Undefined where no rule fits and a model is at hand; with rules alone there is
 * always a decision, if need be one that says what is missing.
 */
export function decideByRule(run: Run, seen: Seen, rules: Ports['rules']): RuleDecision | undefined {
  const finished = rules.finished(run);
  if (finished !== undefined) return { rule: finished, action: { do: 'answer', text: '' } };
  const alone = run.engine.kind === 'rules';
  if (seen.mode === 'act') {
    const command = rules.command(run, seen.page);
    if (command !== undefined || !alone) return command;
    return { rule: 'none', action: { do: 'answer', text: '' }, problem: problem('run.not_understood') };
  }
  return alone ? answerByRule(run, seen, rules) : undefined;
}

function answerByRule(run: Run, { article, selection, whole }: Seen, rules: Ports['rules']): RuleDecision {
  const { task } = run.signal;
  if (task.kind === 'explain') {
    const action: Action = { do: 'answer', text: `> ${selection?.block ?? ''}` };
    return { rule: 'explain.none', action, problem: problem('engine.none') };
  }
  if (whole || task.kind === 'summarise') {
    const text = article === undefined ? '' : rules.summarise(article, SUMMARY_SENTENCES);
    const action: Action = { do: 'answer', text };
    return { rule: 'summary.extract', action, ...(text === '' && { problem: problem('page.no_text') }) };
  }
  const passages = passagesOf(article?.markdown ?? '', 600);
  const best = rules.rank(task.text, passages).slice(0, MOST_QUOTES);
  const text = best.map((index) => `> ${(passages[index] ?? '').replaceAll('\n', '\n> ')}`).join('\n\n');
  const action: Action = { do: 'answer', text };
  return { rule: 'passages.quote', action, ...(text === '' && { problem: problem('run.not_understood') }) };
}

/** The decision that a rule made, as it goes into the journal. */
export function ruleDecision(ruled: RuleDecision, page: PageSnapshot | undefined, ms: number): Decision {
  const target = ruled.target ?? targetOf(ruled.action, page);
  return {
    by: 'rule',
    rule: ruled.rule,
    placement: 'local',
    action: ruled.action,
    ...(target !== undefined && { target }),
    ...(ruled.step !== undefined && { step: ruled.step }),
    ...(ruled.problem !== undefined && { problem: ruled.problem }),
    usage: NO_USAGE,
    ms,
    sent: [],
  };
}

type Asking = Pick<Ports, 'engine' | 'emit' | 'clock' | 'grammar'>;

/**
 * Stage three, second half: asks the engine. In `act` mode it answers under the grammar of this page; a reply that is no action there
 * (an engine without grammars, or a cut one) is asked for once more and then becomes a problem, never a guess.
 */
export async function decideByModel(
  run: Run,
  { interpretation, page }: { interpretation: Interpretation; page: PageSnapshot | undefined },
  { engine, emit, clock, grammar }: Asking,
  signal: AbortSignal,
): Promise<Decision> {
  const iteration = run.iterations.at(-1)?.number ?? 1;
  const began = clock.now();
  const ends: EngineEnd[] = [];
  for (let attempt = 1; attempt <= 2; attempt++) {
    const request = requestFor(run, interpretation, { iteration, attempt, before: ends.at(-1)?.text });
    const end = await listen(run, { engine: engine(run.engine), request, mode: interpretation.mode }, emit, signal);
    ends.push(end);
    signal.throwIfAborted();
    if (end.reason === 'error') return failed(run, ends, end.problem ?? problem('engine.crashed'), clock.now() - began);
    if (interpretation.mode === 'answer') {
      if (end.text.trim() === '') return failed(run, ends, problem('engine.bad_reply'), clock.now() - began);
      return settled(run, interpretation, {
        ends,
        action: { do: 'answer', text: end.text.trim() },
        page,
        ms: clock.now() - began,
      });
    }
    if (page === undefined) break;
    const urls = urlsIn(taskText(run));
    const action = grammar.parse(jsonIn(end.text), {
      page,
      refs: interpretation.refs,
      urls,
      glances: interpretation.glances,
    });
    if (action !== undefined) return settled(run, interpretation, { ends, action, page, ms: clock.now() - began });
  }
  const decision = failed(run, ends, problem('engine.bad_reply'), clock.now() - began);
  return { ...decision, raw: ends.at(-1)?.text.slice(0, 2000) ?? '' };
}

function requestFor(
  run: Run,
  { messages, grammar, mode }: Interpretation,
  { iteration, attempt, before }: { iteration: number; attempt: number; before: string | undefined },
): EngineRequest {
  return {
    jobId: `${run.id}:${iteration}:${attempt}`,
    messages: before === undefined ? messages : [...messages, ...correction(before)],
    ...(mode === 'act' && grammar !== undefined && { grammar }),
    maxTokens: run.engine.answerTokens,
    temperature: mode === 'act' ? 0 : 0.3,
    seed: (run.seed + iteration * 2 + attempt) >>> 0,
  };
}

/** The same question twice gets the same answer from a model at temperature 0: the second time it is told what was wrong. */
function correction(before: string): EngineRequest['messages'] {
  return [
    { role: 'assistant', content: clip(before, 200) },
    {
      role: 'user',
      content: 'That is no action on this page. Answer with JSON alone, as in {"do":"click","ref":"e7"}.',
    },
  ];
}

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
): Pick<Decision, 'engine' | 'placement' | 'seed' | 'usage' | 'ms' | 'sent'> {
  const usage = { ...NO_USAGE };
  let estimated = false;
  for (const end of ends) {
    usage.promptTokens += end.usage.promptTokens;
    usage.cachedTokens += end.usage.cachedTokens;
    usage.completionTokens += end.usage.completionTokens;
    estimated ||= end.usage.estimated === true;
  }
  return {
    engine: run.engine,
    placement: run.engine.placement,
    seed: run.seed,
    usage: estimated ? { ...usage, estimated } : usage,
    ms,
    sent: ends.flatMap((end) => end.sent),
  };
}

/** Engines without a grammar like to wrap JSON in a code fence or a sentence. Only whole JSON counts; the gate parses it strictly. */
function jsonIn(text: string): string {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  return from === -1 || to < from ? text : text.slice(from, to + 1);
}

export function targetOf(action: Action, page: PageSnapshot | undefined): string | undefined {
  if (action.do === 'goto') return action.url;
  const ref = 'ref' in action ? action.ref : undefined;
  const element = page?.elements.find((candidate) => candidate.ref === ref);
  return element === undefined ? undefined : nameOf(element);
}
