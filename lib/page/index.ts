export { createPageRoom, type PageRoom } from './room.ts';
