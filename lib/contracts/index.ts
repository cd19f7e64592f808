export {
  Asked,
  CAPABILITY_NAMES,
  CapabilityAnswer,
  CapabilityCall,
  type CapabilityName,
  covers,
  type Denial,
  Grant,
  type GrantPlace,
  mayChange,
  Proposed,
  type Scope,
  SCOPES,
  Shown,
  Standing,
  ToolUse,
} from './grants.ts';
export { isSameListing, KeptServer, listingChanges, ServerListing, ServerTool, serverUrl, Traffic } from './server.ts';
export { changesBetween, SettingsChange, takingBack, withChanges } from './changes.ts';
export {
  Action,
  type Deed,
  frameKeyOf,
  type Glance,
  isGlance,
  CODE_LANGUAGES,
  type CodeLanguage,
  codeOf,
  isSandboxDeed,
  isTabDeed,
  KEYS,
  MAX_CODE,
  type TaskCode,
  MAX_TYPED,
  MODIFIERS,
  PageDeed,
  type SandboxDeed,
  type TabDeed,
} from './action.ts';
export {
  type Engine,
  EngineChoice,
  type EngineEnd,
  EngineEvent,
  EngineProfile,
  EngineRequest,
  GrammarSet,
  Message,
  NO_USAGE,
  type Placement,
  PLACEMENTS,
  Sent,
  Strain,
  Usage,
} from './engine.ts';
export { ConnectionReport, DeviceReport, ModelInfo, ModelProgress } from './models.ts';
export { Ask, Focus, Undo } from './ask.ts';
export {
  Article,
  Change,
  FrameHole,
  FrameSnapshot,
  KINDS,
  NO_CHANGE,
  NOTHING_SEEN,
  PageDialog,
  PageElement,
  PageFacts,
  PageRegion,
  PageSnapshot,
  PageText,
  PageTool,
} from './page.ts';
export { framesRead, originsRead } from './origins.ts';
export { problem } from './problem.ts';
export { Problem, PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
export {
  Decision,
  Doubt,
  type Draft,
  Entry,
  Interpretation,
  JournalRecord,
  Limits,
  Outcome,
  Question,
  Reply,
  type Reversibility,
  RUN_ENDS,
  Source,
  StepUndo,
  ToolAsks,
  Verdict,
} from './record.ts';
export {
  BoundRecipe,
  type BoundStep,
  fill,
  Pattern,
  patternOf,
  placesFor,
  Recipe,
  RecipeBody,
  RecipeFile,
  RecipePatch,
  RecipeStep,
  Sketch,
  valueIn,
  withValue,
  wordsOf,
} from './recipe.ts';
export {
  extendRun,
  foldRun,
  hadEffect,
  isEnded,
  isYes,
  type Iteration,
  type Run,
  type RunStatus,
  type RunTotals,
  totalsOf,
  wasRefused,
  workedMs,
} from './run.ts';
export { HandStep, HandSteps, MOST_HAND_STEPS, Sitting } from './hand.ts';
export { type Ledger, ledgerOf } from './ledger.ts';
export { fieldsFor, givenBy, Handle, type KeptSecret, SECRET_KINDS, SecretGiven, type SecretKind } from './secret.ts';
export { tabOf, tabsOf } from './tabs.ts';
export { DEFAULT_SETTINGS, Settings, sitePattern, watchedSites } from './settings.ts';
export { SITE_RULES, type SiteRule, Sites } from './sites.ts';
export { GivenFile, MAX_TASK, Place, Provenance, Signal, Task } from './signal.ts';
export {
  type Difference,
  Exchange,
  type InputChange,
  Recalled,
  type Replayed,
  type RunInput,
  Selected,
  TapeItem,
  TapePart,
  Trace,
  type WhatIf,
  type WhatIfEnd,
} from './tape.ts';
export { Gave, OwnTool, PageTable, Reached, ToolFeed, Trigger } from './tools.ts';
