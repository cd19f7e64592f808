import { useState } from 'preact/hooks';

import {
  fill,
  type Pattern,
  placesFor,
  type Problem,
  type Recipe,
  type RecipePatch,
  type RecipeStep,
  valueIn,
  withValue,
  wordsOf,
} from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { HandKept } from '../hand-offer.tsx';
import { FilePick } from '../parts/file-pick.tsx';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Rich } from '../parts/rich.tsx';
import { useRecipes } from '../recipes.tsx';
import { deedPhrase } from '../words.ts';

const KEYS = [1, 2, 3] as const;

/** What was learned, each with a switch, a name, a key and a way to be rid of it. */
export function Recipes() {
  const { t } = usePanel();
  const recipes = (useRecipes() ?? []).filter(({ state }) => state === 'on' || state === 'off');
  return (
    <section aria-labelledby="recipes-title" data-testid="recipes">
      <h2 id="recipes-title">{t('recipes_title')}</h2>
      <p class="lead">{t(recipes.length === 0 ? 'recipes_none' : 'recipes_text')}</p>
      <ul class="sites">
        {recipes
          .toSorted((a, b) => b.changedAt - a.changedAt)
          .map((recipe) => (
            <RecipeRow key={recipe.id} recipe={recipe} />
          ))}
      </ul>
      <HandKept />
      <RecipeFiles some={recipes.length > 0} />
    </section>
  );
}

function RecipeRow({ recipe }: { recipe: Recipe }) {
  const panel = usePanel();
  const { t } = panel;
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const { id, name, origin, used, missed, state } = recipe;
  const change = (patch: RecipePatch) => void panel.changeRecipe(id, patch).then(setProblem);
  return (
    <li data-testid="recipe">
      <p dir="auto">
        <b>{wordsOf(recipe)}</b> <bdi>{hostOf(origin)}</bdi>
      </p>
      <p class="lead">{state === 'off' && missed > 0 ? t('recipes_failed') : t('recipes_used', String(used))}</p>
      <label class="switch">
        <input
          type="checkbox"
          data-testid="recipe-on"
          checked={state === 'on'}
          onChange={(event) => change({ state: event.currentTarget.checked ? 'on' : 'off' })}
        />
        {t('recipes_on')}
        <Heard text={name} />
      </label>
      <RecipeName recipe={recipe} change={change} />
      <RecipeKey recipe={recipe} change={change} />
      <RecipeSteps recipe={recipe} change={change} />
      <div>
        {recipe.earlier.length > 0 && (
          <button
            type="button"
            class="quiet"
            data-testid="recipe-back"
            onClick={() => void panel.rollBackRecipe(id).then(setProblem)}
          >
            {t('recipes_back')}
            <Heard text={name} />
          </button>
        )}
        <button
          type="button"
          class="quiet"
          data-testid="recipe-remove"
          onClick={() => void panel.removeRecipe(id).then(setProblem)}
        >
          {t('recipes_remove')}
          <Heard text={name} />
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </li>
  );
}

interface Changing {
  recipe: Recipe;
  change: (patch: RecipePatch) => void;
}

function RecipeName({ recipe, change }: Changing) {
  const { t } = usePanel();
  return (
    <label class="field">
      <span>{t('recipes_name')}</span>
      <input
        type="text"
        maxLength={100}
        data-testid="recipe-name"
        value={recipe.name}
        onChange={(event) => {
          const name = event.currentTarget.value.trim();
          if (name === '' || name === recipe.name) event.currentTarget.value = recipe.name;
          else change({ name });
        }}
      />
    </label>
  );
}

function RecipeKey({ recipe, change }: Changing) {
  const { t, shortcuts } = usePanel();
  return (
    <label class="field">
      <span>{t('recipes_key')}</span>
      <select
        data-testid="recipe-key"
        value={recipe.key ?? ''}
        onChange={(event) => change({ key: KEYS.find((key) => String(key) === event.currentTarget.value) ?? null })}
      >
        <option value="">{t('recipes_no_key')}</option>
        {KEYS.map((key) => (
          <option key={key} value={key}>
            {shortcuts.value[`recipe-${key}`] ?? t('recipes_key_n', String(key))}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What it does, as the steps of a run are told; each can be another, or go. */
function RecipeSteps({ recipe, change }: Changing) {
  const { t } = usePanel();
  return (
    <details>
      <summary>{t('recipes_steps')}</summary>
      <ol class="steps-told">
        {recipe.steps.map((step, index) => (
          <RecipeStepRow key={index} recipe={recipe} step={step} index={index} change={change} />
        ))}
      </ol>
    </details>
  );
}

function RecipeStepRow({ recipe, step, index, change }: Changing & { step: RecipeStep; index: number }) {
  const { t } = usePanel();
  const { action, target, value, open } = step;
  const places = placesFor(recipe.values);
  const named = (pattern: Pattern) => fill(pattern, places);
  const text = value === undefined ? valueIn(action) : named(value);
  const edit = (next?: string) =>
    change({ step: { at: index, of: recipe.changedAt, ...(next !== undefined && { value: next }) } });
  return (
    <li dir="auto">
      <Rich of={deedPhrase(text === undefined ? action : withValue(action, text), target && named(target.name), t)} />
      {open === true && ` ${t('recipes_step_open')}`}
      <div>
        {text !== undefined && (
          <label class="field">
            <span class="only-heard">{t('recipes_step_text', String(index + 1))}</span>
            <input
              type="text"
              maxLength={4000}
              data-testid="recipe-step-text"
              value={text}
              onChange={(event) => {
                if (event.currentTarget.value !== text) edit(event.currentTarget.value);
              }}
            />
          </label>
        )}
        {recipe.steps.length > 1 && (
          <button type="button" class="quiet" data-testid="recipe-step-remove" onClick={() => edit()}>
            {t('recipes_step_remove')}
            <Heard text={t('recipes_step_n', String(index + 1))} />
          </button>
        )}
      </div>
    </li>
  );
}

function RecipeFiles({ some }: { some: boolean }) {
  const { t, ports } = usePanel();
  const [said, setSaid] = useState<{ problem: Problem } | { taken: number } | undefined>(undefined);
  const open = async (file: File) => {
    const taken = await ports.recipes.open(file);
    setSaid(taken.ok ? taken.value : { problem: taken.problem });
  };
  return (
    <>
      {some && (
        <button type="button" class="quiet" data-testid="recipes-save" onClick={() => void ports.recipes.save()}>
          {t('recipes_save')}
        </button>
      )}
      <FilePick
        label={t('recipes_open')}
        accept=".json,application/json"
        testId="recipes-open"
        onPick={(file) => void open(file)}
      />
      {said !== undefined && 'taken' in said && <p role="status">{t('recipes_taken', String(said.taken))}</p>}
      {said !== undefined && 'problem' in said && <ProblemNote problem={said.problem} />}
    </>
  );
}
