import type { Run } from '@/lib/contracts/index.ts';

/** Tabs of a run, by the number that an action names them with: the first is where it began, then those that it opened. */
export function tabsOf(run: Run): number[] {
  const tabs = [run.signal.tabId];
  for (const { outcome } of run.iterations) {
    for (const id of [outcome?.openedTabId, outcome?.tabId]) if (id !== undefined && !tabs.includes(id)) tabs.push(id);
  }
  return tabs;
}

/** The tab where the run is now. */
export function tabOf(run: Run): number {
  return run.iterations.findLast(({ outcome }) => outcome?.tabId !== undefined)?.outcome?.tabId ?? run.signal.tabId;
}
