import type { Article } from '@/lib/contracts/index.ts';

import type { Script } from './fakes.ts';
import type { Passage, Ports } from './ports.ts';

/** Each block a passage, cut anywhere. */
function passagesIn({ markdown, blocks }: Pick<Article, 'markdown' | 'blocks'>, most: number): Passage[] {
  const all = blocks.length === 0 ? [{ anchor: '', start: 0, end: markdown.length }] : blocks;
  return all.flatMap(({ anchor, start, end }) =>
    (markdown.slice(start, end).match(new RegExp(`[^]{1,${most}}`, 'gu')) ?? []).map((text) => ({
      heading: '',
      text,
      anchors: anchor === '' ? [] : [anchor],
    })),
  );
}

/** Rules that say what the script says. */
export function fakeRules(script: Script): Ports['rules'] {
  return {
    words: () => [],
    fact: () => undefined,
    intent: (task) => script.mode ?? (task.kind === 'ask' ? 'act' : 'summary'),
    commands: () => false,
    tool: () => undefined,
    toolsFor: (_task, kit) => [...kit],
    command: (run) => script.rules?.(run.iterations.filter(({ outcome }) => outcome !== undefined).length + 1),
    finished: () => undefined,
    gist: (article) => () => [{ text: article.markdown.slice(0, 20), anchor: article.blocks[0]?.anchor ?? '' }],
    passages: passagesIn,
    rank: (_question, passages) => passages.map((_, index) => index),
    relevance: (_task, page) => page.elements.map(() => 0),
  };
}
