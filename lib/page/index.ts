export { articleOf } from './article.ts';
export { startListening } from './listeners.ts';
export { installMarks } from './main/marks.ts';
export { createPageRoom, type PageRoom } from './room.ts';
