import * as v from 'valibot';

import { Recipe } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import type { Database } from './database.ts';
import { watch } from './watch.ts';

export interface RecipeStore {
  /** Those of a site; of every site where none is named. */
  read: (origin?: string) => Promise<Recipe[]>;
  /** Reads them and writes what `make` gives, new or other, in one transaction. */
  change: (make: (known: Recipe[]) => readonly Recipe[], origin?: string) => Promise<void>;
  /** The same for what an ended run teaches: once for each run, whoever asks how often. */
  learn: (runId: string, make: (known: Recipe[]) => readonly Recipe[], origin: string) => Promise<void>;
  /** Ids of the last few runs that have ended and taught nothing yet: a background may have died in between. */
  untaught: () => Promise<string[]>;
  remove: (ids: readonly string[]) => Promise<void>;
  /** Calls `listener` now and after every change with all of them. Returns the way to stop. */
  watch: (listener: (recipes: Recipe[]) => void) => () => void;
}

/** Runs that are looked at for what they may still teach. */
const LAST_RUNS = 5;

export function createRecipeStore(database: Database): RecipeStore {
  const read = async (origin?: string) => {
    const { recipes } = database;
    const rows = await (origin === undefined ? recipes.toArray() : recipes.where('origin').equals(origin).toArray());
    return rows.flatMap(parsed);
  };
  const put = async (make: (known: Recipe[]) => readonly Recipe[], origin?: string) => {
    await database.recipes.bulkPut([...make(await read(origin))]);
  };
  return {
    read,
    change: (make, origin) => database.transaction('rw', database.recipes, () => put(make, origin)),
    learn: (runId, make, origin) =>
      database.transaction('rw', database.recipes, database.runs, async () => {
        const fresh = database.runs
          .where('id')
          .equals(runId)
          .filter(({ taught }) => taught === undefined);
        if ((await fresh.modify({ taught: 1 })) > 0) await put(make, origin);
      }),
    untaught: async () => {
      const rows = await database.runs.orderBy('startedAt').reverse().limit(LAST_RUNS).toArray();
      return rows.flatMap(({ id, open, taught }) => (open === 0 && taught === undefined ? [id] : []));
    },
    remove: (ids) => database.recipes.bulkDelete([...ids]),
    watch: (listener) => watch({ tables: ['recipes'], query: () => read(), what: 'the list of recipes' }, listener),
  };
}

/** What another version of Locus wrote and this one cannot read is left alone. */
function parsed(row: unknown): Recipe[] {
  const recipe = v.safeParse(Recipe, row);
  if (recipe.success) return [recipe.output];
  log.warn('memory', `a recipe does not fit: ${v.summarize(recipe.issues)}`);
  return [];
}
