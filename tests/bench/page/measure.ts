import * as v from 'valibot';

import { FrameSnapshot } from '../../../lib/contracts/index.ts';
import { median } from '../../support/quantiles.ts';
import type { BenchPage, SetName } from './corpora.ts';
import { likeness } from './likeness.ts';
import { type Chrome, Late, type Tab, type Timing, within } from './tab.ts';
import { tokens } from './tokens.ts';
import { joined, prefixOf, type Seen, view } from './view.ts';

/** Beside Locus, in the order of the table. */
export const FLOORS = ['bareWalk', 'walkWithText', 'walkWithLayout', 'leastView', 'innerText'] as const;
export const IN_PAGE = ['pageAgentViewport', 'pageAgentFull', 'readability', 'defuddle'] as const;
export const BY_PLAYWRIGHT = ['ariaSnapshot', 'ariaSnapshotAI'] as const;
export const OURS = 'locus';

export interface Row extends Partial<Timing> {
  set: SetName;
  page: string;
  /** Elements of the page, with those of open shadow roots and of frames. */
  elements: number;
  who: string;
  tokens?: number;
  refs?: number;
  /** Milliseconds of CPU in Node for making the view. */
  viewCpu?: number;
  /** Characters of the answer as it goes to the background. */
  carried?: number;
  /** Words of the article against the expected ones, F1. */
  likeness?: number;
  error?: string;
}

export interface Effort {
  runs: number;
  /** Wall time after which no further warm run begins, milliseconds. */
  enoughMs: number;
  /** Wall time after which a peer is given up, milliseconds. */
  lateMs: number;
}

/** What is the same for all who are measured on a page. */
interface About {
  empty: number;
  effort: Effort;
  /** The text that a reader of articles should give, where somebody wrote it down. */
  expected: string | undefined;
}

export interface Scripts {
  ours: string;
  peers: string;
}

const Read = v.object({ ok: v.literal(true), value: FrameSnapshot });
const Told = v.object({ text: v.string(), refs: v.optional(v.number()), main: v.optional(v.string()) });

/** Has every frame's room read its part; `how` says whether by a room that has seen the page before. */
export async function readAll(tab: Tab, how: 'ask' | 'afresh'): Promise<void> {
  for (const [index, world] of tab.worlds.entries()) {
    const request = { type: 'page.snapshot', prefix: prefixOf(index), ask: { words: [] } };
    await tab.evaluate(`benchOurs.${how}(${JSON.stringify(request)})`, world);
  }
}

export async function emptyAll(tab: Tab): Promise<void> {
  for (const world of tab.worlds) await tab.evaluate('benchOurs.empty()', world);
}

/** What the frames' rooms said last. */
export async function lastOf(tab: Tab): Promise<{ frames: FrameSnapshot[]; carried: number }> {
  const frames: FrameSnapshot[] = [];
  let carried = 0;
  for (const world of tab.worlds) {
    const text = v.parse(v.string(), await tab.evaluate('benchOurs.last', world));
    carried += text.length;
    const answer: unknown = JSON.parse(text);
    const read = v.safeParse(Read, answer);
    if (!read.success) throw new Error(`no snapshot: ${text.slice(0, 200)}`);
    frames.push(read.output.value);
  }
  return { frames, carried };
}

/** Text for the model of what the rooms said last. */
async function viewOf(tab: Tab): Promise<{ seen: Seen; found: number; carried: number }> {
  const { frames, carried } = await lastOf(tab);
  const page = joined(frames);
  return { seen: view(page), found: page.elements.length, carried };
}

async function ours(
  tab: Tab,
  page: BenchPage,
  { elements, effort, expected }: { elements: number; effort: Effort; expected: string | undefined },
): Promise<Row[]> {
  const about = { set: page.set, page: page.name, elements };
  const empty = await tab.empty(() => emptyAll(tab));
  const { runs, enoughMs, lateMs } = effort;
  const rows: Row[] = [];
  try {
    const timing = await within(
      tab.time(() => readAll(tab, 'afresh'), { empty, runs, enoughMs }),
      lateMs,
    );
    const { seen, found, carried } = await viewOf(tab);
    rows.push({ ...about, who: OURS, ...timing, tokens: seen.tokens, refs: found, viewCpu: seen.cpu, carried });
    rows.push({ ...about, who: `${OURS} second`, ...(await second(tab, { empty, runs })) });
    rows.push({ ...about, who: `${OURS} article`, ...(await article(tab, { empty, effort, expected })) });
  } catch (error) {
    rows.push({ ...about, who: rows.length === 0 ? OURS : `${OURS} (rest)`, error: wordsOf(error) });
    if (error instanceof Late) throw error;
  }
  return rows;
}

/** Small changes, one at a time, as a page makes them after a click: text, a state, a new element, and that one gone again. */
const CHANGES = [
  `const el = benchSpot(); el.firstChild === null ? el.append('changed') : (el.firstChild.data = 'changed ' + el.firstChild.data)`,
  `benchSpot().setAttribute('aria-expanded', 'true')`,
  `globalThis.benchNew = document.createElement('button'); benchNew.textContent = 'New one'; benchSpot().after(benchNew)`,
  `benchNew.remove()`,
];
/** An element without elements in it, from the middle of the page. */
export const SPOT = `globalThis.benchSpot = () => {
  const leaves = [...document.body.querySelectorAll('*')].filter((el) => el.firstElementChild === null && el.firstChild?.nodeType === 3 && el.checkVisibility());
  const spot = leaves[leaves.length >> 1] ?? document.body;
  globalThis.benchSpot = () => spot;
  return spot;
}; benchSpot(); 0`;

/**
 * A script that makes one small change and gives the milliseconds that it took with all who are told of it; needs SPOT to have run.
 * By the clock: CPU time up to the next answer would have the browser's own layout in it.
 */
