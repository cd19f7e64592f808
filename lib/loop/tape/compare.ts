import type { Difference, JournalRecord } from '@/lib/contracts/index.ts';

/** JSON with the keys in order: the same value, the same bytes. What JSON does not have (`undefined`) is left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** Where the records differ: of each that does, the first place. */
export function differences(was: readonly JournalRecord[], is: readonly JournalRecord[]): Difference[] {
  const found: Difference[] = [];
  for (let seq = 0; seq < Math.max(was.length, is.length); seq++) {
    const [before, now] = [was[seq], is[seq]];
    if (before === undefined || now === undefined) found.push({ seq, path: '', was: before, is: now });
    else if (canonical(before) !== canonical(now)) found.push({ seq, ...within(before, now, []) });
  }
  return found;
}

function within(was: unknown, is: unknown, path: readonly string[]): Omit<Difference, 'seq'> {
  if (isTree(was) && isTree(is) && Array.isArray(was) === Array.isArray(is)) {
    const [before, now] = [new Map(Object.entries(was)), new Map(Object.entries(is))];
    for (const key of [...new Set([...before.keys(), ...now.keys()])].toSorted()) {
      if (canonical([before.get(key)]) !== canonical([now.get(key)]))
        return within(before.get(key), now.get(key), [...path, key]);
    }
  }
  return { path: path.join('.'), was, is };
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
