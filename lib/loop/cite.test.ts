import { readFile } from 'node:fs/promises';

import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import { type Article, type Decision, foldRun, type Run, type Source, type Task } from '@/lib/contracts/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';

import { cited, type Piece, sourcesOf, tell } from './cite.ts';
import { decideByModel, decideByRule } from './decide.ts';
import { FakeJournal, FakeSite, MODEL, NO_RECIPES, portsFor, RULES_ONLY } from './fakes.ts';
import { interpret } from './interpret.ts';
import type { Seen } from './senses.ts';

const rules = createRules(await loadRank(await readFile(new URL('../../wasm/build/rank.wasm', import.meta.url))));
const deciding = { rules, recipes: NO_RECIPES };

const source = (number: number): Source => ({
  number,
  anchor: `a${number}`,
  documentKey: 'd1',
  text: `text ${number}`,
});
const THREE = [1, 2, 3].map(source);

test('an answer keeps the numbers of passages that were given, each in brackets of its own, and loses the others', () => {
  const { text, sources } = cited(
    'Bread [1, 3]. Cake [7]. Tea【2】 and 【9】 milk [1][3]. A list `a[9]` [2](https://x.example).',
    THREE,
  );
  expect(text).toBe('Bread [1] [3]. Cake. Tea[2] and milk [1][3]. A list `a[9]` [2](https://x.example).');
  expect(sources).toEqual(THREE);
  expect(cited('Nothing is cited.', THREE)).toEqual({ text: 'Nothing is cited.', sources: [] });
  expect(cited('See passage [Passage 2].', THREE).sources).toEqual([source(2)]);
});

