import {
  type Engine,
  framesRead,
  type Interpretation,
  type Problem,
  problem,
  type Run,
} from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

import type { Seen } from './senses.ts';
import { taskText } from './task.ts';

const MARGIN = 32;

/** What every interpretation says, whatever is wanted. */
export function base(
  run: Run,
  { page, mode, iteration, ms }: Seen,
): Pick<Interpretation, 'mode' | 'goal' | 'situation' | 'url' | 'origin' | 'title' | 'frames' | 'ms'> {
  const frames = framesRead(page);
  const last = run.iterations.at(-1)?.outcome;
  const change = last?.change;
  const what =
    change?.navigated === true ? 'page changed' : change === undefined ? '' : `${change.changed.length} changed`;
  return {
    mode,
    goal: clip(oneLine(taskText(run)), 300),
    situation: iteration === 1 ? '' : [last?.status ?? '', what].filter((word) => word !== '').join(', '),
    url: page.url,
    origin: page.origin,
    title: page.title,
    ...(frames.length > 0 && { frames }),
    ms: { read: ms, interpret: 0 },
  };
}

export function roomOf(run: Run): number {
  return run.engine.contextTokens - run.engine.answerTokens - MARGIN;
}

export function tooLong(limit: number): Problem {
  return problem('run.too_long', { params: { limit } });
}

/** The same engine, which counts a text that it is asked about again only once: as one prompt is made, much of it is. */
export function countingOnce(engine: Engine): Engine {
  const known = new Map<string, number>();
  return {
    profile: engine.profile,
    predict: (request, signal) => engine.predict(request, signal),
    countTokens(text) {
      const before = known.get(text);
      if (before !== undefined) return before;
      const count = engine.countTokens(text);
      known.set(text, count);
      return count;
    },
  };
}

export function countMessages(engine: Engine, messages: Interpretation['messages']): number {
  // A chat template adds a few tokens around each message.
  return messages.reduce((sum, { content }) => sum + engine.countTokens(content) + 8, 0);
}

export function historyLeft(left: number, of: number): { what: 'history'; left: number; of: number }[] {
  return left > 0 ? [{ what: 'history', left, of }] : [];
}

/** Of a very long page only the beginning is read. Characters. */
export function textLeft({ page, article }: Seen): { what: 'text'; left: number; of: number }[] {
  if (article?.cut !== true) return [];
  const of = Math.max(page.textLength, article.markdown.length + 1);
  return [{ what: 'text', left: of - article.markdown.length, of }];
}

export function framesLeft({ page }: Seen): Interpretation['leftOut'] {
  const { unread, closedFrames, frames } = page;
  const sites = [...new Set(closedFrames.map(({ origin }) => origin))];
  const of = closedFrames.length + frames.length;
  return [
    ...(unread === 0 ? [] : [{ what: 'frames' as const, left: unread, of: unread + frames.length }]),
    ...(sites.length === 0 ? [] : [{ what: 'closedFrames' as const, left: closedFrames.length, of, sites }]),
  ];
}
