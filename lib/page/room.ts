import { type Article, type FrameSnapshot, type PageFacts, type Problem, problem } from '@/lib/contracts/index.ts';
import type { PageRequest } from '@/lib/protocol/index.ts';
import { failure, newId, type Result, success } from '@/lib/shared/index.ts';

import { contentTypeOf, one } from './dom.ts';
import { placeHere } from './here.ts';
import { Sight } from './inventory-sight.ts';
import { locate } from './locate.ts';
import { Hands, type Scene } from './perform.ts';
import { RefBook } from './refs.ts';

export interface PageRoom {
  /** Answers one request about this document. Rejects only where there is a bug. */
  answer(request: PageRequest): Promise<Result<unknown, Problem>>;
  /** Gives the room the way to read articles, which comes in a script of its own (entrypoints/article.content.ts). */
  teach(reader: ArticleReader): void;
}

/** What few tasks need, in a script of its own: the main text, and the way back from it to the page. */
export interface ArticleReader {
  /** Reads the main text, and remembers where its pieces are. */
  article: (document: Document, documentKey: string) => Result<Article, Problem>;
  facts: (document: Document) => PageFacts;
  selection: (document: Document) => Result<{ text: string; block: string; anchor?: string }, Problem>;
  /** A part of the PDF that the browser's viewer shows here, from that byte on. */
  pdf: (document: Document, offset: number) => Promise<Result<{ base64: string; next: number; size: number }, Problem>>;
  show: (document: Document, anchor: string, refs: RefBook) => { shown: boolean };
}

/** The page's side of Locus, for one document: it reads and acts when asked, and does nothing in between. */
export function createPageRoom(window: Window): PageRoom {
  const { document } = window;
  const documentKey = newId('doc');
  const scene: Scene = { document, refs: new RefBook(), roots: [] };
  const sight = new Sight(document, scene.refs, documentKey);
  const hands = new Hands(scene);
  let reader: ArticleReader | undefined;
  return {
    teach: (given) => {
      reader ??= given;
    },
    answer: async (request) => {
      switch (request.type) {
        case 'page.snapshot':
          return isPdf(document) ? failure(problem('page.pdf')) : success(look(scene, sight, request));
        case 'page.article':
          return isPdf(document) ? failure(problem('page.pdf')) : (reader?.article(document, documentKey) ?? unread);
        case 'page.selection':
          return isPdf(document) ? failure(problem('page.pdf')) : (reader?.selection(document) ?? unread);
        case 'page.perform':
          return success(await hands.perform(request.actId, request.deed, request));
        case 'page.undo':
          return success(await hands.undo(request.actId, request.undo));
        case 'page.recall':
          return success({ documentKey, ...hands.recall(request.actId) });
        case 'page.pdf':
          return isPdf(document) && reader !== undefined ? reader.pdf(document, request.offset) : unread;
        case 'page.facts':
          return reader === undefined ? unread : success(reader.facts(document));
        case 'page.show':
          if (reader === undefined) return unread;
          return success(
            request.documentKey !== undefined && request.documentKey !== documentKey
              ? { shown: false }
              : reader.show(document, request.anchor, scene.refs),
          );
        case 'page.locate':
          return locate(scene.refs, request.ref, { focused: request.focus });
        case 'page.here':
          return success(placeHere(document, scene.refs) ?? null);
      }
    },
  };
}

const unread = failure(problem('internal', { detail: 'the script that reads articles is not there' }));

function look(
  scene: Scene,
  sight: Sight,
  { prefix, ask }: Extract<PageRequest, { type: 'page.snapshot' }>,
): FrameSnapshot {
  scene.refs.prefix = prefix;
  const frame = sight.look(ask);
  scene.roots = sight.last?.roots ?? [];
  return frame;
}

/** The browser's PDF viewer: a document of that type, or a page that is nothing but an embedded one. */
function isPdf(document: Document): boolean {
  if (contentTypeOf(document) === 'application/pdf') return true;
  return one(document, 'body > embed[type="application/pdf"]:only-child') !== null;
}
