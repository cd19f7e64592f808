import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ROOT } from '../../scripts/lib/build.ts';
import { type GuestTool, readFolder } from '../../scripts/lib/guests/folder.ts';
import { make } from '../../scripts/lib/guests/make.ts';
import { type Language, LANGUAGES, isLanguage, toolchainFor } from '../../scripts/lib/guests/toolchains.ts';

export const EXAMPLES = path.join(ROOT, 'wasm/guests/check_codes');
export const ALL = Object.keys(LANGUAGES).filter(isLanguage);

/** The example in that language as it stands in the repository. A module of Go is too large to stand there: it is built, where Go is. */
export async function example(language: Language): Promise<GuestTool | undefined> {
  if (language !== 'go') return read(path.join(EXAMPLES, language));
  if (toolchainFor(language) === undefined) return undefined;
  return rebuilt(language);
}

/** The same, built anew, away from the repository. */
export async function rebuilt(language: Language): Promise<GuestTool> {
  const folder = await mkdtemp(path.join(tmpdir(), 'locus-guests-'));
  try {
    const copy = path.join(folder, language);
    await cp(path.join(EXAMPLES, language), copy, { recursive: true });
    await cp(path.join(EXAMPLES, 'vectors.json'), path.join(folder, 'vectors.json'));
    const made = await make(copy);
    if (!made.ok) throw new Error(made.problem);
    return await read(copy);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function read(folder: string): Promise<GuestTool> {
  const tool = await readFolder(folder);
  if (!tool.ok) throw new Error(`${folder}: ${tool.problem}`);
  return tool.value;
}
