import * as v from 'valibot';

import { ModelInfo } from '../../lib/contracts/index.ts';
import { serveFile } from '../fixtures/model-server.ts';

type Ask = (request: object) => Promise<unknown>;

const Reply = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.optional(v.unknown()) }),
  v.object({ ok: v.literal(false), problem: v.object({ code: v.string(), detail: v.optional(v.string()) }) }),
]);

/**
 * Brings a GGUF file into the extension the way a user with a local URL does: asks for its size, agrees, waits for the download.
 * The file is served from here on 127.0.0.1 for that time. Gives the id under which the product knows the model.
 */
export async function bringModel(ask: Ask, gguf: string, timeoutMs = 240_000): Promise<string> {
  const server = await serveFile(gguf);
  try {
    const name = decodeURIComponent(new URL(server.url).pathname.slice(1));
    const info = await inspect(ask, name, server.url);
    if (info.state === 'ready') return info.id;
    const agreedBytes = info.downloadBytes ?? server.bytes;
    await value(ask, { type: 'models.get', kind: 'cpu', id: info.id, url: server.url, agreedBytes });
    await untilReady(ask, info.id, timeoutMs);
    return info.id;
  } finally {
    await server.close();
  }
}

async function inspect(ask: Ask, id: string, url: string): Promise<ModelInfo> {
  return v.parse(ModelInfo, await value(ask, { type: 'models.inspect', kind: 'cpu', id, url }));
}

async function untilReady(ask: Ask, id: string, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const models = v.parse(v.array(ModelInfo), await value(ask, { type: 'models.list' }));
    const model = models.find((one) => one.kind === 'cpu' && one.id === id);
    if (model?.state === 'ready') return;
    if (model?.state === 'broken') throw new Error(`the model ${id} arrived broken`);
    if (Date.now() > until) {
      throw new Error(
        `the model ${id} did not get ready: ${model?.state ?? 'unknown to the product'}, ${model?.haveBytes ?? 0} bytes`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A background that has just started may not answer yet: asked up to five times. */
async function value(ask: Ask, request: object): Promise<unknown> {
  let last = 'nobody answered';
  for (let attempt = 0; attempt < 5; attempt++) {
    const reply = v.safeParse(Reply, await ask(request).catch((error: unknown) => String(error)));
    if (reply.success && reply.output.ok) return reply.output.value;
    if (reply.success && !reply.output.ok) {
      throw new Error(
        `${JSON.stringify(request)} failed: ${reply.output.problem.code} ${reply.output.problem.detail ?? ''}`,
      );
    }
    last = JSON.stringify(reply.output);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`no reply to ${JSON.stringify(request)}: ${last}`);
}
