import { type Action, problem, type Run } from '@/lib/contracts/index.ts';

import { type Piece, sourcesOf } from './cite.ts';
import { documentKeyOf } from './interpret-text.ts';
import type { Passage, Ports, RuleDecision } from './ports.ts';
import type { Seen } from './senses.ts';

const SUMMARY_SENTENCES = 5;
const MOST_QUOTES = 3;
/** Longest quote, characters. */
const QUOTE = 600;

/** What rules alone answer: quotes of the page. */
export function answerByRule(run: Run, seen: Seen, rules: Ports['rules']): RuleDecision {
  const { article, selection, whole } = seen;
  const { task } = run.signal;
  if (task.kind === 'explain') {
    const action: Action = { do: 'answer', text: `> ${selection?.block ?? ''}` };
    return { rule: 'explain.none', action, problem: problem('engine.none') };
  }
  if (whole || task.kind === 'summarise') {
    const quotes = article === undefined ? [] : rules.gist(article)(SUMMARY_SENTENCES);
    const pieces = quotes.map(({ text, anchor, page }): Piece => ({ heading: '', text: `“${text}”`, anchor, page }));
    const quoted = quote(pieces, seen, ({ text }, mark) => `- ${text}${mark}`);
    return { rule: 'summary.extract', ...quoted, ...(pieces.length === 0 && { problem: problem('page.no_text') }) };
  }
  const fact = rules.fact(task.text, article?.facts ?? []);
  if (fact !== undefined) return { rule: 'facts.told', action: { do: 'answer', text: fact } };
  const passages = article === undefined ? [] : rules.passages(article, QUOTE);
  const told = passages.map(({ heading, text }) => `${heading}\n${text}`);
  const pieces = rules.rank(task.text, told).slice(0, MOST_QUOTES).flatMap((index): Piece[] => {
    const passage = passages[index];
    return passage === undefined ? [] : [fitting(passage, (paragraphs) => rules.rank(task.text, paragraphs))];
  }); // prettier-ignore
  const quoted = quote(pieces, seen, inQuotes);
  return { rule: 'passages.quote', ...quoted, ...(pieces.length === 0 && { problem: problem(passages.length === 0 ? 'page.no_text' : 'page.no_match') }) }; // prettier-ignore
}

/** What the next paragraph may answer: a question, a colon, a label. */
const LEADS_ON = /[?:]\s*$|^[^.!]{1,80}$/u;
/** It would be torn apart. */
const FENCED = /^\s*(?:```|~~~)/mu;

/** Of a passage that is made of several paragraphs those that say something of the question, with what lies between them and what they lead to. */
function fitting({ heading, text, anchors, page }: Passage, rank: (paragraphs: readonly string[]) => number[]): Piece {
  const paragraphs = FENCED.test(text) ? [text] : text.split('\n\n');
  const hits = rank(paragraphs);
  // Where only its heading fits, all of it does.
  const from = hits.length === 0 ? 0 : Math.min(...hits);
  const last = hits.length === 0 ? paragraphs.length : Math.max(...hits);
  const to = LEADS_ON.test(paragraphs[last] ?? '') ? last + 2 : last + 1;
  const anchor = anchors.length === paragraphs.length ? anchors[from] : anchors[0];
  return { heading, text: paragraphs.slice(from, to).join('\n\n'), anchor: anchor ?? '', page };
}

/** An answer of quotes, each with the number of its source where it can be shown. */
function quote(
  pieces: readonly Piece[],
  seen: Seen,
  write: (piece: Piece, mark: string) => string,
): Pick<RuleDecision, 'action' | 'sources'> {
  const sources = sourcesOf(pieces, documentKeyOf(seen));
  let number = 0;
  const parts = pieces.map((piece) => write(piece, piece.anchor === '' ? '' : ` [${++number}]`));
  const text = parts.join(parts.every((part) => part.startsWith('- ')) ? '\n' : '\n\n');
  return { action: { do: 'answer', text }, ...(sources.length > 0 && { sources }) };
}

/** A passage as a quotation, under the innermost of its headings. Code and tables end with a line of their own. */
function inQuotes({ heading, text }: Piece, mark: string): string {
  const title =
    heading
      .split('\n')
      .at(-1)
      ?.replace(/^#+\s*/u, '') ?? '';
  const last = text.split('\n').at(-1) ?? '';
  const end = /^\s*(?:\||```|~~~)/u.test(last) && mark !== '' ? `\n\n${mark.trim()}` : mark;
  return `${title === '' ? '' : `**${title}**\n\n`}${text}${end}`.replaceAll(/^/gmu, '> ');
}
