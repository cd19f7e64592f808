import { Worker } from 'node:worker_threads';

import type { Cell } from '../../../lib/sandbox/pool.ts';

/** What a worker of a browser has, for the packaged script of the workers: it takes both before it locks itself down. */
const AROUND = `{
  const { parentPort } = require('node:worker_threads');
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  globalThis.addEventListener = (_type, hear) => parentPort.on('message', (data) => hear({ data }));
}
`;

/** Workers of Node with the very script that the extension packages: the same lockdown, rewriter and runners. */
export function nodeCells(script: string): () => Cell {
  return () => {
    const worker = new Worker(AROUND + script, { eval: true, env: {}, argv: [] });
    let hear: ((message: unknown) => void) | undefined;
    // A worker may break before anybody calls it; whoever does is told then.
    const early: unknown[] = [];
    const say = (message: unknown) => {
      if (hear === undefined) early.push(message);
      else hear(message);
    };
    worker.on('message', say);
    worker.on('error', (error) => {
      say({ broken: error instanceof Error ? error.message : String(error) });
    });
    return {
      post(message) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has no origin
        worker.postMessage(message);
      },
      listen(listener) {
        hear = listener;
        for (const message of early.splice(0)) listener(message);
      },
      kill() {
        hear = () => undefined;
        void worker.terminate();
      },
    };
  };
}
