import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type * as XGrammar from '@mlc-ai/web-xgrammar';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import type { OwnTool } from '@/lib/contracts/index.ts';
import { ROOT } from '@/scripts/lib/build.ts';

import { readBnf, sentence } from '../../../tests/support/bnf.ts';
import { anyPage, elementOf, pageOf } from '../../../tests/support/pages.ts';
import { createGrammar } from './index.ts';

// The package says "type": "module" but ships UMD, which Node only loads as .cjs.
const folder = await mkdtemp(path.join(tmpdir(), 'xgrammar-'));
const require = createRequire(import.meta.url);
await copyFile(require.resolve('@mlc-ai/web-xgrammar'), path.join(folder, 'xgrammar.cjs'));
const loaded: typeof XGrammar = require(path.join(folder, 'xgrammar.cjs'));
const { Grammar, Testings } = loaded;
afterAll(() => rm(folder, { recursive: true }));

const grammar = createGrammar();
const OWN = (['calculator', 'dates', 'table', 'text_statistics'] as const).map((name) => {
  const manifest: Pick<OwnTool, 'name' | 'title' | 'description' | 'inputSchema'> = JSON.parse(
    readFileSync(`${ROOT}/lib/sandbox/tools/${name}/manifest.json`, 'utf8'),
  );
  return { ...manifest, example: {}, ...(name === 'table' && { feed: { part: 'rows', what: 'table' as const } }) };
});

async function accepted(ebnf: string, text: string): Promise<boolean> {
  const compiled = await Grammar.fromEBNF(ebnf);
  const answer = await Testings.isGrammarAcceptString(compiled, text);
  compiled.dispose();
  return answer;
}

test('the xgrammar that WebLLM carries takes each grammar and each of its sentences', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyPage, fc.infiniteStream(fc.nat()), async (page, numbers) => {
      const glances = { looks: ['e901'], search: true, more: true, own: OWN, tables: ['e901'], code: true };
      const input = { page, refs: page.elements.map(({ ref }) => ref), urls: ['https://example.org/'], glances };
      const { ebnf } = grammar.build(input);
      const said = sentence(readBnf(ebnf), (n) => numbers.next().value % n);
      expect(await accepted(ebnf, said), said).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['{"do":"click","ref":"e1"}', true],
  ['{"do":"click","ref":"e3"}', false],
  ['{"do":"type","ref":"e2","text":"\\n\\"😀\\u001f"}', true],
  [`{"do":"type","ref":"e2","text":"${'ä'.repeat(200)}"}`, true],
  [`{"do":"type","ref":"e2","text":"${'ä'.repeat(201)}"}`, false],
  ['{"do":"type","ref":"e2","text":"a\nb"}', false],
  ['{"do": "click", "ref": "e1"}', false],
  ['{"do":"select","ref":"e4","option":"Gr\u2028\\"öße\u007f😀"}', true],
])('xgrammar: %j is a sentence: %s', async (text, expected) => {
  const page = pageOf([
    elementOf('press', 'Order'),
    elementOf('text', 'Name'),
    elementOf('press', 'Off', { states: ['disabled'] }),
    elementOf('select', 'Size', { options: ['Gr\u2028"öße\u007f😀', 'Small'] }),
  ]);
  const { ebnf } = grammar.build({ page, refs: ['e1', 'e2', 'e3', 'e4'], urls: [] });
  expect(await accepted(ebnf, text)).toBe(expected);
});
