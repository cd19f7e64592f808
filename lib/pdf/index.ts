export { createPdfDesk } from './desk.ts';
