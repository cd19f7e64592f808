export { abortable, delay, isAbort, reasonOf } from './abort.ts';
export { fold, foldLine } from './fold.ts';
export { newId, randomWord } from './id.ts';
export { fromJson } from './json.ts';
export { log } from './log.ts';
export { failure, impossible, type Result, success } from './result.ts';
export { isStorageFull } from './storage.ts';
export { byteLength, clip, oneLine } from './text.ts';
export { countTokens } from './tokens.ts';
