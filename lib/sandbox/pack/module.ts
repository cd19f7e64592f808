import type { Abi } from '../call.ts';
import { type Allowed, harden } from '../harden/index.ts';
import { parseModule } from '../harden/module.ts';
import { WASI_ALLOWED } from '../worker/wasi.ts';
import { DOOR_ALLOWED, REACTOR_ALLOWED } from '../worker/wasm.ts';
import { visible } from './names.ts';
import { Refuse } from './refuse.ts';

interface Declared {
  abi: Abi;
  /** Most pages of its memory. */
  pages: number;
  /** It says that it asks for capabilities. */
  asks: boolean;
}

/** What a module has to export, by its ABI. */
const EXPORTS: Readonly<Partial<Record<Abi, readonly string[]>>> = {
  'reactor-json/1': ['memory', 'tool_alloc', 'tool_call'],
  'wasi-json/1': ['memory', '_start'],
};

/** That the sandbox would take the module, and that it is what the manifest says. Throws `Refuse`. */
export function checkModule(bytes: Uint8Array<ArrayBuffer>, { abi, pages, asks }: Declared): void {
  const allowed: Allowed = {
    ...(abi === 'wasi-json/1' ? WASI_ALLOWED : REACTOR_ALLOWED),
    ...(asks && DOOR_ALLOWED),
  };
  const made = harden(bytes, { pages, allowed });
  if (!made.ok) {
    const { reason, words } = made.problem;
    throw new Refuse(reason === 'import' ? 'pack.lies' : 'pack.module', { reason: visible(words) });
  }
  const { exports, imports } = parseModule(bytes);
  if (asks && !imports.some(({ path }) => path in DOOR_ALLOWED))
    throw new Refuse('pack.lies', { reason: 'it asks for capabilities, and has no call for them' });
  const lacks = EXPORTS[abi]?.find((name) => !exports.has(name));
  if (lacks !== undefined) throw new Refuse('pack.lies', { reason: `it is "${abi}", and exports no "${lacks}"` });
}
