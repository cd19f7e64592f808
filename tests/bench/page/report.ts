import { median, quantile } from '../../support/quantiles.ts';
import type { Told } from './acts.ts';
import { SETS, type SetName } from './corpora.ts';
import type { Covered } from './coverage.ts';
import { BY_PLAYWRIGHT, FLOORS, IN_PAGE, OURS, type Row } from './measure.ts';
import type { Spent, Which } from './profile.ts';
import { BUDGET } from './view.ts';

const WHO = [OURS, `${OURS} second`, `${OURS} article`, ...FLOORS, ...IN_PAGE, ...BY_PLAYWRIGHT];

/** Elements from which on a page is a big one. */
const BIG = 5000;

export interface Target {
  name: string;
  /** What was found, in words. */
  found: string;
  passed: boolean;
}

export interface Results {
  rows: Row[];
  covered: { plain: Covered[]; marked: Covered[] };
  told: Told[];
  sizes: { name: string; bytes: number }[];
  profile: Record<Which, Spent[]>;
}

function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`;
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  for (const row of rows) console.log(line(row).trimEnd());
}

function values(rows: readonly Row[], pick: (row: Row) => number | undefined): number[] {
  return rows.map(pick).filter((value) => value !== undefined);
}

/** Each of them beside ours: ratios are medians of the pages' own ratios. */
function printSet(set: SetName, all: readonly Row[]): void {
  const rows = all.filter((row) => row.set === set);
  const pages = new Set(rows.map(({ page }) => page)).size;
  if (pages === 0) return;
  const elements = values(
    rows.filter(({ who }) => who === OURS || who === FLOORS[0]),
    (row) => row.elements,
  );
  console.log(
    `\n${set}: ${pages} pages, elements median ${figure(median(elements))}, most ${figure(Math.max(...elements))}`,
  );
  print([
    ['', 'ok', 'failed', 'CPU ms', 'p95', 'cold', '/ locus', 'tokens', 'p95', `> ${BUDGET}`, 'refs', 'F1'],
    ...WHO.flatMap((who) => {
      const mine = rows.filter((row) => row.who === who);
      if (mine.length === 0) return [];
      const good = mine.filter(({ error }) => error === undefined);
      const cpu = values(good, (row) => row.cpu);
      const sizes = values(good, (row) => row.tokens);
      const over = sizes.filter((size) => size > BUDGET).length;
      return [
        [
          who,
          `${good.length}`,
          `${mine.length - good.length}`,
          ...(cpu.length === 0 ? ['-', '-', '-', '-'] : [figure(median(cpu)), figure(quantile(cpu, 0.95))]),
          ...(cpu.length === 0
            ? []
            : [figure(median(values(good, (row) => row.cold))), figure(ratio(rows, who, OURS))]),
          ...(sizes.length === 0
            ? ['-', '-', '-']
            : [figure(median(sizes)), figure(quantile(sizes, 0.95)), percent(over, sizes.length)]),
          refsOf(who, good),
          figure(median(values(good, (row) => row.likeness)) || undefined),
        ],
      ];
    }),
  ]);
  for (const { page, who, error } of rows) if (error !== undefined) console.log(`  ${who} on ${page}: ${error}`);
}

function refsOf(who: string, rows: readonly Row[]): string {
  const refs = values(rows, (row) => row.refs);
  return refs.length === 0 || FLOORS.some((floor) => floor === who) ? '-' : figure(median(refs));
}

/** Median over the pages of CPU of one by CPU of the other; undefined where no page has both. */
function ratio(rows: readonly Row[], of: string, by: string): number | undefined {
  const ratios = pairs(rows, of, by).map(([one, other]) => one / other);
  return ratios.length === 0 ? undefined : median(ratios);
}

/** Cost of one and of the other, page by page. Below a hundredth of a millisecond nothing is told apart. */
function pairs(rows: readonly Row[], of: string, by: string): [number, number, string][] {
  const others = new Map(rows.filter(({ who }) => who === by).map((row) => [`${row.set} ${row.page}`, row.cpu]));
  return rows.flatMap((row): [number, number, string][] => {
    const other = others.get(`${row.set} ${row.page}`);
    if (row.who !== of || row.cpu === undefined || other === undefined) return [];
    return [[Math.max(0.01, row.cpu), Math.max(0.01, other), row.page]];
  });
}

/** Mean F1 of our article and of theirs, over the pages that both could read. */
function likenesses(rows: readonly Row[], who: string): { ours: number; theirs: number } | undefined {
  const own = new Map(rows.filter((row) => row.who === `${OURS} article`).map((row) => [row.page, row.likeness]));
  const both = rows.flatMap((row) => {
    const mine = own.get(row.page);
    return row.who === who && row.likeness !== undefined && mine !== undefined ? [{ mine, theirs: row.likeness }] : [];
  });
  if (both.length === 0) return undefined;
  const mean = (pick: (one: { mine: number; theirs: number }) => number) =>
    both.reduce((sum, one) => sum + pick(one), 0) / both.length;
  return { ours: mean((one) => one.mine), theirs: mean((one) => one.theirs) };
}

/** The big pages one by one: CPU ms / tokens / refs. */
function printPages(rows: readonly Row[]): void {
  const big = rows.filter(({ set }) => set === 'generated');
  const pages = [...new Set(big.map(({ page }) => page))];
  if (pages.length === 0) return;
  console.log('\ngenerated, page by page: CPU ms / tokens / refs');
  const elements = pages.map((page) => `${page} (${figure(big.find((row) => row.page === page)?.elements)})`);
  print([
    ['', ...elements],
    ...WHO.filter((who) => big.some((row) => row.who === who)).map((who) => [
      who,
      ...pages.map((page) => {
        const row = big.find((each) => each.page === page && each.who === who);
        if (row === undefined) return '-';
        if (row.error !== undefined) return row.error;
        const refs = FLOORS.some((floor) => floor === who) ? undefined : row.refs;
        return `${figure(row.cpu)} / ${figure(row.tokens)} / ${refs ?? '-'}`;
      }),
    ]),
  ]);
}

function printView(rows: readonly Row[]): void {
  const mine = rows.filter(({ who, error }) => who === OURS && error === undefined);
  if (mine.length === 0) return;
  const cpu = values(mine, (row) => row.viewCpu);
  const carried = values(mine, (row) => row.carried);
  console.log(
    `\nview for the model, made in Node with o200k as the tokenizer: CPU median ${figure(median(cpu))} ms, p95 ${figure(quantile(cpu, 0.95))}; ` +
      `answer of the page as text: median ${figure(median(carried) / 1000)} KB, p95 ${figure(quantile(carried, 0.95) / 1000)}`,
  );
}

function printCoverage({ plain, marked }: Results['covered']): void {
  for (const [name, all] of [
    ['without the listener marks', plain],
    ['with the listener marks', marked],
  ] as const) {
    // prettier-ignore
    if (all.length === 0) continue;
    const sum = totals(all);
    console.log(
      `\ncoverage of the open MiniWoB tasks ${name}: ${sum.covered} of ${sum.truth} (${percent(sum.covered, sum.truth)}), ` +
        `whole in ${all.filter((one) => one.covered === one.truth).length} of ${all.length} tasks, refs per true element ${figure(sum.refs / sum.truth)}`,
    );
    for (const { page, truth, covered, missed } of all.filter((one) => one.covered < one.truth))
      console.log(`  ${page}: ${covered} of ${truth}; missed ${missed.join(' ').slice(0, 200)}`);
  }
}

function totals(all: readonly Covered[]): { truth: number; covered: number; refs: number } {
  return {
    truth: all.reduce((sum, each) => sum + each.truth, 0),
    covered: all.reduce((sum, each) => sum + each.covered, 0),
    refs: all.reduce((sum, each) => sum + each.refs, 0),
  };
}

function printTold(told: readonly Told[]): void {
  if (told.length === 0) return;
  const seen = told.filter(({ changeTokens }) => changeTokens > 0);
  console.log(
    `\nchange view: ${told.length} acts, ${told.filter(({ status }) => status === 'ok').length} ok, ${seen.length} told as something; ` +
      `tokens of those median ${figure(median(seen.map((one) => one.changeTokens)))}, p95 ${figure(
        quantile(
          seen.map((one) => one.changeTokens),
          0.95,
        ),
      )}`,
  );
}

export function printResults(results: Results): void {
  for (const set of SETS) printSet(set, results.rows);
  printPages(results.rows);
  printView(results.rows);
  printCoverage(results.covered);
  printTold(results.told);
  if (results.sizes.length > 0) console.log('\nscripts that are put into pages, gzipped');
  for (const { name, bytes } of results.sizes) console.log(`  ${name}: ${(bytes / 1000).toFixed(1)} kB`);
  for (const [which, spent] of Object.entries(results.profile)) {
    if (spent.length === 0) continue;
    console.log(`\nwhere the CPU of a ${which} snapshot goes, ms`);
    print([
      ['', 'self', 'total'],
      ...spent.slice(0, 40).map(({ name, self, total }) => [name, figure(self), figure(total)]),
    ]);
  }
}

/** Tokens of a change by those of the view after it, median. */
function shareOf(some: readonly Told[]): number {
  return median(some.map((one) => one.changeTokens / one.viewTokens));
}

/** What the issue asks for, as far as this run measured it. */
export function targets({ rows, covered, told, sizes }: Results): Target[] {
  const found: Target[] = [];
  const say = (
    name: string,
    value: number | undefined,
    passes: (value: number) => boolean,
    words: (value: number) => string,
  ) => {
    if (value !== undefined && !Number.isNaN(value)) found.push({ name, found: words(value), passed: passes(value) });
  };
  const real = rows.filter(({ set }) => set === 'readability');
  for (const [who, most] of [['pageAgentViewport', 8], ['ariaSnapshot', 4]] as const) // prettier-ignore
    say(`real pages: CPU at most 1/${most} of ${who}, median`, ratio(real, who, OURS), (times) => times >= most, (times) => `1/${figure(times)}`); // prettier-ignore
  const big = rows.filter(({ set }) => set === 'generated');
  const reading = new Map(pairs(big, OURS, 'walkWithText').map(([one, floor, page]) => [page, one / floor]));
  for (const [one, floor, page] of pairs(big, OURS, 'bareWalk')) {
    // The walk over a small page is too short to be measured.
    if ((big.find((row) => row.page === page)?.elements ?? 0) < BIG) continue;
    const elements = figure(big.find((row) => row.page === page)?.elements);
    const words = (times: number) =>
      `${figure(times)} (${figure(one)} / ${figure(floor)} ms; ${figure(reading.get(page))} of walks that read tags and text)`;
    say(`${page} (${elements} elements): CPU at most 4 bare walks`, one / floor, (times) => times <= 4, words);
  }
  for (const [one, first, page] of pairs(big, `${OURS} second`, OURS))
    say(`${page}: second snapshot at most 1/10 of the first`, first / one, (times) => times >= 10, (times) => `1/${figure(times)} (${figure(one)} / ${figure(first)} ms)`); // prettier-ignore
  const again = ratio(real, OURS, `${OURS} second`);
  say('real pages: second snapshot at most 1/10 of the first, median', again, (times) => times >= 10, (times) => `1/${figure(times)}`); // prettier-ignore
  for (const who of ['readability', 'defuddle']) {
    const better = likenesses(real, who);
    say(`article at least as like the expected text as by ${who}, mean F1`, better?.ours, (one) => one >= (better?.theirs ?? 1), (one) => `${one.toFixed(3)} / ${(better?.theirs ?? 0).toFixed(3)}`); // prettier-ignore
  }
  const views = values(rows.filter(({ who }) => who === OURS), (row) => row.tokens); // prettier-ignore
  const most = views.length === 0 ? undefined : Math.max(...views);
  say(`every view within ${BUDGET} tokens`, most, (size) => size <= BUDGET, (size) => `most ${size} on ${views.length} pages`); // prettier-ignore
  const seen = told.filter(({ changeTokens, viewTokens }) => changeTokens > 0 && viewTokens > 0);
  const large = seen.filter(({ viewTokens }) => viewTokens >= 200);
  say('change view at most 15% of the view, median', seen.length === 0 ? undefined : shareOf(seen), (share) => share <= 0.15, (share) => `${percent(share, 1)} of ${figure(median(seen.map((one) => one.viewTokens)))} tokens; ${large.length === 0 ? '-' : percent(shareOf(large), 1)} where a view has 200 or more (${large.length} of ${seen.length})`); // prettier-ignore
  const best = covered.marked.length > 0 ? covered.marked : covered.plain;
  if (best.length > 0) {
    const sum = totals(best);
    say('coverage of the open MiniWoB tasks at least 97%', sum.covered / sum.truth, (share) => share >= 0.97, (share) => percent(share, 1)); // prettier-ignore
    say('at most 1.3 refs per true element', sum.refs / sum.truth, (refs) => refs <= 1.3, figure);
  }
  const script = sizes.find(({ name }) => name.startsWith('page.js'))?.bytes;
  say('content script at most 40 kB gzipped', script, (bytes) => bytes <= 40_000, (bytes) => `${(bytes / 1000).toFixed(1)} kB`); // prettier-ignore
  return found;
}

export function printTargets(found: readonly Target[]): void {
  console.log('\ntargets');
  print(found.map(({ name, found: value, passed }) => [name, value, passed ? 'pass' : 'FAIL']));
}
