export { renderChange } from './change.ts';
export { renderView, type View } from './render.ts';
export { renderTools } from './tools.ts';
export { nameOf } from './words.ts';
