import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { makePack } from '@/lib/sandbox/pack/make.ts';
import { hashOf } from '@/scripts/lib/guests/folder.ts';

const SLOW = 120_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'locus-tool-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface End {
  name: string;
  source: string;
  input: string;
  code: number;
  words: string;
}

interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** The command as people run it, from the folder that the tool lies in. */
function tool(args: readonly string[], input = '{"n":1}'): Said {
  const { status, stdout, stderr } = spawnSync('node', ['scripts/tool.ts', ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  return { code: status, out: stdout, err: stderr };
}

const LIMITS = { fuel: 500_000_000, ms: 20_000, pages: 512, outputBytes: 4096, logBytes: 200 };

function write(source: string, { limits = {}, sha256 = hashOf(Buffer.from(source)) } = {}): void {
  writeFileSync(path.join(folder, 'tool.js'), source);
  const object = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
    additionalProperties: false,
  };
  const own = { abi: 'js/1', sha256, language: 'JavaScript', limits: { ...LIMITS, ...limits }, capabilities: [] };
  const manifest = {
    name: 'probe',
    title: 'Probe',
    description: 'For a test.',
    inputSchema: object,
    outputSchema: object,
  };
  writeFileSync(
    path.join(folder, 'manifest.json'),
    JSON.stringify({ ...manifest, _meta: { 'locus.example/sandbox': own } }),
  );
}

test(
  'the output, and nothing else, is on standard output; logs and cost are on standard error',
  () => {
    write('export default ({ n }, host) => { host.log("got", n); return { n: n + 1 }; }');
    const { code, out, err } = tool(['.']);
    expect({ code, out }).toEqual({ code: 0, out: '{"n":2}\n' });
    expect(err).toMatch(/^log: got 1\ncost: \d+ fuel, [\d.]+ ms\n$/u);
  },
  SLOW,
);

const ENDS: readonly End[] = [
  { name: 'says that it cannot', source: 'export default () => { throw new Error("no bread"); }', input: '{"n":1}', code: 1, words: 'failed: no bread' }, // prettier-ignore
  { name: 'gets no JSON', source: 'export default (input) => input', input: 'n', code: 2, words: 'is no JSON' },
  { name: 'has no function', source: 'export const a = 1', input: '{"n":1}', code: 3, words: 'refused: ' },
  { name: 'gets what does not fit', source: 'export default (input) => input', input: '{"n":"1"}', code: 4, words: 'input: ' }, // prettier-ignore
  { name: 'gives what does not fit', source: 'export default () => ({ m: 1 })', input: '{"n":1}', code: 5, words: 'unfit: ' }, // prettier-ignore
  { name: 'never ends', source: 'export default () => { for (;;); }', input: '{"n":1}', code: 6, words: 'fuel: ' },
];

test.each(ENDS)(
  'a tool that $name ends with a code of its own',
  ({ source, input, code, words }) => {
    write(source);
    const said = tool(['.'], input);
    expect(said).toMatchObject({ code, out: '' });
    expect(said.err).toContain(words);
  },
  SLOW,
);

test(
  'a tool with more fuel than time is stopped by the clock',
  () => {
    write('export default () => { for (;;); }', { limits: { fuel: 1e12, ms: 500 } });
    const { code, err } = tool(['.']);
    expect(code).toBe(6);
    expect(err).toContain('time: more than 500 ms');
  },
  SLOW,
);

test(
  'a tool that is another one than its manifest says is not run',
  () => {
    write('export default (input) => input', { sha256: '0'.repeat(64) });
    const { code, err } = tool(['.']);
    expect(code).toBe(3);
    expect(err).toContain('tool.js is another one');
  },
  SLOW,
);

test(
  'where there is no folder, no tool is run',
  () => {
    expect(tool(['nowhere'])).toMatchObject({ code: 2, out: '', err: 'there is no nowhere\n' });
  },
  SLOW,
);

test(
  'a pack is run as its folder is, and one that is damaged says why not',
  () => {
    write('export default ({ n }) => ({ n: n + 1 })');
    const files = Object.fromEntries(
      ['manifest.json', 'tool.js'].map((name) => [name, readFileSync(path.join(folder, name))]),
    );
    const pack = makePack({ ...files, LICENSE: Buffer.from('Apache-2.0') });
    writeFileSync(path.join(folder, 'probe.locus-tool'), pack);
    expect(tool(['probe.locus-tool'])).toMatchObject({ code: 0, out: '{"n":2}\n' });
    writeFileSync(path.join(folder, 'probe.locus-tool'), pack.subarray(0, -9));
    expect(tool(['probe.locus-tool'])).toMatchObject({ code: 3, out: '', err: expect.stringMatching(/^pack\./u) });
  },
  SLOW,
);

test(
  'vectors are run and counted, and one that fails says what came out',
  () => {
    write('export default ({ n }) => { if (n < 0) throw new Error("too small"); return { n: n * 2 }; }');
    const right = [
      { input: { n: 2 }, output: { n: 4 } },
      { input: { n: -1 }, fails: 'too small' },
    ];
    writeFileSync(path.join(folder, 'vectors.json'), JSON.stringify(right));
    expect(tool(['.', '--vectors'])).toMatchObject({ code: 0, out: '2 vectors passed, 0 failed\n' });
    writeFileSync(path.join(folder, 'vectors.json'), JSON.stringify([...right, { input: { n: 3 }, output: { n: 7 } }]));
    const { code, out, err } = tool(['.', '--vectors']);
    expect({ code, out }).toEqual({ code: 1, out: '2 vectors passed, 1 failed\n' });
    expect(err).toContain('gave   {"n":6}');
  },
  SLOW,
);
