import { type FrameSnapshot, type Problem, problem } from '@/lib/contracts/index.ts';
import type { PageRequest } from '@/lib/protocol/index.ts';
import { failure, newId, type Result, success } from '@/lib/shared/index.ts';

import { guarded } from './dialogs.ts';
import { isPdf } from './dom.ts';
import { placeHere } from './here.ts';
import { Sight } from './inventory-sight.ts';
import { locate } from './locate.ts';
import { type AskSecret, Hands, type Scene } from './perform.ts';
import { RefBook } from './refs.ts';

export interface PageRoom {
  /** Answers one request about this document. Rejects only where there is a bug. */
  answer(request: PageRequest): Promise<Result<unknown, Problem>>;
  /** Gives the room the way to read articles, which comes in a script of its own (entrypoints/article.content.ts). */
  teach(reader: ArticleReader): void;
}

/** The document that a reader reads, and what the room knows of it. */
export interface Readable {
  document: Document;
  documentKey: string;
  refs: RefBook;
}

/** Answers what few tasks need, in a script of its own: the main text and facts, and the way back from them to the page. */
export type ArticleReader = (
  request: Extract<PageRequest, { type: `page.${'article' | 'facts' | 'pdf' | 'selection' | 'show' | 'tables'}` }>,
  here: Readable,
) => Promise<Result<unknown, Problem>>;

/** The page's side of Locus, for one document: it reads and acts when asked, and does nothing in between. */
export function createPageRoom(window: Window, ask: AskSecret = async () => undefined): PageRoom {
  const { document } = window;
  const documentKey = newId('doc');
  const refs = new RefBook();
  const sight = new Sight(document, refs, documentKey);
  const scene: Scene = {
    document,
    refs,
    get roots() {
      return sight.last?.roots ?? [];
    },
  };
  const hands = new Hands(scene, ask);
  let reader: ArticleReader | undefined;
  return {
    teach: (given) => {
      reader ??= given;
    },
    answer: async (request) => {
      switch (request.type) {
        case 'page.snapshot':
          return isPdf(document) ? failure(problem('page.pdf')) : success(look(refs, sight, request));
        case 'page.perform':
          return performed(
            await guarded(request.guard, () => hands.perform(request.actId, request.deed, request)),
            request.looks ? sight.last?.frame : undefined,
          );
        case 'page.undo':
          return success(await hands.undo(request.actId, request.undo));
        case 'page.recall':
          return success({ documentKey, ...hands.recall(request.actId) });
        case 'page.locate':
          return locate(refs, request.ref, { focused: request.focus });
        case 'page.here':
          return success(placeHere(document, refs) ?? null);
        case 'page.article':
        case 'page.facts':
        case 'page.pdf':
        case 'page.selection':
        case 'page.show':
        case 'page.tables':
          return reader?.(request, { document, documentKey, refs }) ?? unread;
      }
    },
  };
}

const unread = failure(problem('internal'));

/** What an act changed was found out by a look: where one is wanted, that is it. */
function performed(done: object | undefined, saw: FrameSnapshot | undefined): Result<unknown, Problem> {
  return done ? success({ ...done, saw }) : unread;
}

function look(
  refs: RefBook,
  sight: Sight,
  { prefix, ask }: Extract<PageRequest, { type: 'page.snapshot' }>,
): FrameSnapshot {
  refs.prefix = prefix;
  return sight.look(ask);
}
