/** Calls of scripts in workers of Node, ours and those of @sebastianwessel/quickjs, which imports modules of Node and runs in no browser as it is. */
import { Worker } from 'node:worker_threads';

import { ROOT } from '../../../scripts/lib/build.ts';
import { nodeCells } from '../../../scripts/lib/guests/cells.ts';
import { engineOf, workerScript } from '../../../scripts/lib/tools.ts';
import type { Subject, Times } from './held.ts';

const { createPool } = await import('../../../lib/sandbox/pool.ts');

interface Called {
  call: () => Promise<unknown>;
  close: () => unknown;
}

function peer(input: string): Called {
  const worker = new Worker(new URL('peers.ts', import.meta.url));
  const call = () =>
    new Promise((resolve, reject) => {
      worker.removeAllListeners();
      worker.on('error', reject);
      worker.on('message', (said: { ok: boolean; data?: unknown; error?: unknown }) => {
        if (said.ok && JSON.stringify(said.data) === input) resolve(said);
        else reject(new Error(`the peer gave ${JSON.stringify(said)}`));
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has no origin
      worker.postMessage(input);
    });
  return { call, close: () => worker.terminate() };
}

async function own({ abi, base64, limits }: Subject): Promise<(input: string) => Called> {
  const spawn = nodeCells(await workerScript(ROOT.replace(/\/$/u, '')));
  // The frame compiles an engine once for all workers; here that is done for it.
  const engine = await WebAssembly.compile(await engineOf('quickjs.wasm'));
  const guest = { abi, bytes: Uint8Array.from(Buffer.from(base64, 'base64')), limits, engine };
  return (input) => {
    const pool = createPool({ spawn });
    return {
      async call() {
        const { ended } = await pool.call('js', guest, input, new AbortController().signal);
        if (!ended.ok || ended.output !== input) throw new Error(`it ended as ${JSON.stringify(ended)}`);
      },
      close() {
        pool.close();
      },
    };
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The first call of a worker, and those after it. */
export async function scripts(
  subject: Subject,
  { input, rounds, inARow }: { input: string; rounds: number; inARow: number },
): Promise<Times> {
  const times: Times = {};
  const ways = { own: await own(subject), peer };
  for (let round = 0; round < rounds; round++) {
    for (const [name, open] of Object.entries(ways)) {
      const { call, close } = open(input);
      (times[`${name}, first`] ??= []).push(await timed(call));
      const costs: number[] = [];
      for (let left = inARow; left > 0; left--) costs.push(await timed(call));
      (times[`${name}, warm`] ??= []).push(...costs.slice(Math.floor(inARow / 2)));
      await close();
    }
  }
  return times;
}
