export { createMcpDesk } from './desk.ts';
