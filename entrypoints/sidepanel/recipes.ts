import * as v from 'valibot';

import { problem, RecipeFile } from '@/lib/contracts/index.ts';
import type { Memory } from '@/lib/memory/index.ts';
import { askBackground } from '@/lib/protocol/index.ts';
import { failure, fromJson } from '@/lib/shared/index.ts';
import { download, type PanelPorts } from '@/lib/ui/index.ts';

/** Bytes. A file of more is not even read. */
const MOST = 16_000_000;

/** Recipes as the panel shows them, and as files. What makes a file of them is loaded when somebody wants one. */
export function recipesOf({ recipes }: Pick<Memory, 'recipes'>): PanelPorts['recipes'] {
  return {
    watch: recipes.watch,
    async save() {
      const [all, { fileOf }] = await Promise.all([recipes.read(), import('@/lib/recipes/index.ts')]);
      download('locus-recipes.json', JSON.stringify(fileOf(all.filter(({ state }) => state === 'on' || state === 'off')), undefined, 1)); // prettier-ignore
    },
    async open(file) {
      if (file.size > MOST) return failure(problem('recipe.unreadable', { detail: `${file.size} bytes` }));
      const parsed = v.safeParse(RecipeFile, fromJson(await file.text()));
      if (!parsed.success) return failure(problem('recipe.unreadable', { detail: v.summarize(parsed.issues) }));
      return askBackground({ type: 'recipe.take', file: parsed.output });
    },
  };
}
