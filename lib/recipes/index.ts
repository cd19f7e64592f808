export type { HandWords } from './hand.ts';
export { fileOf } from './keep.ts';
export { createRecipes, recipeRules, type Recipes } from './keeper.ts';
