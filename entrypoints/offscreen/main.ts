import { createHost } from '@/lib/engines/index.ts';
import { hostAnswers, onHostRequest, tellEveryone, worldByMessages } from '@/lib/protocol/index.ts';
import type { packagedTools } from '@/lib/sandbox/index.ts';

import { packaged, packagedMcpDesk, packagedPdfDesk } from './packaged.ts';

// Chrome's host of the engines: it outlives the service worker. Firefox has its host in the event page.
const engines = createHost({
  send: (event) => {
    void tellEveryone(event);
  },
  assets: { url: packaged },
  startWebllm: () => new Worker(new URL('../../lib/engines/webllm/worker.ts', import.meta.url), { type: 'module' }),
});

let opened: Promise<ReturnType<typeof packagedTools>> | undefined;
/** Loaded when a tool is asked for. */
function tools() {
  opened ??= import('@/lib/sandbox/index.ts').then((sandbox) =>
    sandbox.packagedTools(document, packaged, worldByMessages),
  );
  return opened;
}

onHostRequest(
  hostAnswers({
    engines,
    pdf: packagedPdfDesk(),
    servers: packagedMcpDesk(),
    tools: { answer: async (request) => (await tools()).answer(request) },
  }),
);
