import { articleOf } from './article.ts';
import { factsOf } from './facts.ts';
import type { ArticleReader } from './room.ts';
import { selectionOf } from './selection.ts';
import { show } from './show.ts';

/** The part of the page room that comes in a script of its own. */
export const reader: ArticleReader = { article: articleOf, facts: factsOf, selection: selectionOf, show };
