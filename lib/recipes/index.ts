export { fileOf } from './keep.ts';
export { createRecipes, recipeRules, type Recipes, type RecipeStore } from './keeper.ts';
