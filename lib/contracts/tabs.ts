import type { Run } from './run.ts';

/** Tabs of a run, by the number that an action names them with: the first is where it began, then those that it opened. */
export function tabsOf(run: Run): number[] {
  const tabs = [run.signal.tabId];
  for (const { outcome } of run.iterations) {
    for (const id of [outcome?.openedTabId, outcome?.tabId]) if (id !== undefined && !tabs.includes(id)) tabs.push(id);
  }
  if (run.moved !== undefined && !tabs.includes(run.moved.tabId)) tabs.push(run.moved.tabId);
  return tabs;
}

/** The tab where the run is now; where it was as iteration `before` began. */
export function tabOf(run: Run, before = Infinity): number {
  const moved = run.iterations.findLast(({ number, outcome }) => number < before && outcome?.tabId !== undefined);
  const byUser = run.moved !== undefined && run.moved.from <= before ? run.moved : undefined;
  if (byUser !== undefined && (moved === undefined || moved.number < byUser.from)) return byUser.tabId;
  return moved?.outcome?.tabId ?? run.signal.tabId;
}
