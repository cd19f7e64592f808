import { ENGINES } from '../call.ts';
import { Fault } from './fault.ts';
import { open } from './open.ts';
import { wasmRunner } from './wasm.ts';

// The same for guests that are modules, as one classic script: most of the other one is glue of the engines, and each worker reads all of it.
open(async (guest, clock) => {
  if (ENGINES[guest.abi] !== undefined) throw new Fault('refused', 'this worker has no engine');
  return wasmRunner(guest, clock);
});