export function changeOf(run: number): string {
  return `(async () => { const begin = performance.now(); ${CHANGES[run % CHANGES.length] ?? ''}; await null; return performance.now() - begin; })()`;
}

/** What it costs to know one change: what runs while it happens, and the snapshot after it. Layout is clean by then, as after an act. */
async function second(tab: Tab, { empty, runs }: { empty: number; runs: number }): Promise<Timing> {
  await tab.evaluate(SPOT);
  await readAll(tab, 'afresh');
  const costs: number[] = [];
  for (let run = 0; run < Math.max(2, runs); run++) {
    const told = v.parse(v.number(), await tab.evaluate(changeOf(run)));
    await tab.settle();
    costs.push(told + Math.max(0, (await tab.cost(() => readAll(tab, 'ask'))) - empty));
  }
  return { cpu: median(costs), cold: costs[0] ?? 0, runs: costs.length };
}

async function article(
  tab: Tab,
  { empty, effort, expected }: About,
): Promise<Timing & Pick<Row, 'tokens' | 'likeness'>> {
  const [world = 0] = tab.worlds;
  const ask = () => tab.evaluate(`benchOurs.ask({ type: 'page.article' })`, world);
  const timing = await within(tab.time(ask, { empty, ...effort }), effort.lateMs);
  const answer: unknown = JSON.parse(v.parse(v.string(), await tab.evaluate('benchOurs.last', world)));
  const read = v.safeParse(v.object({ ok: v.literal(true), value: v.object({ markdown: v.string() }) }), answer);
  const markdown = read.success ? read.output.value.markdown : '';
  return {
    ...timing,
    tokens: tokens(markdown),
    ...(expected !== undefined && { likeness: likeness(markdown, expected) }),
  };
}

async function peer(tab: Tab, who: string, { empty, effort, expected }: About): Promise<Partial<Row>> {
  if (who.startsWith('ariaSnapshot')) {
    let text = '';
    const work = async () => {
      text = await tab.page.ariaSnapshot({ mode: who.endsWith('AI') ? 'ai' : 'default', timeout: effort.lateMs });
    };
    const timing = await within(tab.time(work, { empty, ...effort }), effort.lateMs);
    const refs = text.match(/\[ref=/gu)?.length;
    return { ...timing, tokens: tokens(text), ...(refs !== undefined && { refs }) };
  }
  const after = who.startsWith('pageAgent') ? () => tab.evaluate('benchPeers.clean()') : undefined;
  const work = () => tab.evaluate(`benchPeers.run(${JSON.stringify(who)})`);
  const timing = await within(
    tab.time(work, { empty, ...effort, ...(after !== undefined && { after }) }),
    effort.lateMs,
  );
  const { text, refs, main } = v.parse(Told, await tab.evaluate('benchPeers.last'));
  return {
    ...timing,
    ...(text !== '' && { tokens: tokens(text) }),
    ...(refs !== undefined && { refs }),
    ...(main !== undefined && expected !== undefined && { likeness: likeness(main, expected) }),
  };
}

export interface Bench {
  chrome: Chrome;
  origin: string;
  scripts: Scripts;
  effort: Effort;
  /** Names of peers that are measured; all where empty. */
  peers: ReadonlySet<string>;
}

async function open({ chrome, origin }: Bench, page: BenchPage): Promise<Tab> {
  const tab = await chrome.tab(origin + page.path);
  await page.begin?.(tab);
  return tab;
}

async function expectedOn(tab: Tab, page: BenchPage): Promise<string | undefined> {
  if (page.expected === undefined) return undefined;
  const text = await tab.evaluate(
    `fetch('${page.expected}').then(async (answer) => answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').body.textContent : null)`,
  );
  return typeof text === 'string' ? text : undefined;
}

/** Everybody on one page. Ours in a tab of its own: page-agent writes into the page, and we would be told of it. */
export async function measure(bench: Bench, page: BenchPage): Promise<Row[]> {
  const rows: Row[] = [];
  const wanted = (who: string) => bench.peers.size === 0 || bench.peers.has(who);
  let tab = await open(bench, page);
  await tab.evaluate(`${bench.scripts.peers};0`);
  const elements = v.parse(v.number(), await tab.evaluate('benchPeers.prepare()'));
  const expected = await expectedOn(tab, page);
  for (const who of [...FLOORS, ...BY_PLAYWRIGHT, ...IN_PAGE].filter(wanted)) {
    const about = { set: page.set, page: page.name, elements, who };
    try {
      const empty = await tab.empty(() => tab.evaluate(`benchPeers.run('empty')`));
      rows.push({ ...about, ...(await peer(tab, who, { empty, effort: bench.effort, expected })) });
    } catch (error) {
      rows.push({ ...about, error: wordsOf(error) });
      // Its page may be busy for minutes yet: the browser is given up with it.
      await bench.chrome.close();
      tab = await open(bench, page);
      await tab.evaluate(`${bench.scripts.peers};0`);
      await tab.evaluate('benchPeers.prepare()');
    }
  }
  await tab.close();
  if (!wanted(OURS)) return rows;
  tab = await open(bench, page);
  await tab.enter(bench.scripts.ours);
  try {
    rows.unshift(...(await ours(tab, page, { elements, effort: bench.effort, expected })));
    await tab.close();
  } catch (error) {
    rows.unshift({ set: page.set, page: page.name, elements, who: OURS, error: wordsOf(error) });
    await bench.chrome.close();
  }
  return rows;
}

function wordsOf(error: unknown): string {
  if (error instanceof Late) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return /timeout/iu.test(text) ? 'timeout' : (text.split('\n')[0] ?? '').slice(0, 100);
}
