import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readFolder, writeManifest } from '@/scripts/lib/guests/folder.ts';
import { type GuestHost, openHost } from '@/scripts/lib/guests/host.ts';
import { make } from '@/scripts/lib/guests/make.ts';
import { scaffold } from '@/scripts/lib/guests/scaffold.ts';
import { type Language, toolchainFor } from '@/scripts/lib/guests/toolchains.ts';

const SLOW = 240_000;
/** How the guide marks its examples, and the file that each is. */
const MARKED: readonly { language: Language; mark: string; file: string }[] = [
  { language: 'rust', mark: 'rust', file: 'tool.rs' },
  { language: 'go', mark: 'go', file: 'tool.go' },
  { language: 'c', mark: 'c', file: 'tool.c' },
  { language: 'as', mark: 'ts', file: 'tool.ts' },
  { language: 'js', mark: 'js', file: 'tool.js' },
  { language: 'py', mark: 'python', file: 'tool.py' },
];

let host: GuestHost;
let into: string;
beforeAll(async () => {
  into = await mkdtemp(path.join(tmpdir(), 'locus-guide-'));
  host = await openHost();
}, SLOW);
afterAll(async () => {
  host.close();
  await rm(into, { recursive: true });
});

test.each(MARKED)(
  'the example of $language in the guide for authors works as it stands there',
  async ({ language, mark, file }) => {
    const [code] = (await readFile('docs/tool-authors.md', 'utf8')).match(new RegExp(`(?<=^\`\`\`${mark}\n)[^]*?(?=^\`\`\`$)`, 'mu')) ?? []; // prettier-ignore
    expect(code).toContain('spaces');
    if (code === undefined || toolchainFor(language) === undefined) return;
    const folder = await scaffold({ name: `spaces_${language}`, language, into });
    if (!folder.ok) throw new Error(folder.problem);
    await writeFile(path.join(folder.value, file), code);
    const manifest: unknown = JSON.parse(await readFile(path.join(folder.value, 'manifest.json'), 'utf8'));
    const properties = { spaces: { type: 'integer' } };
    const outputSchema = { type: 'object', properties, required: ['spaces'], additionalProperties: false };
    await writeManifest(folder.value, { ...v.parse(v.looseObject({}), manifest), outputSchema });
    expect(await make(folder.value)).toMatchObject({ ok: true });
    const tool = await readFolder(folder.value);
    if (!tool.ok) throw new Error(tool.problem);
    for (const [text, spaces] of [
      ['', 0],
      ['a b c', 2],
      [' '.repeat(1234), 1234],
    ]) {
      expect((await host.call(tool.value, { text })).result).toMatchObject({
        ok: true,
        value: expect.stringMatching(new RegExp(`^\\{"spaces":${spaces}\\}\\n?$`, 'u')),
      });
    }
  },
  SLOW,
);
