import { quantile } from '../../support/quantiles.ts';
import type { BenchPage } from './corpora.ts';
import { changeOf, emptyAll, readAll, SPOT } from './measure.ts';
import type { Chrome, Tab } from './tab.ts';

export interface Spent {
  /** Name of the function as in the source. */
  name: string;
  /** Milliseconds of one snapshot in the function itself. */
  self: number;
  /** With what it calls. */
  total: number;
}

interface Node {
  id: number;
  callFrame: { functionName: string; lineNumber: number; url: string };
  children?: number[];
}

/** A snapshot by a room that has never seen the page, or the next one after a small change. */
export type Which = 'fresh' | 'second';

/** Where the CPU time of a snapshot goes, by function, most first; the mean of several pages. */
export async function profile(
  { chrome, origin, ours, times }: { chrome: Chrome; origin: string; ours: string; times: number },
  pages: readonly BenchPage[],
  which: Which,
): Promise<Spent[]> {
  const sums = new Map<string, Spent>();
  for (const page of pages) {
    const tab = await chrome.tab(origin + page.path);
    await page.begin?.(tab);
    await tab.enter(ours);
    for (const spent of await profileOf(tab, times, which)) {
      const sum = sums.get(spent.name) ?? { name: spent.name, self: 0, total: 0 };
      sums.set(spent.name, {
        name: spent.name,
        self: sum.self + spent.self / pages.length,
        total: sum.total + spent.total / pages.length,
      });
    }
    await tab.close();
  }
  return [...sums.values()].toSorted((a, b) => b.self - a.self);
}

async function profileOf(tab: Tab, times: number, which: Which): Promise<Spent[]> {
  await readAll(tab, 'afresh');
  await emptyAll(tab);
  await tab.evaluate(SPOT);
  await tab.session.send('Profiler.enable');
  await tab.session.send('Profiler.setSamplingInterval', { interval: 100 });
  const own = new Map<string, Spent>();
  for (let run = 0; run < times; run++) {
    if (which === 'second') {
      await tab.evaluate(changeOf(run));
      await tab.settle();
    }
    await tab.session.send('Profiler.start');
    await readAll(tab, which === 'second' ? 'ask' : 'afresh');
    const { profile: taken } = await tab.session.send('Profiler.stop');
    for (const { name, self, total } of spentIn(taken)) {
      const sum = own.get(name) ?? { name, self: 0, total: 0 };
      own.set(name, { name, self: sum.self + self / times, total: sum.total + total / times });
    }
  }
  return [...own.values()];
}

function spentIn(taken: {
  nodes: readonly Node[];
  samples?: readonly number[];
  timeDeltas?: readonly number[];
}): Spent[] {
  const deltas = taken.timeDeltas ?? [];
  // A sample that lasted long was taken while the thread did not run.
  const usual = 20 * quantile(deltas, 0.5);
  const own = new Map<number, number>();
  for (const [index, id] of (taken.samples ?? []).entries()) {
    own.set(id, (own.get(id) ?? 0) + Math.min(usual, deltas[index] ?? 0) / 1000);
  }
  return byFunction(taken.nodes, own);
}

function byFunction(nodes: readonly Node[], own: ReadonlyMap<number, number>): Spent[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const spent = new Map<string, Spent>();
  const visit = (id: number, above: ReadonlySet<string>): number => {
    const node = known.get(id);
    if (node === undefined) return 0;
    const { functionName, lineNumber } = node.callFrame;
    const name = functionName === '' ? `(anonymous, line ${lineNumber + 1} of the bundle)` : functionName;
    const self = own.get(id) ?? 0;
    const inside = new Set([...above, name]);
    const total = self + (node.children ?? []).reduce((sum, child) => sum + visit(child, inside), 0);
    const sum = spent.get(name) ?? { name, self: 0, total: 0 };
    // A function that calls itself is counted once.
    spent.set(name, { name, self: sum.self + self, total: sum.total + (above.has(name) ? 0 : total) });
    return total;
  };
  const [root] = nodes;
  if (root !== undefined) visit(root.id, new Set());
  return [...spent.values()].filter(({ name }) => !/^\((?:root|program|idle)\)$/u.test(name));
}