test('whatever a model says, no number is left that names nothing', () => {
  assert(
    property(string({ unit: 'binary' }), (noise) => {
      const { text } = cited(`${noise.replaceAll('`', '')} [4] [12] [1]`, THREE);
      expect(text).not.toMatch(/\[(4|12)\]/);
      expect(text).toContain('[1]');
    }),
  );
});

const piece = (heading: string, text: string, anchor: string): Piece => ({
  heading,
  text,
  anchor,
  page: undefined,
});

test('passages that can be shown are numbered, under their headings once; page text cannot number itself', () => {
  const pieces = [piece('# A', 'One [1] of them.', 'a1'), piece('# A', 'Two.', ''), piece('# B', 'Three.', 'a3')];
  expect(tell(pieces, { cite: true })).toBe('# A\n\n[1] One (1) of them.\n\nTwo.\n\n# B\n\n[2] Three.');
  expect(tell(pieces, { cite: false })).toBe('# A\n\nOne [1] of them.\n\nTwo.\n\n# B\n\nThree.');
  expect(sourcesOf(pieces, 'd1').map(({ number, anchor }) => `${number} ${anchor}`)).toEqual(['1 a1', '2 a3']);
});

function articleOf(paragraphs: readonly string[]): Article {
  let markdown = '';
  const blocks = paragraphs.map((text, i) => {
    markdown += (i === 0 ? '' : '\n\n') + text;
    return { anchor: `a${i + 1}`, start: markdown.length - text.length, end: markdown.length };
  });
  const url = 'https://shop.example/';
  return { title: 'T', url, origin: 'https://shop.example', lang: 'en', markdown, blocks, cut: false, documentKey: 'doc-1', from: 'article' }; // prettier-ignore
}

const BAKERY = articleOf([
  '# Bakery',
  'Ada bakes the bread of the village every night.',
  'The bread is sold at [the market](https://shop.example/market) on Mondays, by her brother Karl.',
  'Nothing else is known of the village and its people.',
]);

function seen(article: Article, whole = false): Seen {
  return {
    iteration: 1,
    page: new FakeSite().snapshot(),
    mode: 'answer',
    whole,
    article,
    earlier: [],
    tools: [],
    kit: [],
    offer: { tools: [], code: false },
    ms: 0,
  };
}

function runFor(task: Task, engine = MODEL): Run {
  const signal = { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task } as const;
  const run = foldRun([
    { runId: 'r', seq: 0, iteration: 0, at: 0, entry: { kind: 'signal', engine, seed: 7, signal } },
  ]);
  if (run === undefined) throw new Error('no run');
  return run;
}

async function answered(run: Run, article: Article, reply: string): Promise<{ prompt: string; decision: Decision }> {
  const ports = { ...portsFor({ site: new FakeSite(), journal: new FakeJournal(), replies: [reply] }), rules };
  const made = interpret(run, seen(article), { ...ports, engine: ports.engine(run.engine) });
  if (!made.ok) throw new Error(made.problem.code);
  const decision = await decideByModel(run, { interpretation: made.value, page: undefined, kit: [] }, ports, AbortSignal.timeout(5000)); // prettier-ignore
  return { prompt: made.value.messages.map(({ content }) => content).join('\n'), decision };
}

test('an answer’s sources are the passages that it names', async () => {
  const run = runFor({ kind: 'ask', text: 'Who sells the bread?' });
  const fine = { ...run, engine: { ...run.engine, textTokens: 90 } };
  const { prompt, decision } = await answered(fine, BAKERY, 'Karl does [1], says nobody [8].');
  expect(prompt).toContain('cite the number');
  expect(prompt).toMatch(/\[1\] .*\n/);
  expect(prompt).not.toContain('/market');
  expect(decision.action).toEqual({ do: 'answer', text: 'Karl does [1], says nobody.' });
  expect(decision.sources).toEqual([
    { number: 1, anchor: 'a2', documentKey: 'doc-1', text: expect.stringContaining('Ada bakes') },
  ]);
});

test('a question about addresses is given them', async () => {
  const { prompt } = await answered(runFor({ kind: 'ask', text: 'What is the link to the market?' }), BAKERY, 'x');
  expect(prompt).toContain('/market');
});

test('a tiny model is given no numbers: what it read is its sources', async () => {
  const run = runFor({ kind: 'ask', text: 'Who sells the bread?' }, { ...MODEL, viewTokens: 200 });
  const { prompt, decision } = await answered(run, BAKERY, 'Karl.');
  expect(prompt).not.toMatch(/\[1\]|cite/);
  expect(decision.sources?.map(({ anchor }) => anchor)).toEqual(['a2']);
  expect(decision.action).toEqual({ do: 'answer', text: 'Karl.' });
});

test('of a text without places nothing is cited', async () => {
  const run = runFor({ kind: 'ask', text: 'Who sells the bread?' });
  const { prompt, decision } = await answered(run, { ...BAKERY, blocks: [] }, 'Karl [1].');
  expect(prompt).not.toContain('cite');
  expect(decision.sources).toBeUndefined();
});

test('quotes of rules have their sources, by number', () => {
  const asked = decideByRule(runFor({ kind: 'ask', text: 'Who sells the bread?' }, RULES_ONLY), seen(BAKERY), deciding);
  expect(asked?.action).toMatchObject({
    text: expect.stringMatching(/^> \*\*Bakery\*\*\n> \n> [\s\S]*Karl[\s\S]* \[1\]$/),
  });
  expect(asked?.sources?.map(({ number, anchor }) => `${number} ${anchor}`)).toEqual(['1 a2']);
  const short = decideByRule(runFor({ kind: 'summarise' }, RULES_ONLY), seen(BAKERY, true), deciding);
  expect(short?.action).toMatchObject({
    text: expect.stringMatching(/^- “Ada bakes .*” \[1\]\n- “The bread .*” \[2\]\n/),
  });
  expect(short?.sources?.map(({ anchor }) => anchor)).toEqual(['a2', 'a3', 'a4']);
});

test.each([
  ['Where are the cats?', 'We have cats.', 'a2'],
  ['May I bring a dog?', 'Dogs may come in.', 'a5'],
  ['When are you open?', 'How long are you open?\n\nUntil six.', 'a3'],
])(
  'of short paragraphs rules quote those that say something of it, and what these lead to: %s',
  (text, told, anchor) => {
    const shop = articleOf(['# Shop', 'We have cats.', 'How long are you open?', 'Until six.', 'Dogs may come in.']);
    const decided = decideByRule(runFor({ kind: 'ask', text }, RULES_ONLY), seen(shop), deciding);
    const quoted = `**Shop**\n\n${told} [1]`.replaceAll(/^/gmu, '> ');
    expect(decided).toMatchObject({ action: { text: quoted }, sources: [{ anchor }] });
  },
);

test('a quote tears no code apart', () => {
  const manual = articleOf(['# Shop', 'We have cats.', '```\nopen\n\nshut\n```']);
  const task = { kind: 'ask', text: 'When is it shut?' } as const;
  const decided = decideByRule(runFor(task, RULES_ONLY), seen(manual), deciding);
  expect(decided?.action).toMatchObject({ text: expect.stringMatching(/cats[\s\S]*```[\s\S]*```/u) });
});

const filler = (i: number) =>
  `Paragraph ${i} speaks of the sea, of ships and of the weather, as they all do. `.repeat(4);

test('a text of a hundred pages is asked about within 4,000 tokens', async () => {
  const paragraphs = Array.from({ length: 1000 }, (_, i) =>
    i === 777 ? 'The lighthouse keeper was called Ottilie.' : filler(i),
  );
  const book = articleOf(paragraphs);
  expect(book.markdown.length).toBeGreaterThan(250_000);
  const run = runFor(
    { kind: 'ask', text: 'What was the lighthouse keeper called?' },
    { ...MODEL, contextTokens: 4096, viewTokens: 1200, textTokens: 2500 },
  );
  const { prompt } = await answered(run, book, 'Ottilie [1].');
  expect(prompt).toContain('Ottilie');
  const whole = interpret({ ...run, signal: { ...run.signal, task: { kind: 'summarise' } } }, seen(book, true), { ...portsFor({ site: new FakeSite(), journal: new FakeJournal() }), rules, engine: portsFor({ site: new FakeSite(), journal: new FakeJournal() }).engine(run.engine) }); // prettier-ignore
  expect(whole.ok && whole.value.tokens.prompt).toBeLessThan(4096);
  expect(whole.ok && whole.value.sources?.length).toBeGreaterThan(1);
});
