import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import * as v from 'valibot';

import type { Abi } from '../../../lib/sandbox/call.ts';
import { Manifest, sandboxOf } from '../../../lib/sandbox/manifest.ts';
import { failure, type Result, success } from '../../../lib/shared/index.ts';

export const Vectors = v.array(
  v.object({ input: v.unknown(), output: v.optional(v.unknown()), fails: v.optional(v.string()) }),
);
export type Vectors = v.InferOutput<typeof Vectors>;

/** A tool that was read, and not yet checked further than its manifest and its hash. */
export interface GuestTool {
  manifest: Manifest;
  bytes: Uint8Array<ArrayBuffer>;
  vectors: Vectors;
}

/** The file of the module or script in the folder of a tool. */
export function guestFile(abi: Abi): string {
  switch (abi) {
    case 'js/1':
      return 'tool.js';
    case 'py/1':
      return 'tool.py';
    case 'reactor-json/1':
    case 'wasi-json/1':
      return 'tool.wasm';
  }
}

/** Reads the folder of a tool. Its vectors may be one folder up, where several tools share them. The problem is in English words. */
export async function readFolder(folder: string): Promise<Result<GuestTool, string>> {
  const text = await optional(path.join(folder, 'manifest.json'));
  if (text === undefined) return failure('there is no manifest.json');
  const parsed = v.safeParse(Manifest, JSON.parse(text.toString()));
  if (!parsed.success) return failure(`manifest.json: ${v.summarize(parsed.issues)}`);
  const { abi, sha256 } = sandboxOf(parsed.output);
  const name = guestFile(abi);
  const bytes = await optional(path.join(folder, name));
  if (bytes === undefined) return failure(`there is no ${name}: it has to be built`);
  if (hashOf(bytes) !== sha256)
    return failure(`${name} is another one than manifest.json says: its SHA-256 is ${hashOf(bytes)}`);
  const vectors =
    (await optional(path.join(folder, 'vectors.json'))) ?? (await optional(path.join(folder, '..', 'vectors.json')));
  return success({
    manifest: parsed.output,
    bytes: Uint8Array.from(bytes),
    vectors: vectors === undefined ? [] : v.parse(Vectors, JSON.parse(vectors.toString())),
  });
}

export async function writeManifest(folder: string, manifest: object): Promise<void> {
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function optional(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}
