import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Abi } from '../../../lib/sandbox/call.ts';
import { failure, type Result, success } from '../../../lib/shared/index.ts';
import { ROOT } from '../build.ts';
import { toolNames } from '../tools.ts';
import { writeManifest } from './folder.ts';
import { type Language, LANGUAGES } from './toolchains.ts';

const GUESTS = path.join(ROOT, 'wasm/guests');
/** What each language's tools have in common beside their own source, from the example that has it. */
const COMMON: Readonly<Record<Language, readonly string[]>> = {
  rust: ['build.sh', 'host.rs', 'json.rs'],
  go: ['build.sh'],
  c: ['build.sh', 'json.h'],
  as: ['build.sh', 'host.ts', 'json.ts'],
  js: ['build.sh'],
  py: ['build.sh'],
};
const ABI: Readonly<Record<Language, Abi>> = {
  rust: 'reactor-json/1',
  go: 'wasi-json/1',
  c: 'reactor-json/1',
  as: 'reactor-json/1',
  js: 'js/1',
  py: 'py/1',
};

/** A pack has to have one. */
const LICENCE = `Apache License 2.0

SPDX-License-Identifier: Apache-2.0
The whole text: https://www.apache.org/licenses/LICENSE-2.0
`;

interface Wanted {
  name: string;
  language: Language;
  /** The folder that gets a folder of that name. */
  into: string;
}

/** Makes the folder of a new tool: a small one that works, with its manifest, vectors and build script. Gives its path. */
export async function scaffold({ name, language, into }: Wanted): Promise<Result<string, string>> {
  if (!/^[a-z][a-z0-9_]{0,47}$/u.test(name))
    return failure(`"${name}" is no name of a tool: small letters, digits and _, beginning with a letter, 48 at most`);
  if (toolNames(ROOT).includes(name)) return failure(`Locus itself has a tool "${name}"`);
  const folder = path.join(into, name);
  await mkdir(into, { recursive: true });
  const made = await mkdir(folder).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (!made) return failure(`${folder} is there already`);
  const starter = path.join(GUESTS, 'starter');
  const own = await readdir(path.join(starter, language));
  for (const file of own) await cp(path.join(starter, language, file), path.join(folder, file));
  for (const file of COMMON[language])
    await cp(path.join(GUESTS, 'check_codes', language, file), path.join(folder, file));
  await cp(path.join(starter, 'vectors.json'), path.join(folder, 'vectors.json'));
  await writeManifest(folder, manifestOf(name, language));
  await writeFile(path.join(folder, 'README.md'), readme(name, language));
  await writeFile(path.join(folder, 'LICENSE'), LICENCE);
  return success(folder);
}

function objectOf(properties: Record<string, object>): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function manifestOf(name: string, language: Language): object {
  const script = language === 'js' || language === 'py';
  return {
    name,
    title: name.replaceAll('_', ' '),
    description: 'Turns a text around, and counts its characters.',
    inputSchema: { ...objectOf({ text: { type: 'string', maxLength: 100_000 } }), examples: [{ text: 'Bread' }] },
    outputSchema: objectOf({ text: { type: 'string' }, characters: { type: 'integer' } }),
    _meta: {
      'locus.example/sandbox': {
        abi: ABI[language],
        sha256: '0'.repeat(64),
        language: LANGUAGES[language],
        limits: { fuel: script ? 2e10 : 1e9, ms: 10_000, pages: 1024, outputBytes: 1_000_000, logBytes: 4096 },
        capabilities: [],
      },
    },
  };
}

function readme(name: string, language: Language): string {
  return `# ${name}

A tool for the sandbox of Locus, in ${LANGUAGES[language]}. In the repository of Locus:

\`\`\`
npm run tool FOLDER -- --build     # runs build.sh, and writes the hash of what it made into manifest.json
npm run tool FOLDER -- --vectors   # runs vectors.json
npm run --silent tool FOLDER < in.json
\`\`\`

Then write what it is for: \`manifest.json\` says it to the model and to people, and \`docs/tool-authors.md\` in that repository says how.
Files that came with it are under the Apache License 2.0, as \`LICENSE\` says; say there what yours are under.
\`npm run pack -- FOLDER\` makes one file of it all, to give away.
`;
}
