interface Input {
  text: string;
  pattern: string;
  ignoreCase?: boolean;
  unique?: boolean;
}

const MOST = 1000;
const LONGEST = 2000;

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function extract({ text, pattern, ignoreCase, unique }: Input) {
  const matches: { text: string; at: number; groups: Record<string, string> }[] = [];
  const seen = new Set<string>();
  let count = 0;
  // A pattern that takes for ever runs out of fuel: the engine of scripts counts each of its steps.
  for (const found of text.matchAll(new RegExp(pattern, ignoreCase === true ? 'giu' : 'gu'))) {
    const [all] = found;
    if (unique === true && seen.has(all)) continue;
    seen.add(all);
    count += 1;
    if (matches.length < MOST) matches.push({ text: all.slice(0, LONGEST), at: found.index, groups: groupsOf(found) });
  }
  return { count, matches };
}

/** By name where they have one, else by number; those that took no part are left out. */
function groupsOf(found: RegExpExecArray): Record<string, string> {
  const named = Object.entries(found.groups ?? {});
  const groups: [string, string | undefined][] =
    named.length > 0 ? named : found.slice(1).map((group, i) => [String(i + 1), group]);
  return Object.fromEntries(
    groups.flatMap(([name, value]) => (value === undefined ? [] : [[name, value.slice(0, LONGEST)]])),
  );
}
