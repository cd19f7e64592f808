import {
  type Abi,
  type Ended,
  ENGINES,
  type FromWorker,
  type Guest,
  type Limits,
  type Plugin,
} from '../../lib/sandbox/call.ts';
import { takenGuest } from '../../lib/sandbox/guest.ts';
import { createClock } from '../../lib/sandbox/worker/lockdown.ts';
import { runnerOf } from '../../lib/sandbox/worker/runners.ts';
import { createServer } from '../../lib/sandbox/worker/serve.ts';
import { engineOf } from '../../scripts/lib/tools.ts';
import { wasmOf } from '../support/guests/wat.ts';
import type { GuestCall } from './entry.ts';
import { refusedAs } from './refused.ts';

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
  const script = ENGINES[abi] !== undefined;
  const bytes = script ? Uint8Array.from(new TextEncoder().encode(text)) : wasmOf(text);
  const own = { ...LIMITS, ...(script && { pages: 512, fuel: 500_000_000 }), ...limits };
  return callBytes({ abi, bytes, limits: own }, inputs);
}

async function callBytes(guest: Guest, inputs: readonly string[]): Promise<Called[]> {
  const name = ENGINES[guest.abi];
  const taken = takenGuest(guest);
  if (!taken.ok) return inputs.map(() => ({ ended: refusedAs(taken.problem.words), logs: [] }));
  let heard: (message: FromWorker) => void = nobody;
  const serve = createServer(createClock(), runnerOf, (message) => {
    heard(message);
  });
  serve({ type: 'load', guest: { ...taken.value, ...(name !== undefined && { engine: await engine(name) }) } });
  const called: Called[] = [];
  for (const input of inputs) {
    const logs: string[] = [];
    const ended = await new Promise<Ended>((resolve) => {
      heard = (message) => {
        if (message.type === 'log') logs.push(message.line);
        else if (message.type === 'ended') resolve(message.ended);
      };
      serve({ type: 'call', input });
    });
    called.push({ ended, logs });
  }
  return called;
}

/** Calls a guest of the catalogue of attacks. */
export async function callGuest({ abi, guest, input, limits, plugin }: GuestCall): Promise<Called> {
  const bytes = Uint8Array.from(typeof guest === 'string' ? new TextEncoder().encode(guest) : guest);
  const [called] = await callBytes({ abi, bytes, limits, ...(plugin && { plugin }) }, [input]);
  if (called === undefined) throw new Error('nothing was called');
  return called;
}

export async function call(abi: Abi, text: string, input = '{"n":7}', limits: Partial<Limits> = {}): Promise<Called> {
  const [called] = await callEach(abi, text, [input], limits);
  if (called === undefined) throw new Error('nothing was called');
  return called;
}

interface PluginCall {
  plugin: Plugin;
  input?: string;
  /** What the door answers, in order; without them the plug-in has no door. */
  answers?: readonly string[];
}

/** Calls a plug-in of Extism once. */
export async function callPlugin(
  bytes: Uint8Array<ArrayBuffer>,
  { plugin, input = '{"n":7}', answers }: PluginCall,
): Promise<Called & { asked: string[] }> {
  const taken = takenGuest({ abi: 'extism/1', bytes, plugin, limits: LIMITS, door: answers !== undefined });
  if (!taken.ok) throw new Error(taken.problem.words);
  const logs: string[] = [];
  const asked: string[] = [];
  const ended = await new Promise<Ended>((resolve) => {
    const serve = createServer(createClock(), runnerOf, (message) => {
      if (message.type === 'log') logs.push(message.line);
      else if (message.type === 'ended') resolve(message.ended);
      else {
        asked.push(message.request);
        const answer = answers?.[message.number] ?? '{"ok":false}';
        queueMicrotask(() => {
          serve({ type: 'answer', number: message.number, answer });
        });
      }
    });
    serve({ type: 'load', guest: taken.value });
    serve({ type: 'call', input });
  });
  return { ended, logs, asked };
}
