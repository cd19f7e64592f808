import type { BenchPage } from './corpora.ts';
import { emptyAll, readAll } from './measure.ts';
import { type Chrome, quantile, type Tab } from './tab.ts';

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

/** Where the CPU time of a fresh snapshot goes, by function, most first; of the median of several pages together. */
export async function profile(
  { chrome, origin, ours, times }: { chrome: Chrome; origin: string; ours: string; times: number },
  pages: readonly BenchPage[],
): Promise<Spent[]> {
  const sums = new Map<string, Spent>();
  for (const page of pages) {
    const tab = await chrome.tab(origin + page.path);
    await page.begin?.(tab);
    await tab.enter(ours);
    for (const spent of await profileOf(tab, times)) {
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

async function profileOf(tab: Tab, times: number): Promise<Spent[]> {
  await readAll(tab, 'afresh');
  await emptyAll(tab);
  await tab.session.send('Profiler.enable');
  await tab.session.send('Profiler.setSamplingInterval', { interval: 100 });
  await tab.session.send('Profiler.start');
  for (let run = 0; run < times; run++) await readAll(tab, 'afresh');
  const { profile: taken } = await tab.session.send('Profiler.stop');
  const deltas = taken.timeDeltas ?? [];
  // A sample that lasted long was taken while the thread did not run.
  const usual = 20 * quantile(deltas, 0.5);
  const own = new Map<number, number>();
  for (const [index, id] of (taken.samples ?? []).entries()) {
    own.set(id, (own.get(id) ?? 0) + Math.min(usual, deltas[index] ?? 0) / 1000 / times);
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
