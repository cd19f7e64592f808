import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { failure, type Result, success } from '../../../lib/shared/index.ts';
import { seal } from './folder.ts';
import { type Language, LANGUAGES, toolchainFor } from './toolchains.ts';

const run = promisify(execFile);

/** Builds the tool of a folder by its build.sh, and writes the hash of what came out into its manifest. Throws where it cannot be built. */
export async function make(folder: string, language: Language): Promise<Result<{ version: string }, string>> {
  const toolchain = toolchainFor(language);
  if (toolchain === undefined) return failure(`nothing on this machine builds ${LANGUAGES[language]} for WebAssembly`);
  await run('bash', [path.join(folder, 'build.sh')], { env: { ...process.env, ...toolchain.env } });
  await seal(folder);
  return success({ version: toolchain.version });
}
