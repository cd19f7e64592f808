// Relative, and nothing of a browser: the scripts run this in Node, too.
import { type Result, success } from '../shared/index.ts';
import { type Abi, ENGINES, type Guest } from './call.ts';
import { harden, type Refusal } from './harden/index.ts';
import { type Manifest, sandboxOf } from './manifest.ts';
import { KERNEL_FUNCTIONS, KERNEL_MODULE } from './worker/extism.ts';
import { WASI_FUNCTIONS, WASI_MODULE } from './worker/wasi.ts';

const REACTOR_ALLOWED = { 'tool_host.log': 'iii:' };
/** The door: `call(at, length)` gives the length of the answer, `take(at)` puts the answer there. */
export const DOOR_ALLOWED = { 'tool_host.call': 'ii:i', 'tool_host.take': 'i:' };

const under = (module: string, functions: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(functions).map(([name, signature]) => [`${module}.${name}`, signature]));

const WASI = under(WASI_MODULE, WASI_FUNCTIONS);

/** Imports of the ABIs whose guests are modules. */
const ALLOWED: Readonly<Partial<Record<Abi, Readonly<Record<string, string>>>>> = {
  'reactor-json/1': REACTOR_ALLOWED,
  'wasi-json/1': WASI,
  'extism/1': { ...WASI, ...under(KERNEL_MODULE, KERNEL_FUNCTIONS) },
};

/** A guest as workers take it: its module, which may be anything, is hardened for its limits and its ABI; a script stays as it is. */
export function takenGuest(guest: Guest): Result<Guest, Refusal> {
  const { abi, limits, door = false } = guest;
  if (ENGINES[abi] !== undefined) return success(guest);
  // A plug-in of Extism has a way of its own to the door.
  const allowed = { ...ALLOWED[abi], ...(door && abi !== 'extism/1' && DOOR_ALLOWED) };
  const made = harden(guest.bytes, { pages: limits.pages, allowed, state: abi === 'reactor-json/1' });
  return made.ok ? success({ ...guest, bytes: made.value }) : made;
}

/** What a worker is given of a tool. */
export function guestOf(manifest: Manifest, bytes: Uint8Array<ArrayBuffer>): Result<Guest, Refusal> {
  const { abi, limits, capabilities, extism } = sandboxOf(manifest);
  return takenGuest({
    abi,
    bytes,
    limits,
    door: capabilities.length > 0,
    ...(extism !== undefined && { plugin: extism }),
  });
}
