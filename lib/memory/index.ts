export type { JournalStore } from './journal.ts';
export { type Memory, openMemory, type RunFilter } from './memory.ts';
export type { RecipeStore } from './recipes.ts';
export { openSettings, type SettingsStore } from './settings.ts';
export type { ToolStore } from './tools.ts';
