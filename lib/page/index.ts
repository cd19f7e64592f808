export { watchHand } from './hand.ts';
export { startListening } from './listeners.ts';
export { installMarks } from './main/marks.ts';
export { reader } from './reader.ts';
export { createPageRoom, type PageRoom } from './room.ts';
