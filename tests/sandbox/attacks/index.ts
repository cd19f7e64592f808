import type { Attack } from './attack.ts';
import { EXTISM_ATTACKS } from './extism.ts';
import { scriptAttacks } from './js.ts';
import { pythonAttacks } from './py.ts';
import { WASM_ATTACKS } from './wasm.ts';

export { type Attack, verdictOf } from './attack.ts';

/** The whole catalogue. `server` is an address that no guest may reach. */
export function attacks(server: string): Attack[] {
  return [...WASM_ATTACKS, ...EXTISM_ATTACKS, ...scriptAttacks(server), ...pythonAttacks(server)];
}
