import * as v from 'valibot';

import { Settings } from './settings.ts';

/** Those that are lists of sites: each site's place in them is a setting of its own, as is each site's rule. */
const LISTS = ['local', 'deaf', 'trusted'] as const satisfies readonly (keyof Settings)[];
const WHOLE = ['engine', 'spare', 'theme', 'hub', 'outline', 'limits'] as const satisfies readonly (keyof Settings)[];

/** One setting that was changed. API keys are in none. */
export const SettingsChange = v.object({
  /** Milliseconds since the epoch. */
  at: v.number(),
  field: v.picklist(['sites', ...LISTS, ...WHOLE]),
  /** The site (origin), of what is said by site. */
  of: v.optional(v.string()),
  /** Of a list: whether the site was in it. Absent: there was nothing. */
  before: v.optional(v.unknown()),
  after: v.optional(v.unknown()),
});
export type SettingsChange = v.InferOutput<typeof SettingsChange>;

/** Changes that are kept. */
const MOST = 50;
/** Changes of one setting within this are one: somebody is trying out. Milliseconds. */
const TOGETHER_MS = 60_000;

/** What is different between the two. Pure. */
export function changesBetween(before: Settings, after: Settings, at: number): SettingsChange[] {
  const sites = new Set([...Object.keys(before.sites), ...Object.keys(after.sites)]);
  const all = [
    ...[...sites].map((of) => ({ field: 'sites' as const, of })),
    ...LISTS.flatMap((field) => [...new Set([...before[field], ...after[field]])].map((of) => ({ field, of }))),
    ...WHOLE.map((field) => ({ field })),
  ];
  return all.flatMap((what): SettingsChange[] => {
    const [was, is] = [valueOf(before, what), valueOf(after, what)];
    return isSame(was, is)
      ? []
      : [{ at, ...what, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

/** The list with the new ones at its end; what came back to where it was is no change. Pure. */
export function withChanges(kept: readonly SettingsChange[], fresh: readonly SettingsChange[]): SettingsChange[] {
  let all = [...kept];
  for (const change of fresh) {
    const last = all.findLast(({ field, of }) => field === change.field && of === change.of);
    if (last === undefined || change.at - last.at > TOGETHER_MS) {
      all.push(change);
      continue;
    }
    const { before: _, ...rest } = change;
    all = all.filter((each) => each !== last);
    if (!isSame(last.before, change.after))
      all.push({ ...rest, ...(last.before !== undefined && { before: last.before }) });
  }
  return all.slice(-MOST);
}

/** What takes a change back; undefined where the setting is another by now, or what it was is no setting any more. Pure. */
export function takingBack(settings: Settings, change: SettingsChange): Partial<Settings> | undefined {
  const { field, of, before, after } = change;
  if (!isSame(valueOf(settings, change), after)) return undefined;
  if (field === 'sites') {
    const rules = Object.entries(settings.sites).filter(([origin]) => origin !== of);
    return checked('sites', Object.fromEntries([...rules, ...(before === undefined ? [] : [[of, before]])]));
  }
  if (isList(field)) {
    const others = settings[field].filter((origin) => origin !== of);
    return checked(field, before === true ? [...others, of] : others);
  }
  return checked(field, before === undefined ? before : withKey(before, settings));
}

function isList(field: SettingsChange['field']): field is (typeof LISTS)[number] {
  return LISTS.some((list) => list === field);
}

function checked(field: SettingsChange['field'], value: unknown): Partial<Settings> | undefined {
  const parsed = v.safeParse(Settings.entries[field], value);
  return parsed.success ? { [field]: parsed.output } : undefined;
}

function valueOf(settings: Settings, { field, of }: Pick<SettingsChange, 'field' | 'of'>): unknown {
  if (field === 'sites') return settings.sites[of ?? ''];
  if (isList(field)) return settings[field].includes(of ?? '');
  const value = settings[field];
  if (typeof value !== 'object' || !('kind' in value) || value.kind !== 'openai') return value;
  const { apiKey: _, ...rest } = value;
  return rest;
}

/** The key of a server is not kept with what was changed; where that server is still set up, it has it. */
function withKey(choice: unknown, { engine, spare }: Settings): unknown {
  if (typeof choice !== 'object' || choice === null) return choice;
  const same = [engine, spare].find((each) => each?.kind === 'openai' && each.baseURL === Reflect.get(choice, 'baseURL')); // prettier-ignore
  return same?.kind === 'openai' && same.apiKey !== undefined ? { ...choice, apiKey: same.apiKey } : choice;
}

/** By their JSON, the names of an object in any order: storage keeps no order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
