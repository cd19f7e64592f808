import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import * as v from 'valibot';

import { Manifest, sandboxOf } from '../../../lib/sandbox/manifest.ts';
import { guestFile, readPack } from '../../../lib/sandbox/pack/read.ts';
import { type Vectors, vectorsIn } from '../../../lib/sandbox/pack/vectors.ts';
import { failure, fromJson, type Result, success } from '../../../lib/shared/index.ts';
import { ROOT } from '../build.ts';
import { toolNames } from '../tools.ts';

/** A tool that was read, and not yet checked further than its manifest and its hash. */
export interface GuestTool {
  manifest: Manifest;
  bytes: Uint8Array<ArrayBuffer>;
  vectors: Vectors;
}

/** Reads the folder of a tool. Its vectors may be one folder up, where several tools share them. The problem is in English words. */
export async function readFolder(folder: string): Promise<Result<GuestTool, string>> {
  const text = await optional(path.join(folder, 'manifest.json'));
  if (text === undefined) return failure('there is no manifest.json');
  const parsed = v.safeParse(Manifest, fromJson(text.toString()));
  if (!parsed.success) return failure(`manifest.json: ${v.summarize(parsed.issues)}`);
  const { abi, sha256 } = sandboxOf(parsed.output);
  const name = guestFile(abi);
  const bytes = await optional(path.join(folder, name));
  if (bytes === undefined) return failure(`there is no ${name}: it has to be built`);
  if (hashOf(bytes) !== sha256)
    return failure(`${name} is another one than manifest.json says: its SHA-256 is ${hashOf(bytes)}`);
  const vectors =
    (await optional(path.join(folder, 'vectors.json'))) ?? (await optional(path.join(folder, '..', 'vectors.json')));
  const read = vectors === undefined ? success([]) : vectorsIn(vectors.toString());
  if (!read.ok) return failure(`vectors.json: ${read.problem}`);
  return success({ manifest: parsed.output, bytes: Uint8Array.from(bytes), vectors: read.value });
}

/** Reads a pack. The problem is the code of the extension's, and what it says of it. */
export async function readPackFile(file: string): Promise<Result<GuestTool, string>> {
  const pack = await readPack(await readFile(file), toolNames(ROOT));
  if (pack.ok) return pack;
  const { code, params = {}, detail = '' } = pack.problem;
  return failure([code, ...Object.values(params), detail].join(' ').trimEnd());
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
