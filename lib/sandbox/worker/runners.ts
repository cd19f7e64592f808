import type { Guest } from '../call.ts';
import type { Clock } from './lockdown.ts';
import { pythonRunner } from './python.ts';
import { scriptRunner } from './script.ts';
import { type Runner, wasmRunner } from './wasm.ts';

/** Runs whatever guest there is. */
export function runnerOf(guest: Guest, clock: Clock): Promise<Runner> {
  switch (guest.abi) {
    case 'js/1':
      return scriptRunner(guest);
    case 'py/1':
      return pythonRunner(guest, clock);
    case 'reactor-json/1':
    case 'wasi-json/1':
    case 'extism/1':
      return wasmRunner(guest, clock);
  }
}
