import { AnchorBook } from './anchors.ts';
import { articleOf } from './article.ts';
import { factsOf } from './facts.ts';
import { pdfFile } from './pdf-file.ts';
import type { ArticleReader } from './room.ts';
import { selectionOf } from './selection.ts';
import { show } from './show.ts';

const anchors = new AnchorBook();

/** The part of the page room that comes in a script of its own. A room keeps the first that it is given, and with it what that named. */
export const reader: ArticleReader = {
  article: (document, documentKey) => articleOf(document, { documentKey, anchors }),
  facts: factsOf,
  pdf: pdfFile,
  selection: (document) => selectionOf(document, anchors),
  show: (document, anchor, refs) => show(document, anchor, { anchors, refs }),
};
