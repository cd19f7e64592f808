import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { ROOT } from './build.ts';

/** A WebAssembly module of our own, compiled where nobody has yet. */
export async function wasmModule(name: 'rank' | 'policy'): Promise<Buffer<ArrayBuffer>> {
  const file = `${ROOT}wasm/build/${name}.wasm`;
  if (!existsSync(file)) execFileSync('npm', ['run', '--silent', 'wasm'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  return Buffer.from(await readFile(file));
}
