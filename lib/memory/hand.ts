import * as v from 'valibot';

import { type HandStep, MOST_HAND_STEPS, Sitting } from '@/lib/contracts/index.ts';

import type { Database } from './database.ts';
import { watch } from './watch.ts';

/** Milliseconds after which what was done by hand is forgotten. */
const OLDEST = 14 * 24 * 3600 * 1000;
/** Milliseconds without a step after which another sitting begins. */
const PAUSE = 10 * 60 * 1000;
/** Sittings kept, of one site and in all. */
const MOST_OF_SITE = 20;
const MOST = 100;

/** What the user did by hand, for as long as it may be the beginning of a habit: bounded in number and in age. */
export interface HandStore {
  /** Keeps steps that were just done there; gives all that is kept of the site, oldest first. */
  note: (where: { origin: string; tabId: number; at: number }, steps: readonly HandStep[]) => Promise<Sitting[]>;
  /** Forgets what is too old, and what is of none of these sites. */
  prune: (origins: readonly string[], now: number) => Promise<void>;
  /** Forgets what is of that site; all where none is named. */
  forget: (origin?: string) => Promise<void>;
  /** Calls `listener` now and after every change with how many steps are kept. Returns the way to stop. */
  watchCount: (listener: (steps: number) => void) => () => void;
}

export function createHandStore(database: Database): HandStore {
  const { sittings } = database;
  const of = async (origin: string) => (await sittings.where('origin').equals(origin).sortBy('id')).flatMap(parsed);
  return {
    note: ({ origin, tabId, at }, steps) =>
      database.transaction('rw', sittings, async () => {
        const before = (await of(origin)).at(-1);
        const goesOn =
          before?.tabId === tabId &&
          Math.abs(at - before.at) < PAUSE &&
          before.steps.length + steps.length <= MOST_HAND_STEPS;
        await sittings.put(goesOn ? { ...before, at, steps: [...before.steps, ...steps] } : { origin, tabId, at, steps: [...steps] }); // prettier-ignore
        await sittings.where('at').below(at - OLDEST).delete(); // prettier-ignore
        const kept = await of(origin);
        await sittings.bulkDelete(kept.slice(0, -MOST_OF_SITE).flatMap(({ id }) => id ?? []));
        const ids = await sittings.orderBy('id').primaryKeys();
        await sittings.bulkDelete(ids.slice(0, -MOST));
        return of(origin);
      }),
    prune: (origins, now) =>
      database.transaction('rw', sittings, async () => {
        await sittings.where('at').below(now - OLDEST).delete(); // prettier-ignore
        await sittings.where('origin').noneOf([...origins]).delete(); // prettier-ignore
      }),
    forget: async (origin) => {
      await (origin === undefined ? sittings.clear() : sittings.where('origin').equals(origin).delete());
    },
    watchCount: (listener) =>
      watch({ tables: ['sittings'], query: () => countOf(database), what: 'what was done by hand' }, listener),
  };
}

async function countOf({ sittings }: Database): Promise<number> {
  return (await sittings.toArray()).flatMap(parsed).reduce((sum, { steps }) => sum + steps.length, 0);
}

function parsed(row: unknown): Sitting[] {
  const sitting = v.safeParse(Sitting, row);
  return sitting.success ? [sitting.output] : [];
}
