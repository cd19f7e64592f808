import { browser } from 'wxt/browser';

import { createMcpDesk } from '@/lib/mcp/index.ts';
import { createPdfDesk } from '@/lib/pdf/index.ts';

/** The address of a packaged file, whose path the types of WXT need not know. */
export function packaged(path: string): string {
  return new URL(path, browser.runtime.getURL('/')).href;
}

/** What speaks with servers of tools, with its packaged worker. */
export function packagedMcpDesk(): ReturnType<typeof createMcpDesk> {
  return createMcpDesk({ startWorker: () => new Worker(packaged('/mcp/worker.js')) });
}

/** What reads PDFs, with its packaged worker: the same in an offscreen document and in an event page. */
export function packagedPdfDesk(): ReturnType<typeof createPdfDesk> {
  return createPdfDesk({
    startWorker: () => new Worker(packaged('/pdf/worker.js'), { type: 'module' }),
    cmaps: packaged('/pdf/cmaps/'),
  });
}
