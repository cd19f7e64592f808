import * as v from 'valibot';

import {
  type ConnectionReport,
  type EngineEnd,
  type EngineRequest,
  problem,
  type Problem,
} from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { Fetch } from '../hub.ts';
import { openaiEngine, optionsFor, wrongPath } from './engine.ts';
import { cutProblem, networkProblemOf, problemOf, type Target } from './problems.ts';
import { endpoint, ModelList } from './wire.ts';

const HELLO: EngineRequest = {
  jobId: 'test',
  messages: [{ role: 'user', content: 'Hi' }],
  maxTokens: 1,
  temperature: 0,
  seed: 1,
};

/**
 * "Test this connection": asks for the models, then for one token. A server without a list of models (or one that guards it) may
 * still answer; the token decides.
 */
export async function checkConnection(target: Target, fetch: Fetch, timeoutMs = 20_000): Promise<ConnectionReport> {
  const startedAt = performance.now();
  const report = (models: string[], what?: Problem): ConnectionReport => ({
    ok: what === undefined,
    models,
    ms: Math.round(performance.now() - startedAt),
    ...(what !== undefined && { problem: what }),
  });
  if (URL.parse(target.baseURL)?.protocol.startsWith('http') !== true) {
    return report([], wrongPath(target, 'the address is no http or https URL'));
  }
  const signal = AbortSignal.timeout(timeoutMs);
  const listed = await listModels(target, signal, fetch);
  const models = listed.ok ? listed.value : [];
  if (!listed.ok && listed.problem.code !== 'engine.wrong_path') return report(models, listed.problem);
  if (models.length > 0 && !models.some((id) => sameModel(id, target.model))) {
    return report(models, problem('engine.no_such_model', { params: { model: target.model } }));
  }
  const end = await lastOf(openaiEngine(target, fetch)(HELLO, signal));
  if (end?.reason === 'aborted') return report(models, cutProblem('no answer in time', target));
  return report(models, end?.problem);
}

/** Ollama takes a name without its tag for the one with `:latest`. */
function sameModel(id: string, wanted: string): boolean {
  return id === wanted || id === `${wanted}:latest`;
}

async function listModels(target: Target, signal: AbortSignal, fetch: Fetch): Promise<Result<string[], Problem>> {
  try {
    const response = await fetch(endpoint(target.baseURL, 'models'), optionsFor(target, signal));
    const text = await response.text();
    if (!response.ok) return failure(problemOf(response.status, text, target));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ModelList), text);
    if (!parsed.success) return failure(wrongPath(target, 'no list of models'));
    return success(parsed.output.data.map(({ id }) => id));
  } catch (error) {
    return failure(
      signal.aborted ? cutProblem('no answer in time', target) : await networkProblemOf(error, target, fetch),
    );
  }
}

async function lastOf(events: ReturnType<ReturnType<typeof openaiEngine>>): Promise<EngineEnd | undefined> {
  for await (const event of events) if (event.type === 'end') return event;
  return undefined;
}
