import { useEffect, useState } from 'preact/hooks';

import { type Problem, type Recipe, type Run, wordsOf } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';

/** All recipes as they are now; undefined until they were read. */
export function useRecipes(): Recipe[] | undefined {
  const { ports } = usePanel();
  const [recipes, setRecipes] = useState<Recipe[] | undefined>(undefined);
  useEffect(() => ports.recipes.watch(setRecipes), [ports]);
  return recipes;
}

/** Under a run that is over: what was learned of it, or the question whether to keep what was done three times. */
export function Learned({ run }: { run: Run }) {
  const panel = usePanel();
  const { t } = panel;
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const recipe = useRecipes()?.find(({ from, state }) => from === run.id && (state === 'on' || state === 'offered'));
  if (recipe === undefined) return null;
  const name = wordsOf(recipe);
  if (recipe.state === 'on') {
    return (
      <p class="note" role="status" data-testid="recipe-learned" dir="auto">
        {t('recipe_learned', name)}
      </p>
    );
  }
  const choose = (state: 'on' | 'off') => void panel.changeRecipe(recipe.id, { state }).then(setProblem);
  return (
    <section class="question" role="group" aria-label={t('recipes_title')} data-testid="recipe-offer">
      <p dir="auto">{t('recipe_offer', name)}</p>
      <div class="row">
        <button type="button" class="button go" data-testid="recipe-keep" onClick={() => choose('on')}>
          {t('recipe_keep')}
        </button>
        <button type="button" class="button plain" data-testid="recipe-never" onClick={() => choose('off')}>
          {t('recipe_never')}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </section>
  );
}
