/** Runs in a page of the built extension: what calls behind the walls take there, beside bare workers of the same page. Milliseconds. */
import { type Abi, ENGINES, type Guest, type Kind, type Limits } from '@/lib/sandbox/call.ts';
import { type HeldFrame, holdFrame } from '@/lib/sandbox/frame/hold.ts';
import { takenGuest } from '@/lib/sandbox/guest.ts';
import { type Cell, createPool, type Pool, type Report } from '@/lib/sandbox/pool.ts';

export interface Subject {
  abi: Abi;
  base64: string;
  limits: Limits;
}

/** Times by the name of what was timed. */
export type Times = Record<string, number[]>;

const at = (name: string) => new URL(`/sandbox/${name}`, location.href).href;
const script = async (name: string) => (await fetch(at(name))).text();
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
export const never = new AbortController().signal;

interface Held {
  frame: HeldFrame;
  engine: (abi: Abi) => Promise<Pick<Guest, 'engine'>>;
}

let held: Held | undefined;
/** A frame with the same walls whose workers do nothing but answer. */
let empty: HeldFrame | undefined;
let bareUrl = '';

export function here(): Held {
  if (held === undefined) throw new Error('nothing was opened');
  return held;
}

async function frameOf(workers: Record<Kind, string>): Promise<HeldFrame> {
  const frame = await holdFrame({ document, url: at('index.html'), workers });
  if (!frame.ok) throw new Error(JSON.stringify(frame.problem));
  return frame.value;
}

export async function open(bare: string): Promise<void> {
  const engines = new Map<Abi, Uint8Array<ArrayBuffer>>();
  held = {
    frame: await frameOf({ all: await script('worker.js'), modules: await script('modules.js') }),
    async engine(abi) {
      const name = ENGINES[abi];
      if (name === undefined) return {};
      const bytes = engines.get(abi) ?? new Uint8Array(await (await fetch(at(name))).arrayBuffer());
      engines.set(abi, bytes);
      return { engine: bytes };
    },
  };
  empty = await frameOf({ all: bare, modules: bare });
  bareUrl = URL.createObjectURL(new Blob([bare], { type: 'text/javascript' }));
}

export async function guestOf({ abi, base64, limits: own }: Subject): Promise<Guest> {
  const taken = takenGuest({ abi, bytes: bytesOf(base64), limits: own });
  if (!taken.ok) throw new Error(taken.problem.words);
  return { ...taken.value, ...(await here().engine(abi)) };
}

function must({ ended }: Report, output?: string): void {
  if (!ended.ok) throw new Error(`${ended.fault}: ${ended.detail}`);
  if (output !== undefined && ended.output !== output) throw new Error(`it gave ${ended.output}`);
}

function asked(worker: Worker, message: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const once = { once: true };
    worker.addEventListener('message', ({ data }) => resolve(data), once);
    worker.addEventListener('error', ({ message: words }) => reject(new Error(words)), once);
    worker.postMessage(message, []);
  });
}

function askedCell(cell: Cell, text: string): Promise<unknown> {
  return new Promise((resolve) => {
    cell.listen(resolve);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the empty worker takes a text
    cell.post(text as unknown as { type: 'call'; input: string });
  });
}

/** What one takes of `times` in a row. */
async function each(times: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let left = times; left > 0; left--) await work();
  return (performance.now() - began) / times;
}

/** Calls of guests that were called before, in turns with what they are compared to, `inARow` of each at a time. */
export async function warm(
  subjects: Record<string, Subject>,
  { input, rounds, inARow }: { input: string; rounds: number; inARow: number },
): Promise<Times> {
  const pool = createPool({ spawn: here().frame.spawn });
  const bare = new Worker(bareUrl);
  const behind = empty?.spawn('all');
  if (behind === undefined) throw new Error('nothing was opened');
  const ways: Record<string, () => Promise<unknown>> = {
    bare: () => asked(bare, input),
    behind: () => askedCell(behind, input),
  };
  for (const [name, subject] of Object.entries(subjects)) {
    const guest = await guestOf(subject);
    ways[name] = async () => {
      must(await pool.call(name, guest, input, never), input);
    };
  }
  const times: Times = {};
  try {
    for (let round = -2; round < rounds; round++) {
      for (const [name, way] of Object.entries(ways)) {
        const ms = await each(inARow, way);
        // The first ones are for the compilers.
        if (round >= 0) (times[name] ??= []).push(ms);
      }
    }
    return times;
  } finally {
    pool.close();
    bare.terminate();
    behind.kill();
  }
}

