import { useEffect, useState } from 'preact/hooks';

import { placesFor, type Problem, type Recipe, type RecipePatch, wordsOf } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { Rich } from './parts/rich.tsx';
import { useRecipes } from './recipes.tsx';

/** On the site in front: whether to keep what the user did there by hand three times. */
export function HandOffer() {
  const here = usePanel().look.value?.origin;
  const offered = useRecipes()?.find(({ state, byHand, origin }) => state === 'offered' && byHand === true && origin === here); // prettier-ignore
  return offered === undefined ? null : <Offer key={offered.id} recipe={offered} />;
}

function Offer({ recipe }: { recipe: Recipe }) {
  const panel = usePanel();
  const { t } = panel;
  const [words, setWords] = useState(wordsOf(recipe));
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const places = placesFor(recipe.values);
  const missing = places.filter((place) => !words.includes(place));
  const choose = (patch: RecipePatch) => void panel.changeRecipe(recipe.id, patch).then(setProblem);
  return (
    <section class="question" role="group" aria-label={t('recipes_title')} data-testid="hand-offer">
      <p>
        <Rich of={{ key: 'hand_offer', values: [hostOf(recipe.origin)] }} />
      </p>
      <label class="field">
        <span>{t('hand_words')}</span>
        <textarea
          rows={2}
          maxLength={4000}
          dir="auto"
          data-testid="hand-words"
          onInput={(event) => setWords(event.currentTarget.value.toWellFormed())}
        >
          {wordsOf(recipe)}
        </textarea>
      </label>
      {places.length > 0 && <p class="note">{t('hand_values', places.join(', '))}</p>}
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="hand-keep"
          disabled={words.trim() === '' || missing.length > 0}
          onClick={() => choose({ state: 'on', words })}
        >
          {t('recipe_keep')}
        </button>
        <button type="button" class="button" data-testid="hand-later" onClick={() => choose({ state: 'seen' })}>
          {t('hand_later')}
        </button>
        <button type="button" class="button plain" data-testid="hand-never" onClick={() => choose({ state: 'off' })}>
          {t('recipe_never')}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </section>
  );
}

/** How much of what the user did by hand is kept, with a way to be rid of it. */
export function HandKept() {
  const panel = usePanel();
  const { t, ports, format } = panel;
  const [steps, setSteps] = useState(0);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  useEffect(() => ports.watchHand(setSteps), [ports]);
  if (steps === 0) return null;
  return (
    <div data-testid="hand-kept">
      <p class="lead">{format.count('hand_kept', steps)}</p>
      <button
        type="button"
        class="quiet"
        data-testid="hand-forget"
        onClick={() => void panel.forgetHand().then(setProblem)}
      >
        {t('hand_forget')}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </div>
  );
}
