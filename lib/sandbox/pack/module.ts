import type { Abi } from '../call.ts';
import { DOOR_ALLOWED } from '../guest.ts';
import { parseModule } from '../harden/module.ts';
import { Refuse } from './refuse.ts';

interface Declared {
  abi: Abi;
  /** Names of the capabilities that it says it asks for. */
  asks: readonly string[];
  /** Of `extism/1`: the function that is called. */
  calls?: string | undefined;
}

/** What a module has to export, by its ABI. */
const EXPORTS: Readonly<Partial<Record<Abi, readonly string[]>>> = {
  'reactor-json/1': ['memory', 'tool_alloc', 'tool_call'],
  'wasi-json/1': ['memory', '_start'],
};

/** That a module that can be hardened is what the manifest says. Throws `Refuse`. */
export function checkModule(bytes: Uint8Array<ArrayBuffer>, { abi, asks, calls }: Declared): void {
  const { exports, imports } = parseModule(bytes);
  const others = abi === 'extism/1' ? asks.filter((name) => name !== 'http.fetch') : [];
  if (others.length > 0) throw new Refuse('pack.capability', { reason: others.join(', ') });
  const doors = abi === 'extism/1' ? ['extism:host/env.http_request'] : Object.keys(DOOR_ALLOWED);
  if (asks.length > 0 && !imports.some(({ path }) => doors.includes(path)))
    throw new Refuse('pack.lies', { reason: 'it asks for capabilities, and has no call for them' });
  const needed = calls === undefined ? EXPORTS[abi] : [calls];
  const lacks = needed?.find((name) => !exports.has(name));
  if (lacks !== undefined) throw new Refuse('pack.lies', { reason: `it is "${abi}", and exports no "${lacks}"` });
}
