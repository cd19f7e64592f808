import {
  type Engine,
  type EngineChoice,
  type EngineEvent,
  type EngineRequest,
  problem,
  type Sent,
} from '@/lib/contracts/index.ts';
import type { HostLink } from '@/lib/protocol/index.ts';
import { abortable, byteLength, hostOf } from '@/lib/shared/index.ts';

import { ended, failed } from './ended.ts';
import { createEstimator, type TokenEstimator } from './estimate.ts';
import { createInbox } from './inbox.ts';
import { bodyOf } from './openai/wire.ts';
import { profileOf } from './profile.ts';

interface HostedOptions {
  choice: EngineChoice;
  link: HostLink;
  /** What earlier requests taught of this engine's tokenizer; keep one for each engine and model. */
  learned?: TokenEstimator;
  /** Silence after which the host is asked what became of a job, milliseconds. */
  silenceMs?: number;
}

/** How long the host has to say the end of a cancelled job before it is said here. Well within the 500 ms of a stop. */
const GRACE_MS = 250;
const SILENCE_MS = 3000;
/** Questions in a row that nobody answers before the host counts as dead. */
const DEAF = 3;

/**
 * The engine as the background sees it: the work is done in the host. Events may get lost, and either side may die: a silent job
 * is looked at, a job that runs or ended already is attached to, a job that the host forgot is started again once.
 */
export function hostedEngine({
  choice,
  link,
  learned = createEstimator(),
  silenceMs = SILENCE_MS,
}: HostedOptions): Engine {
  return {
    profile: profileOf(choice),
    countTokens: (text) => learned.count(text),
    get scale() {
      return learned.scale();
    },
    async *predict(request, signal) {
      if (choice.kind === 'rules') {
        yield failed(problem('engine.none'));
        return;
      }
      const job = follow({ choice, link, request, signal, silenceMs });
      for await (const event of job) {
        if (event.type === 'end' && event.usage.estimated !== true) {
          learned.learn(
            request.messages.map(({ content }) => content),
            event.usage.promptTokens,
          );
        }
        yield event;
      }
    },
  };
}

interface Followed {
  choice: EngineChoice;
  link: HostLink;
  request: EngineRequest;
  signal: AbortSignal;
  silenceMs: number;
}

interface State {
  text: string;
  starts: number;
  /** Questions in a row that nobody answered. */
  deaf: number;
  /** The host does not know the job: not yet, or no longer. */
  unknown: boolean;
  /** When the wait for the end of a cancelled job is over, as `Date.now()`. */
  deadline?: number;
}

async function* follow(job: Followed): AsyncGenerator<EngineEvent> {
  const { link, request, signal, silenceMs } = job;
  const state: State = { text: '', starts: 0, deaf: 0, unknown: true };
  const inbox = createInbox<EngineEvent>();
  const stopListening = link.listen((event) => {
    if (event.type === 'job' && event.jobId === request.jobId) inbox.put(event.event);
  });
  const cancel = () => {
    state.deadline = Date.now() + GRACE_MS;
    void link.ask({ type: 'job.cancel', jobId: request.jobId });
    inbox.wake();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) {
      yield ended({ reason: 'aborted' });
      return;
    }
    for (;;) {
      const event =
        (await start(job, state)) ?? (await inbox.take(waitOf(state, silenceMs))) ?? (await look(job, state));
      // What comes twice or out of order says nothing new.
      if (event === undefined || (event.type === 'delta' && event.text.length <= state.text.length)) continue;
      if (event.type === 'delta') state.text = event.text;
      yield event;
      if (event.type === 'end') return;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    stopListening();
  }
}

function waitOf({ deadline }: State, silenceMs: number): number {
  return deadline === undefined ? silenceMs : deadline - Date.now();
}

/** Starts the job where the host does not know it: the first time, and once more where the host was lost with it. */
async function start(job: Followed, state: State): Promise<EngineEvent | undefined> {
  if (!state.unknown || state.deadline !== undefined) return undefined;
  state.starts += 1;
  if (state.starts > 2) return crashed('the host lost the job twice', job, state);
  const { choice, request, signal } = job;
  const answer = await firstOf(job.link.ask({ type: 'job.start', choice, request }), signal);
  if (answer?.ok === false) return crashed(answer.problem.detail ?? 'the host refused', job, state);
  state.unknown = false;
  return undefined;
}

/** Silence: asks what became of the job. After an abort: says its end, once the host had its time to say it. */
async function look(job: Followed, state: State): Promise<EngineEvent | undefined> {
  if (state.deadline !== undefined) {
    if (Date.now() < state.deadline) return undefined;
    return ended({ reason: 'aborted', text: state.text, sent: sentAtMost(job) });
  }
  const answer = await firstOf(job.link.ask({ type: 'job.look', jobId: job.request.jobId }), job.signal);
  if (answer === undefined) return undefined;
  if (!answer.ok) {
    state.deaf += 1;
    return state.deaf >= DEAF ? crashed('the host does not answer', job, state) : undefined;
  }
  state.deaf = 0;
  state.unknown = answer.value === null;
  return answer.value?.type === 'progress' ? undefined : (answer.value ?? undefined);
}

function crashed(detail: string, job: Followed, { text }: State): EngineEvent {
  return failed(problem('engine.crashed', { detail }), { text, sent: sentAtMost(job) });
}

/** What may have left the device for a job whose end nobody saw: rather too much than too little. */
function sentAtMost({ choice, request }: Followed): Sent[] {
  if (choice.kind !== 'openai') return [];
  return [
    { host: hostOf(choice.baseURL), bytes: byteLength(bodyOf(choice.model, request, { schema: true, newer: false })) },
  ];
}

/** The promise's value, or undefined as soon as the signal is aborted. */
async function firstOf<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await abortable(promise, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
