import * as v from 'valibot';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { type Abi, type Guest, type Kind, KINDS } from '../call.ts';
import type { Cell } from '../pool.ts';
import { FromFrame, type ToFrame } from './wire.ts';

export interface HeldFrame {
  spawn: (kind: Kind) => Cell;
  /** Ends it with all its workers. */
  close: () => void;
}

interface FrameOptions {
  /** A document of the extension. */
  document: Document;
  /** Address of the packaged page. */
  url: string;
  /** The scripts of the workers, as text: the frame can fetch nothing. */
  workers: Readonly<Record<Kind, string>>;
}

const READY_MS = 10_000;

/** Puts the frame into the document. A problem where one of its walls does not stand: then no guest may run. */
export async function holdFrame({ document, url, workers }: FrameOptions): Promise<Result<HeldFrame, Problem>> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = url;
  frame.hidden = true;
  const { port1: port, port2: theirs } = new MessageChannel();
  frame.addEventListener(
    'load',
    () => {
      // Its origin is `null`, which no target can name.
      frame.contentWindow?.postMessage('port', '*', [theirs]);
    },
    { once: true },
  );
  const hears: Hears = new Map();
  const answer = fallen(port, hears);
  (document.body ?? document.documentElement).append(frame);
  const walls = await answer;
  const close = () => {
    port.close();
    frame.remove();
  };
  if (walls.length > 0) {
    close();
    return failure(problem('sandbox.walls', { detail: walls.join(', ') }));
  }
  for (const kind of KINDS) order(port, { do: 'worker', kind, source: workers[kind] });
  return success({ close, spawn: spawner(port, hears) });
}

/** Who hears the worker of that number. */
type Hears = Map<number, (message: unknown) => void>;

function order(port: MessagePort, what: ToFrame, given: readonly MessagePort[] = []): void {
  port.postMessage(what, [...given]);
}

/** The walls that do not stand, once the frame says it; silence is none that stands. */
function fallen(port: MessagePort, hears: Hears): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(['silence']);
    }, READY_MS);
    port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = v.safeParse(FromFrame, data);
      if (!said.success) return;
      // No message that anybody expects: its call ends.
      if (said.output.type === 'broke') hears.get(said.output.cell)?.({ broken: said.output.detail });
      else {
        clearTimeout(timer);
        resolve(said.output.walls);
      }
    });
    port.start();
  });
}

function spawner(port: MessagePort, hears: Hears): (kind: Kind) => Cell {
  let last = 0;
  const sent = new Set<Abi>();
  /** An engine goes over once, not with each guest. */
  const withoutEngine = (whole: Guest): Guest => {
    if (!(whole.engine instanceof Uint8Array)) return whole;
    const { engine: bytes, ...guest } = whole;
    if (!sent.has(guest.abi)) order(port, { do: 'engine', abi: guest.abi, bytes });
    sent.add(guest.abi);
    return guest;
  };
  return (kind) => {
    last += 1;
    const cell = last;
    // A worker may break before anybody calls it; whoever does is told then.
    const early: unknown[] = [];
    hears.set(cell, (message) => early.push(message));
    const { port1: own, port2: theirs } = new MessageChannel();
    own.addEventListener('message', ({ data }: MessageEvent<unknown>) => hears.get(cell)?.(data));
    own.start();
    order(port, { do: 'spawn', cell, kind }, [theirs]);
    return {
      post(message) {
        if (message.type === 'load') order(port, { do: 'load', cell, guest: withoutEngine(message.guest) });
        else own.postMessage(message, []);
      },
      listen(hear) {
        hears.set(cell, hear);
        for (const message of early.splice(0)) hear(message);
      },
      kill() {
        hears.delete(cell);
        own.close();
        order(port, { do: 'kill', cell });
      },
    };
  };
}
