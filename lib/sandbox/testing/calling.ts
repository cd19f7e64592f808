import { engineOf } from '@/scripts/lib/tools.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import { type Abi, type Ended, ENGINES, type FromWorker, type Limits } from '../call.ts';
import { createClock } from '../worker/lockdown.ts';
import { createServer } from '../worker/serve.ts';

export const LIMITS: Limits = { fuel: 50_000_000, ms: 5000, pages: 16, outputBytes: 4096, logBytes: 200 };

interface Called {
  ended: Ended;
  logs: string[];
}

const nobody = () => undefined;
const engines = new Map<string, ReturnType<typeof engineOf>>();

function engine(name: string): ReturnType<typeof engineOf> {
  const known = engines.get(name) ?? engineOf(name);
  engines.set(name, known);
  return known;
}

/** Calls a guest (a script, or a module as text) once for each input, in one worker without walls. */
export async function callEach(
  abi: Abi,
  text: string,
  inputs: readonly string[],
  limits: Partial<Limits> = {},
): Promise<Called[]> {
  const name = ENGINES[abi];
  const bytes = name === undefined ? wasmOf(text) : Uint8Array.from(new TextEncoder().encode(text));
  let heard: (message: FromWorker) => void = nobody;
  const serve = createServer(createClock(), (message) => {
    heard(message);
  });
  const own = { ...LIMITS, ...(name !== undefined && { pages: 512, fuel: 500_000_000 }), ...limits };
  serve({
    type: 'load',
    guest: { abi, bytes, limits: own, ...(name !== undefined && { engine: await engine(name) }) },
  });
  const called: Called[] = [];
  for (const input of inputs) {
    const logs: string[] = [];
    const ended = await new Promise<Ended>((resolve) => {
      heard = (message) => {
        if (message.type === 'log') logs.push(message.line);
        else resolve(message.ended);
      };
      serve({ type: 'call', input });
    });
    called.push({ ended, logs });
  }
  return called;
}

export async function call(abi: Abi, text: string, input = '{"n":7}', limits: Partial<Limits> = {}): Promise<Called> {
  const [called] = await callEach(abi, text, [input], limits);
  if (called === undefined) throw new Error('nothing was called');
  return called;
}

/** Why the call gave nothing, or what it gave. */
export async function faultOf(abi: Abi, text: string, limits: Partial<Limits> = {}): Promise<string> {
  const { ended } = await call(abi, text, '{"n":7}', limits);
  return ended.ok ? `gave ${ended.output}` : ended.fault;
}
