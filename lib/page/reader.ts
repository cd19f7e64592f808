import { type Article, type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { AnchorBook } from './anchors.ts';
import { articleOf } from './article.ts';
import { isPdf } from './dom.ts';
import { factsOf } from './facts.ts';
import { pdfFile } from './pdf-file.ts';
import type { ArticleReader } from './room.ts';
import { selectionOf } from './selection.ts';
import { show } from './show.ts';
import { toldFacts } from './told-facts.ts';

const anchors = new AnchorBook();

/** The part of the page room that comes in a script of its own. A room keeps the first that it is given, and with it what that named. */
export const reader: ArticleReader = async (request, { document, documentKey, refs }) => {
  switch (request.type) {
    case 'page.article':
      return isPdf(document)
        ? failure(problem('page.pdf'))
        : withFacts(articleOf(document, { documentKey, anchors }), document);
    case 'page.selection':
      return isPdf(document) ? failure(problem('page.pdf')) : selectionOf(document, anchors);
    case 'page.pdf':
      return isPdf(document) ? pdfFile(document, request.offset) : failure(problem('page.pdf'));
    case 'page.facts':
      return success(factsOf(document));
    case 'page.show':
      return success(
        request.documentKey !== undefined && request.documentKey !== documentKey
          ? { shown: false }
          : show(document, request.anchor, { anchors, refs }),
      );
  }
};

function withFacts(article: Result<Article, Problem>, document: Document): Result<Article, Problem> {
  const facts = article.ok ? toldFacts(factsOf(document)) : [];
  return article.ok && facts.length > 0 ? success({ ...article.value, facts }) : article;
}
