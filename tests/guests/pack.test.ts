import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readPack } from '@/lib/sandbox/pack/read.ts';
import { ROOT } from '@/scripts/lib/build.ts';

const SLOW = 120_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'locus-pack-'));
  const example = path.join(ROOT, 'wasm/guests/check_codes');
  for (const file of ['js/manifest.json', 'js/tool.js', 'vectors.json'])
    cpSync(path.join(example, file), path.join(folder, path.basename(file)));
  cpSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function pack() {
  const env = { ...process.env, INIT_CWD: folder };
  return spawnSync('node', ['scripts/pack.ts', '.', '--out', 'made.locus-tool'], { encoding: 'utf8', env });
}

const made = () => readFileSync(path.join(folder, 'made.locus-tool'));

test(
  'the command makes a pack of a folder that opens as it was meant',
  async () => {
    expect(pack()).toMatchObject({ status: 0 });
    const read = await readPack(Uint8Array.from(made()), []);
    expect(read).toMatchObject({ ok: true, value: { manifest: { name: 'check_codes_js' } } });
    if (!read.ok) return;
    expect(new TextDecoder().decode(read.value.bytes)).toBe(readFileSync(path.join(folder, 'tool.js'), 'utf8'));
    expect(read.value.vectors.length).toBeGreaterThan(0);
  },
  SLOW,
);

test(
  'a tool that does not do what its vectors say is not packed',
  () => {
    rmSync(path.join(folder, 'made.locus-tool'), { force: true });
    writeFileSync(path.join(folder, 'tool.js'), 'export default () => { throw new Error("no"); }');
    const { status, stderr } = pack();
    expect(status).toBe(1);
    expect(stderr).toContain('pack.vector ');
    expect(made).toThrow('ENOENT');
  },
  SLOW,
);
