/** A pack of the folder of a tool. `npm run pack -- --help` */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import * as v from 'valibot';

import './lib/alias.ts';
import { ROOT } from './lib/build.ts';
import { engineOf, packedTool, toolNames } from './lib/tools.ts';

const { createToolDesk } = await import('../lib/sandbox/desk.ts');
const { makePack } = await import('../lib/sandbox/pack/make.ts');
const { inProcess } = await import('../lib/sandbox/testing/frame.ts');

const HELP = `npm run pack -- DIR [--out FILE]

Makes one file, NAME.locus-tool, of the folder of a tool: manifest.json, the tool.wasm, tool.js or tool.py that it is about, LICENSE and
vectors.json (which may lie one folder up). The SHA-256 of the module or script is written into the manifest of the pack. Then the pack is
read as the extension reads it, and its vectors are run. A pack that is refused is not written.

Ends with 0 where the pack was written, else with 1.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, help: { type: 'boolean', default: false } },
});

const Sealable = v.looseObject({ name: v.string(), _meta: v.record(v.string(), v.looseObject({})) });

async function main(): Promise<number> {
  const [given, ...more] = positionals;
  if (values.help || given === undefined || more.length > 0) {
    console.error(HELP);
    return values.help ? 0 : 1;
  }
  // npm runs this in the repository; paths are from where the user is.
  const from = process.env['INIT_CWD'] ?? '.';
  const { name, files } = await filesOf(path.resolve(from, given));
  const bytes = makePack(files);
  const refusal = await checked(bytes);
  if (refusal !== undefined) {
    console.error(refusal);
    return 1;
  }
  const out = path.resolve(from, values.out ?? `${name}.locus-tool`);
  await writeFile(out, bytes);
  console.log(`${out}: ${bytes.length} bytes`);
  return 0;
}

async function filesOf(folder: string): Promise<{ name: string; files: Record<string, Uint8Array> }> {
  const guest = (await readdir(folder)).find((file) => /^tool\.(?:wasm|js|py)$/u.test(file));
  const files: Record<string, Uint8Array> = {};
  const manifest = v.parse(Sealable, JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')));
  const { _meta: metas } = manifest;
  if (guest !== undefined) {
    files[guest] = await readFile(path.join(folder, guest));
    const sha256 = createHash('sha256').update(files[guest]).digest('hex');
    for (const meta of Object.values(metas)) meta['sha256'] = sha256;
  }
  files['manifest.json'] = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const file of ['LICENSE', 'vectors.json']) {
    const bytes = (await optional(path.join(folder, file))) ?? (await optional(path.join(folder, '..', file)));
    if (bytes !== undefined) files[file] = bytes;
  }
  return { name: manifest.name, files };
}

function optional(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Why the extension would not take it. */
async function checked(bytes: Uint8Array): Promise<string | undefined> {
  const root = ROOT.replace(/\/$/u, '');
  const desk = createToolDesk({
    tools: () => Promise.all(toolNames(root).map((name) => packedTool(root, name))),
    engine: engineOf,
    frame: inProcess,
  });
  const id = createHash('sha256').update(bytes).digest('hex');
  const base64 = Buffer.from(bytes).toString('base64');
  const said = await desk.answer({ type: 'tools.install', id, base64, check: { titles: [] } });
  return said.ok
    ? undefined
    : `${said.problem.code} ${JSON.stringify(said.problem.params)} ${said.problem.detail ?? ''}`;
}

process.exit(await main());
