// Relative, and nothing of a browser: the scripts run this in Node, too.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import type { Problem } from '../../contracts/index.ts';
import { clip, failure, type Result, success } from '../../shared/index.ts';
import type { Abi, Guest } from '../call.ts';
import { guestOf } from '../guest.ts';
import { type Manifest, sandboxOf } from '../manifest.ts';
import { type Check, checkOf } from '../schema.ts';
import { manifestIn } from './manifest.ts';
import { checkModule } from './module.ts';
import { hasHidden, hasHiddenLines, takenFor, visible } from './names.ts';
import { Refuse } from './refuse.ts';
import { type Vectors, vectorsIn } from './vectors.ts';
import { unzipped } from './zip.ts';

/** A tool from a file, all of which was checked, but for its vectors: they have to be run. */
export interface Pack {
  /** SHA-256 of the file. */
  id: string;
  manifest: Manifest;
  /** The module or script, as the file has it. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same as workers take it. */
  guest: Guest;
  /** The first line of its licence that says something. */
  licence: string;
  vectors: Vectors;
  input: Check;
  output: Check;
}

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** The file of a pack that has the module or script. */
export function guestFile(abi: Abi): string {
  const scripts: Readonly<Record<string, string>> = { 'js/1': 'tool.js', 'py/1': 'tool.py' };
  return scripts[abi] ?? 'tool.wasm';
}

/** Reads a pack that may be anything. `reserved`: names and titles that it may not be taken for. The problem is one of `pack.`. */
export async function readPack(bytes: Uint8Array, reserved: readonly string[] = []): Promise<Result<Pack, Problem>> {
  try {
    // Others get a turn first: a large module takes a while.
    await Promise.resolve();
    return success(packIn(bytes, reserved));
  } catch (error) {
    if (error instanceof Refuse) return failure(error.problem);
    throw error;
  }
}

function packIn(bytes: Uint8Array, reserved: readonly string[]): Pack {
  const files = unzipped(bytes);
  const manifest = manifestIn(textOf(files, 'manifest.json'));
  checkWords(manifest, reserved);
  const licence = licenceIn(files);
  const { bytes: script, guest } = guestIn(files, manifest);
  const [input, output] = (['inputSchema', 'outputSchema'] as const).map((file) => {
    const check = checkOf(manifest[file]);
    if (!check.ok) throw new Refuse('pack.schema', { file, reason: check.problem });
    return check.value;
  });
  if (input === undefined || output === undefined) throw new Error('two schemas are two checks');
  const vectors = vectorsFrom(files);
  return { id: bytesToHex(sha256(bytes)), manifest, bytes: script, guest, licence, vectors, input, output };
}

/** What people and models read of it: nothing in it may be invisible, and no name may pass for one of ours. */
function checkWords(manifest: Manifest, reserved: readonly string[]): void {
  const { name, title, description } = manifest;
  const { language, version = '', capabilities } = sandboxOf(manifest);
  for (const [file, text] of Object.entries({ title, language, version })) {
    if (hasHidden(text)) throw new Refuse('pack.hidden', { file });
  }
  for (const [file, text] of Object.entries({ description, capabilities: JSON.stringify(capabilities) })) {
    if (hasHiddenLines(text)) throw new Refuse('pack.hidden', { file });
  }
  if (title.trim() === '') throw new Refuse('pack.manifest', { reason: 'its title is empty' });
  for (const text of [name, title]) {
    const tool = takenFor(text, reserved);
    if (tool !== undefined) throw new Refuse('pack.imitates', { name: text, tool });
  }
}

const LONGEST_LICENCE = 80;

function licenceIn(files: Files): string {
  if (!files.has('LICENSE')) throw new Refuse('pack.no_licence');
  const text = textOf(files, 'LICENSE');
  const first = text.split('\n').find((line) => line.trim() !== '');
  if (first === undefined) throw new Refuse('pack.no_licence');
  if (hasHiddenLines(first)) throw new Refuse('pack.hidden', { file: 'LICENSE' });
  return clip(first.trim(), LONGEST_LICENCE);
}

function guestIn(files: Files, manifest: Manifest): Pick<Pack, 'bytes' | 'guest'> {
  const { abi, sha256: hash, capabilities, extism } = sandboxOf(manifest);
  const file = guestFile(abi);
  const bytes = files.get(file);
  const other = [...files.keys()].find((name) => name.startsWith('tool.') && name !== file);
  if (other !== undefined) throw new Refuse('pack.lies', { reason: `it is "${abi}", and has ${other}` });
  if (bytes === undefined) throw new Refuse('pack.missing', { file });
  if (bytesToHex(sha256(bytes)) !== hash) throw new Refuse('pack.hash');
  const guest = guestOf(manifest, bytes);
  if (!guest.ok) {
    const { reason, words } = guest.problem;
    throw new Refuse(reason === 'import' ? 'pack.lies' : 'pack.module', { reason: visible(words) });
  }
  if (file === 'tool.wasm')
    checkModule(bytes, { abi, asks: capabilities.map(({ name }) => name), calls: extism?.function });
  else if (fatally(bytes) === undefined) throw new Refuse('pack.module', { reason: 'it is no UTF-8' });
  return { bytes, guest: guest.value };
}

function vectorsFrom(files: Files): Vectors {
  if (!files.has('vectors.json')) return [];
  const vectors = vectorsIn(textOf(files, 'vectors.json'));
  if (!vectors.ok) throw new Refuse('pack.vectors', { reason: vectors.problem });
  return vectors.value;
}

function textOf(files: Files, file: string): string {
  const bytes = files.get(file);
  if (bytes === undefined) throw new Refuse('pack.missing', { file });
  const text = fatally(bytes);
  if (text === undefined) throw new Refuse('pack.damaged', {}, `${file} is no UTF-8`);
  return text;
}

function fatally(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
