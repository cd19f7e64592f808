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
  /** The same for what an ended run teaches, once: a run that was looked at, or is forgotten, changes nothing. */
  learn: (runId: string, make: (known: Recipe[]) => readonly Recipe[], origin?: string) => Promise<void>;
  remove: (ids: readonly string[]) => Promise<void>;
  /** Calls `listener` now and after every change with all of them. Returns the way to stop. */
  watch: (listener: (recipes: Recipe[]) => void) => () => void;
}

export function createRecipeStore(database: Database): RecipeStore {
  const read = async (origin?: string) => {
    const { recipes } = database;
    const rows = await (origin === undefined ? recipes.toArray() : recipes.where('origin').equals(origin).toArray());
    return rows.flatMap(parsed);
  };
  return {
    read,
    change: (make, origin) =>
      database.transaction('rw', database.recipes, async () => {
        await database.recipes.bulkPut([...make(await read(origin))]);
      }),
    learn: (runId, make, origin) =>
      database.transaction('rw', database.recipes, database.runs, async () => {
        const row = await database.runs.get(runId);
        if (row?.unlearned !== 1) return;
        const { unlearned: _looked, ...rest } = row;
        await database.runs.put(rest);
        await database.recipes.bulkPut([...make(await read(origin))]);
      }),
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
