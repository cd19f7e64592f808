/** For those who test the format from outside the room. */
export * from './encode.ts';
export { RULES } from './rules.ts';
