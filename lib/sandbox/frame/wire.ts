import * as v from 'valibot';

import type { Abi, Guest, Kind, ToWorker } from '../call.ts';

/** What the holder of the frame asks of it, by a port that nobody else has. */
export type ToFrame =
  /** First of all: the scripts of the workers, as text. */
  | { do: 'worker'; kind: Kind; source: string }
  /** Before the first guest of that ABI: the engine that runs its guests, which is compiled once for all of them. */
  | { do: 'engine'; abi: Abi; bytes: Uint8Array<ArrayBuffer> }
  /** With a port that the worker gets: calls and what it says go that way, past the frame, which would be one more stop each way. */
  | { do: 'spawn'; cell: number; kind: Kind }
  /** A guest goes through the frame: no port takes a compiled engine from one origin to another. */
  | { do: 'load'; cell: number; guest: Guest }
  | { do: 'kill'; cell: number };

/** What the frame tells a worker: first the port by which it is called from then on. */
export type ToCell = { type: 'port' } | Extract<ToWorker, { type: 'load' }>;

/** What the frame says. `walls` names those of its walls that do not stand; none is how it should be. */
export const FromFrame = v.variant('type', [
  v.object({ type: v.literal('ready'), walls: v.array(v.string()) }),
  v.object({ type: v.literal('broke'), cell: v.number(), detail: v.string() }),
]);
