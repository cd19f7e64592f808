/*
 * npm run bench:article [-- --corpus DIR] [--pages]
 * How well articles are read: F1 of the words of each article against the text that is expected (NAME/source.html, NAME/expected.html),
 * for Locus, Readability with turndown, and defuddle, in one run. `--pages` prints each page. Without the folder: a word, and no more.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import * as v from 'valibot';

import { ROOT } from '../../scripts/lib/build.ts';
import { bundle } from '../support/bundle.ts';
import { median, quantile } from '../support/quantiles.ts';
import { type BenchPage, corpora } from './page/corpora.ts';
import { likeness } from './page/likeness.ts';
import { serve } from './page/site.ts';
import { Chrome, type Tab } from './page/tab.ts';

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: path.join(ROOT, '../shared/corpora/readability') },
    pages: { type: 'boolean', default: false },
  },
});

const WHO = ['locus', 'readability', 'defuddle'] as const;
type Who = (typeof WHO)[number];
interface Row {
  name: string;
  f1: Record<Who, number>;
  from: string;
  ms: number;
}

const Told = v.object({ text: v.string(), main: v.optional(v.string()) });
const Answer = v.object({
  ok: v.boolean(),
  value: v.optional(v.object({ markdown: v.string(), from: v.string(), blocks: v.array(v.unknown()) })),
});

const { pages, files, folders, still, absent } = await corpora(
  { readability: path.resolve(options.corpus), miniwob: '', tasks: '' },
  { only: new Set(['readability']), quick: false },
);

async function textAt(tab: Tab, page: BenchPage): Promise<string> {
  return v.parse(
    v.string(),
    await tab.evaluate(
      `fetch('${page.expected ?? ''}').then(async (a) => new DOMParser().parseFromString(await a.text(), 'text/html').body.textContent)`,
    ),
  );
}

async function rowOf(tab: Tab, page: BenchPage, { ours, peers }: { ours: string; peers: string }): Promise<Row> {
  const expected = await textAt(tab, page);
  await tab.enter(ours);
  const [world = 0] = tab.worlds;
  const begin = performance.now();
  await tab.evaluate(`benchOurs.ask({ type: 'page.article' })`, world);
  const ms = performance.now() - begin;
  const answer = v.parse(Answer, JSON.parse(v.parse(v.string(), await tab.evaluate('benchOurs.last', world))));
  await tab.evaluate(`${peers};0`);
  const peer = async (name: string) => {
    await tab.evaluate(`benchPeers.run('${name}')`);
    const { text, main } = v.parse(Told, await tab.evaluate('benchPeers.last'));
    return likeness(main ?? text, expected);
  };
  const f1 = {
    locus: likeness(answer.value?.markdown ?? '', expected),
    readability: await peer('readability'),
    defuddle: await peer('defuddle'),
  };
  return { name: page.name, f1, from: answer.value?.from ?? 'nothing', ms };
}

const cell = (value: number) => value.toFixed(3).padStart(12);

async function compare(): Promise<void> {
  for (const line of absent) console.log(line);
  if (pages.length === 0) return;
  const site = await serve({ files, folders, still });
  const chrome = new Chrome();
  const rows: Row[] = [];
  try {
    const scripts = {
      ours: await bundle('tests/bench/page/ours.ts'),
      peers: await bundle('tests/bench/page/peers.ts'),
    };
    for (const page of pages) {
      const tab = await chrome.tab(site.origin + page.path);
      rows.push(await rowOf(tab, page, scripts));
      await tab.close();
    }
  } finally {
    await chrome.close();
    site.close();
  }
  const head = WHO.map((who) => who.padStart(12)).join('');
  console.log(`${'words like the expected text, F1'.padEnd(40)}${head}`);
  if (options.pages) {
    for (const { name, f1, from } of rows) {
      console.log(`${name.slice(0, 32).padEnd(33)}${from.padEnd(7)}${WHO.map((who) => cell(f1[who])).join('')}`);
    }
  }
  const of = (what: (values: readonly number[]) => number) =>
    WHO.map((who) => cell(what(rows.map(({ f1 }) => f1[who])))).join('');
  console.log(`${`median of ${rows.length} pages`.padEnd(40)}${of(median)}`);
  console.log(`${'mean'.padEnd(40)}${of((values) => values.reduce((sum, value) => sum + value, 0) / values.length)}`);
  console.log(`${'worst tenth'.padEnd(40)}${of((values) => quantile(values, 0.1))}`);
  console.log(
    `median time of Locus, with the way out of the browser: ${median(rows.map(({ ms }) => ms)).toFixed(0)} ms`,
  );
}

await compare();
