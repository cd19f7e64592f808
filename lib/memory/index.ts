export type { HandStore } from './hand.ts';
export type { JournalStore } from './journal.ts';
export { type Memory, openMemory, type RunFilter } from './memory.ts';
export type { PackStore } from './packs.ts';
export type { RecipeStore } from './recipes.ts';
export type { SecretStore } from './secrets.ts';
export { openSettings, type SettingsStore } from './settings.ts';
export { openSites } from './sites.ts';
export type { ToolStore } from './tools.ts';