/** From nothing, or from a frame that is there, to the first answer of one worker each. */
export async function cold(
  subjects: Record<string, Subject>,
  { input, rounds }: { input: string; rounds: number },
): Promise<Times> {
  const ways: Record<string, () => Promise<() => void>> = {
    async bare() {
      const worker = new Worker(bareUrl);
      await asked(worker, input);
      return () => {
        worker.terminate();
      };
    },
    async behind() {
      if (empty === undefined) throw new Error('nothing was opened');
      const cell = empty.spawn('all');
      await askedCell(cell, input);
      return () => {
        cell.kill();
      };
    },
  };
  const times: Times = {};
  const add = (name: string, ms: number) => (times[name] ??= []).push(ms);
  for (const [name, subject] of Object.entries(subjects)) {
    const guest = await guestOf(subject);
    ways[name] = async () => first(guest, input);
  }
  for (let round = -1; round < rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      await rest();
      const began = performance.now();
      const close = await way();
      if (round >= 0) add(name, performance.now() - began);
      close();
    }
    // As the user has it: the pool keeps a worker that knows no guest.
    for (const [name, subject] of Object.entries(subjects)) {
      const guest = await guestOf(subject);
      const pool: Pool = createPool({ spawn: here().frame.spawn });
      must(await pool.call('before', guest, input, never), input);
      await rest();
      const began = performance.now();
      must(await pool.call('after', guest, input, never), input);
      if (round >= 0) add(`${name}, kept ready`, performance.now() - began);
      pool.close();
    }
  }
  return times;
}

/** A worker that was killed takes a moment to go, and one that is kept ready to come. */
function rest(): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, 60);
  });
}

async function first(guest: Guest, input: string): Promise<() => void> {
  const pool = createPool({ spawn: here().frame.spawn });
  must(await pool.call('first', guest, input, never), input);
  return () => {
    pool.close();
  };
}

/** A hundred calls at once on a pool of two, and the same work in two bare workers that do nothing else. */
export async function parallel(
  subject: Subject,
  module: string,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Times> {
  const guest = await guestOf(subject);
  const compiled = await WebAssembly.compile(bytesOf(module));
  const pool = createPool({ spawn: here().frame.spawn, most: 2 });
  const workers = [new Worker(bareUrl), new Worker(bareUrl)];
  const pure = { module: compiled, run: 'tool_call', args: [1024, 2], times: calls / 2 };
  const times: Times = { pure: [], pool: [] };
  try {
    for (let round = -1; round < rounds; round++) {
      const alone = await each(1, () => Promise.all(workers.map((worker) => asked(worker, pure))));
      const ours = await each(1, async () => {
        const all = Array.from({ length: calls }, () => pool.call('working', guest, '{}', never));
        for (const report of await Promise.all(all)) must(report, '{}');
      });
      if (round < 0) continue;
      times['pure']?.push(alone);
      times['pool']?.push(ours);
    }
    return times;
  } finally {
    pool.close();
    for (const worker of workers) worker.terminate();
  }
}

export interface Program {
  plain: string;
  metered: string;
  run: string;
  args: number[];
  first?: string;
}

/** A program as it is, and hardened, in turns in one bare worker. */
export async function fuel(programs: Record<string, Program>, rounds: number): Promise<Times> {
  const worker = new Worker(bareUrl);
  const times: Times = {};
  try {
    for (const [name, { plain, metered, ...call }] of Object.entries(programs)) {
      const modules = {
        plain: await WebAssembly.compile(bytesOf(plain)),
        metered: await WebAssembly.compile(bytesOf(metered)),
      };
      for (let round = 0; round < rounds; round++) {
        for (const [which, module] of Object.entries(modules)) {
          // The first five are for the compilers.
          const costs = await asked(worker, { module, ...call, times: 9 });
          if (!Array.isArray(costs)) throw new Error(`no times of ${name}`);
          (times[`${name}, ${which}`] ??= []).push(...costs.slice(5).map(Number));
        }
      }
    }
    return times;
  } finally {
    worker.terminate();
  }
}

/** From the moment a guest that loops for ever is past its limit, to the answer of the worker that took its place. */
export async function limits(
  subjects: Record<string, Subject>,
  { rounds, ms }: { rounds: number; ms: number },
): Promise<Times> {
  const times: Times = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const guest = await guestOf({ ...subject, limits: { ...subject.limits, fuel: Number.MAX_SAFE_INTEGER } });
      const short = { ...guest, limits: { ...guest.limits, ms } };
      const pool = createPool({ spawn: here().frame.spawn });
      try {
        must(await pool.call(name, guest, '7', never), '7');
        await rest();
        // The clock of a call starts in the very turn in which it is called.
        const began = performance.now();
        const { ended } = await pool.call(name, short, '{}', never);
        if (ended.ok || ended.fault !== 'time') throw new Error(`${name} was not stopped`);
        must(await pool.call(name, guest, '7', never), '7');
        (times[name] ??= []).push(performance.now() - began - ms);
      } finally {
        pool.close();
      }
    }
  }
  return times;
}
