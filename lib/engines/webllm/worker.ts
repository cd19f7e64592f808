/// <reference lib="webworker" />
import { MLCEngine, prebuiltAppConfig } from '@mlc-ai/web-llm';
import * as v from 'valibot';

import { type EngineRequest, NO_USAGE } from '@/lib/contracts/index.ts';

import { webllmProblem } from './failure.ts';
import { isForLocus, modelOf } from './models.ts';
import { type FromWebllm, ToWebllm } from './wire.ts';

/*
 * WebLLM in a worker of the host. It loads only what lies in the cache already (download.ts has put it there, with the user's
 * consent and with its hashes checked), so that nothing is fetched here.
 */
let engine: MLCEngine | undefined;

function say(message: FromWebllm): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  self.postMessage(message);
}

async function load(message: Extract<ToWebllm, { verb: 'load' }>): Promise<void> {
  const known = prebuiltAppConfig.model_list.find(({ model_id: id }) => id === message.model);
  if (known === undefined) throw new Error(`no such model: ${message.model}`);
  const { integrity } = message;
  engine = new MLCEngine({
    logLevel: 'ERROR',
    initProgressCallback: ({ progress }) => {
      say({ type: 'progress', id: message.id, done: Math.round(progress * 1000), total: 1000 });
    },
    appConfig: {
      cacheBackend: 'cache',
      model_list: [
        {
          ...known,
          model: message.url,
          model_lib: message.library,
          ...(integrity !== undefined && { integrity: { ...integrity, onFailure: 'error' } }),
        },
      ],
    },
  });
  await engine.reload(message.model);
  say({ type: 'done', id: message.id });
}

async function generate(id: number, request: EngineRequest): Promise<void> {
  if (engine === undefined) throw new Error('no model is loaded');
  const startedAt = performance.now();
  let firstAt: number | undefined;
  let text = '';
  let tokens = 0;
  let finish = 'stop';
  let usage = NO_USAGE;
  const stream = await engine.chat.completions.create({
    messages: request.messages,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    seed: request.seed,
    extra_body: { enable_thinking: false },
    ...(request.grammar !== undefined && { response_format: { type: 'grammar', grammar: request.grammar.ebnf } }),
  });
  for await (const { choices, usage: told } of stream) {
    const [choice] = choices;
    finish = choice?.finish_reason ?? finish;
    if (told !== undefined && told !== null) {
      usage = { promptTokens: told.prompt_tokens, cachedTokens: 0, completionTokens: told.completion_tokens };
    }
    const piece = choice?.delta.content ?? '';
    if (piece === '') continue;
    firstAt ??= performance.now();
    text += piece;
    tokens += 1;
    say({ type: 'delta', id, text, tokens });
  }
  const now = performance.now();
  const reason = finish === 'abort' ? 'aborted' : finish === 'length' ? 'length' : 'stop';
  const ms = { prefill: (firstAt ?? now) - startedAt, decode: now - (firstAt ?? now) };
  say({ type: 'done', id, end: { reason, text, usage, ms } });
}

async function serve(message: ToWebllm): Promise<void> {
  switch (message.verb) {
    case 'catalogue':
      say({ type: 'done', id: message.id, catalogue: prebuiltAppConfig.model_list.filter(isForLocus).map(modelOf) });
      return;
    case 'load':
      await load(message);
      return;
    case 'generate':
      await generate(message.id, message.request);
      return;
    case 'interrupt':
      void engine?.interruptGenerate();
      say({ type: 'done', id: message.id });
      return;
  }
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = v.parse(ToWebllm, event.data);
  serve(message).catch((error: unknown) => {
    say({ type: 'problem', id: message.id, problem: webllmProblem(error) });
  });
});
