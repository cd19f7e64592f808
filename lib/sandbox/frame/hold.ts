import * as v from 'valibot';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { Cell } from '../pool.ts';
import { FromFrame, type ToFrame } from './wire.ts';

export interface HeldFrame {
  spawn(): Cell;
  /** Ends it with all its workers. */
  close(): void;
}

interface FrameOptions {
  /** A document of the extension. */
  document: Document;
  /** Address of the packaged page. */
  url: string;
  /** The script of the workers, as text: the frame can fetch nothing. */
  worker: string;
}

const READY_MS = 10_000;

/** Puts the frame into the document. A problem where one of its walls does not stand: then no guest may run. */
export async function holdFrame({ document, url, worker }: FrameOptions): Promise<Result<HeldFrame, Problem>> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = url;
  frame.hidden = true;
  const { port1, port2 } = new MessageChannel();
  const hears = new Map<number, (message: unknown) => void>();
  const walls = await new Promise<readonly string[]>((resolve) => {
    const timer = setTimeout(() => {
      resolve(['silence']);
    }, READY_MS);
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = v.safeParse(FromFrame, data);
      if (!said.success) return;
      if (said.output.type === 'said') hears.get(said.output.cell)?.(said.output.message);
      else {
        clearTimeout(timer);
        resolve(said.output.walls);
      }
    });
    port1.start();
    frame.addEventListener('load', () => {
      // Its origin is `null`, which no target can name.
      frame.contentWindow?.postMessage('port', '*', [port2]);
    }, { once: true }); // prettier-ignore
    (document.body ?? document.documentElement).append(frame);
  });
  const close = () => {
    port1.close();
    frame.remove();
  };
  if (walls.length > 0) {
    close();
    return failure(problem('sandbox.walls', { detail: walls.join(', ') }));
  }
  const order = (what: ToFrame) => {
    port1.postMessage(what);
  };
  order({ do: 'worker', source: worker });
  let last = 0;
  return success({
    close,
    spawn() {
      last += 1;
      const cell = last;
      order({ do: 'spawn', cell });
      return {
        post(message) {
          order({ do: 'post', cell, message });
        },
        listen(hear) {
          hears.set(cell, hear);
        },
        kill() {
          hears.delete(cell);
          order({ do: 'kill', cell });
        },
      };
    },
  });
}
