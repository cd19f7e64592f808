import { browser } from 'wxt/browser';

import { createHost } from '@/lib/engines/index.ts';
import { createPdfDesk } from '@/lib/pdf/index.ts';
import { onHostRequest, tellEveryone } from '@/lib/protocol/index.ts';
import type { packagedTools } from '@/lib/sandbox/index.ts';

// Chrome's host of the engines: it outlives the service worker. Firefox has its host in the event page.
const host = createHost({
  send: (event) => {
    void tellEveryone(event);
  },
  assets: { url: (path) => new URL(path, browser.runtime.getURL('/')).href },
  startWebllm: () => new Worker(new URL('../../lib/engines/webllm/worker.ts', import.meta.url), { type: 'module' }),
});

const pdf = createPdfDesk({
  startWorker: () => new Worker(browser.runtime.getURL('/pdf/worker.js'), { type: 'module' }),
  cmaps: new URL('/pdf/cmaps/', browser.runtime.getURL('/')).href,
});

let opened: Promise<ReturnType<typeof packagedTools>> | undefined;
/** Loaded when a tool is asked for. */
function tools() {
  opened ??= import('@/lib/sandbox/index.ts').then((sandbox) =>
    sandbox.packagedTools(document, (path) => new URL(path, browser.runtime.getURL('/')).href),
  );
  return opened;
}

onHostRequest(async (request, hub) => {
  if (request.type === 'pdf.part' || request.type === 'pdf.read') return pdf.answer(request);
  if (request.type === 'tools.list' || request.type === 'tools.call') return (await tools()).answer(request);
  return host.answer(request, hub);
});
