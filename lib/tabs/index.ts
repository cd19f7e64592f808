export { factsOf, giveBack, type TabFacts } from './access.ts';
export { createHands, type HandsParts, type TabHands } from './hands.ts';
export { opened } from './loading.ts';
export { keepRegistered } from './registered.ts';
export { createSenses, type TabSenses } from './senses.ts';
export { showSource } from './show.ts';
