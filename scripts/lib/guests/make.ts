import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import * as v from 'valibot';

import { ABIS } from '../../../lib/sandbox/call.ts';
import { guestFile } from '../../../lib/sandbox/pack/read.ts';
import { failure, type Result, success } from '../../../lib/shared/index.ts';
import { hashOf, writeManifest } from './folder.ts';
import { languageOf, toolchainFor } from './toolchains.ts';

/** As much of a manifest as there has to be before its tool is built. */
const Draft = v.looseObject({
  _meta: v.record(v.string(), v.looseObject({ abi: v.picklist(ABIS), language: v.string() })),
});

/** Builds the tool of a folder by its build.sh, and writes the hash of what came out into its manifest. Gives the compiler's version. */
export async function make(folder: string): Promise<Result<string, string>> {
  const draft = v.safeParse(Draft, JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')));
  if (!draft.success) return failure(`manifest.json: ${v.summarize(draft.issues)}`);
  const { _meta: metas } = draft.output;
  let version = '';
  for (const meta of Object.values(metas)) {
    const toolchain = toolchainFor(languageOf(meta.language));
    if (toolchain === undefined) return failure(`nothing on this machine builds ${meta.language} for WebAssembly`);
    const said = await run(path.join(folder, 'build.sh'), toolchain.env);
    if (!said.ok) return said;
    meta['sha256'] = hashOf(await readFile(path.join(folder, guestFile(meta.abi))));
    ({ version } = toolchain);
  }
  await writeManifest(folder, draft.output);
  return success(version);
}

const execute = promisify(execFile);

async function run(script: string, env: Readonly<Record<string, string>>): Promise<Result<undefined, string>> {
  return execute('bash', [script], { env: { ...process.env, ...env } }).then(
    () => success(undefined),
    (error: unknown) => failure(error instanceof Error ? error.message : String(error)),
  );
}
