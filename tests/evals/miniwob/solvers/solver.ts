import type { Deed } from '../../../../lib/contracts/index.ts';
import type { Episode } from '../episode.ts';
import type { Item, Seen } from '../view.ts';

/** Solves a task with the words of the task, the views of the page and the acts of Locus, as a good model would. */
export type Solver = (episode: Episode) => Promise<void>;

/** What a solver wanted to act on is nowhere in what it was shown. */
export class Lost extends Error {
  readonly wanted: Deed['do'];
  constructor(wanted: Deed['do'], what: string) {
    super(`not shown: ${what}`);
    this.wanted = wanted;
  }
}

export interface Wanted {
  role?: RegExp;
  /** A string: the whole name, whatever its case. */
  name?: string | RegExp;
  ready?: boolean;
}

function fits(item: Item, { role, name, ready }: Wanted): boolean {
  if (item.ref === '' || (role !== undefined && !role.test(item.role))) return false;
  if (ready === true && item.states.includes('disabled')) return false;
  if (name === undefined) return true;
  return typeof name === 'string' ? item.name.toLowerCase() === name.toLowerCase() : name.test(item.name);
}

/** All elements of that kind, in reading order. */
export function all({ items }: Seen, wanted: Wanted): Item[] {
  return items.filter((item) => fits(item, wanted));
}

/** The first such element, or the one of that number from 1. */
export function one(
  seen: Seen,
  wanted: Wanted,
  { number = 1, act = 'click' }: { number?: number; act?: Deed['do'] } = {},
): Item {
  const found = all(seen, wanted)[number - 1];
  if (found === undefined)
    throw new Lost(act, `${number}. ${wanted.role?.source ?? ''} ${wanted.name?.toString() ?? ''}`);
  return found;
}

export function texts({ items }: Seen): Item[] {
  return items.filter(({ ref }) => ref === '');
}

/** What the pattern finds in the task's words; throws where it finds nothing, for then the solver was not made for it. */
export function read(words: string, pattern: RegExp): string[] {
  const found = pattern.exec(words);
  if (found === null) throw new Error(`the task is worded otherwise: ${words}`);
  return found.slice(1).map((part: string | undefined) => part ?? '');
}

export const BUTTON = /^button$/u;
export const FIELD = /^(?:textbox|searchbox|combobox|spinbutton)$/u;

export async function press(episode: Episode, seen: Seen, name: string | RegExp): Promise<Seen> {
  return episode.act({ do: 'click', ref: one(seen, { role: BUTTON, name }).ref });
}
