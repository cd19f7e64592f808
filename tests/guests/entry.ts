/** Runs in a page of the built extension: calls a tool again and again behind the walls that are packaged. */
import { holdFrame } from '@/lib/sandbox/frame/hold.ts';

import { repeat, type Subject, type Tally } from './rounds.ts';

const script = async (name: string) => (await fetch(at(name))).text();
const at = (name: string) => new URL(`/sandbox/${name}`, location.href).href;

export async function repeatHere(subject: Subject, times: number): Promise<Tally> {
  const frame = await holdFrame({
    document,
    url: at('index.html'),
    workers: { all: await script('worker.js'), modules: await script('modules.js') },
  });
  if (!frame.ok) throw new Error(JSON.stringify(frame.problem));
  const engine = async (name: string) => new Uint8Array(await (await fetch(at(name))).arrayBuffer());
  try {
    return await repeat({ spawn: frame.value.spawn, engine }, subject, times);
  } finally {
    frame.value.close();
  }
}
