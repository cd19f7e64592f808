import * as v from 'valibot';

import type { Abi, ToWorker } from '../call.ts';

/** What the holder of the frame asks of it, by a port that nobody else has. */
export type ToFrame =
  /** First of all: the script of the workers, as text. */
  | { do: 'worker'; source: string }
  /** Before the first guest of that ABI: the engine that runs its guests, which is compiled once for all of them. */
  | { do: 'engine'; abi: Abi; bytes: Uint8Array<ArrayBuffer> }
  | { do: 'spawn'; cell: number }
  | { do: 'post'; cell: number; message: ToWorker }
  | { do: 'kill'; cell: number };

/** What the frame says. `walls` names those of its walls that do not stand; none is how it should be. */
export const FromFrame = v.variant('type', [
  v.object({ type: v.literal('ready'), walls: v.array(v.string()) }),
  v.object({ type: v.literal('said'), cell: v.number(), message: v.unknown() }),
]);
