import { type JournalRecord, originsRead, foldRun, type Settings } from '@/lib/contracts/index.ts';

/** What the user had said about sites, as far as the records of a run tell: each verdict names the rules that it was made under. */
export function siteRulesIn(records: readonly JournalRecord[]): Pick<Settings, 'sites' | 'local'> {
  const sites: Settings['sites'] = {};
  let kept: unknown;
  for (const { entry } of records) {
    if (entry.kind === 'verdict') Object.assign(sites, entry.verdict.sites);
    if (entry.kind === 'end' && entry.problem?.code === 'site.local_only') kept = entry.problem.params?.['site'];
  }
  const run = foldRun(records);
  const local = run === undefined || kept === undefined ? [] : originsRead(run).filter((origin) => URL.parse(origin)?.host === kept); // prettier-ignore
  return { sites, local };
}
