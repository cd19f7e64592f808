export { harden } from './harden/index.ts';
