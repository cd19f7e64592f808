import { createHost } from '@/lib/engines/index.ts';
import { hostAnswers, onHostRequest, tellEveryone, worldByMessages } from '@/lib/protocol/index.ts';
import { once } from '@/lib/shared/index.ts';

import { packaged, packagedMcpDesk, packagedPdfDesk } from './packaged.ts';

// Chrome's host of the engines: it outlives the service worker. Firefox has its host in the event page.
const engines = createHost({
  send: (event) => {
    void tellEveryone(event);
  },
  assets: { url: packaged },
  startWebllm: () => new Worker(new URL('../../lib/engines/webllm/worker.ts', import.meta.url), { type: 'module' }),
});

/** Loaded when a tool is asked for. */
const tools = once(async () => {
  const sandbox = await import('@/lib/sandbox/index.ts');
  return sandbox.packagedTools({
    document,
    url: packaged,
    ask: worldByMessages,
    told: (callId, lines) => void tellEveryone({ type: 'logs', callId, lines: [...lines] }),
  });
});

onHostRequest(
  hostAnswers({
    engines,
    pdf: packagedPdfDesk(),
    servers: packagedMcpDesk(),
    tools: { answer: async (request) => (await tools()).answer(request) },
  }),
);
