import { type OwnTool, problem, type Run, type Task } from '@/lib/contracts/index.ts';

import type { RuleDecision } from '../command/index.ts';
import { parseCommands } from '../command/parse.ts';
import { fenced } from '../markdown.ts';
import { fold, stemsOf } from '../text.ts';
import { withoutPoliteness } from '../verbs.ts';
import { type Match, matchTrigger } from './match.ts';
import { answerFrom, inputFrom } from './say.ts';

/** Code that the user gives to be run, and what it is called: `code`, `JavaScript`, `Python script`. */
const WHAT = '((?:(?:javascript|js|python)[ -])?(?:code|s[ck]ript)|javascript|python)';
const CODE = new RegExp(`^(?:run (?:this |the |my )?${WHAT}|${WHAT} ausführen|führe? (?:diesen |den |das |dieses )?${WHAT} aus)\\s*:\\s*([^]+)$`, 'iu'); // prettier-ignore
const FENCE = /^```(\w*)\n([^]*?)\n?```$/u;
const MINUTE_MS = 60_000;

/**
 * What the user's own words ask of the sandbox: a tool that declares a trigger for them, or code. Once it was done, what it gave in words.
 * A tool that failed is no answer: then the task goes the way that it would have gone without.
 */
export function toolByRule(run: Run, kit: readonly OwnTool[]): RuleDecision | undefined {
  const { provenance, task } = run.signal;
  if (provenance.from !== 'user' || task.kind !== 'ask') return undefined;
  if (run.iterations.some(({ decision }) => decision !== undefined && decision.by !== 'rule' && decision.by !== 'tool')) return undefined; // prettier-ignore
  const code = codeIn(task.text);
  const found = code === undefined ? triggered(task.text, run, kit) : undefined;
  if (code === undefined && found === undefined) return undefined;
  const last = run.iterations.findLast(({ decision, outcome }) => outcome !== undefined && decision?.by === 'rule');
  if (last === undefined) {
    return code === undefined ? used(found) : { rule: 'tool.code', action: { do: 'run', ...code } };
  }
  const { gave, problem: why } = last.outcome ?? {};
  if (gave === undefined) {
    // Where there is nobody else to ask, to say what is wrong helps more than to say nothing.
    if (code === undefined && (run.engine.kind !== 'rules' || why === undefined)) return undefined;
    return { rule: code === undefined ? 'tool.failed' : 'tool.code', action: { do: 'answer', text: '' }, problem: why ?? problem('run.no_progress') }; // prettier-ignore
  }
  const text = found === undefined ? fenced(gave.text) : answerFrom(found.match, gave);
  return { rule: 'finish.tool', action: { do: 'answer', text } };
}

/** In the language that its fence names, or the user's words. */
function codeIn(text: string): { language?: 'py'; code: string } | undefined {
  const [, ...said] = CODE.exec(text.trim()) ?? [];
  const given = said.pop()?.trim();
  if (given === undefined) return undefined;
  const [, fence = '', code = given] = FENCE.exec(given) ?? [];
  const isPython = /^py(?:thon)?3?$/iu.test(fence === '' ? said.join('').slice(0, 6) : fence);
  return isPython ? { language: 'py', code } : { code };
}

interface Found {
  tool: OwnTool;
  match: Match;
}

function triggered(text: string, { signal }: Run, kit: readonly OwnTool[]): Found | undefined {
  const today = new Date(signal.at + (signal.zone ?? 0) * MINUTE_MS).toISOString().slice(0, 10);
  const said = withoutPoliteness(text);
  for (const tool of kit) {
    const match = matchTrigger(said, tool.triggers ?? [], today);
    if (match !== undefined) return { tool, match };
  }
  return undefined;
}

function used(found: Found | undefined): RuleDecision | undefined {
  if (found === undefined) return undefined;
  const { tool, match } = found;
  const input = inputFrom(match);
  const fed = tool.feed !== undefined && !Object.hasOwn(input, tool.feed.part);
  return { rule: `tool.${tool.name}`, action: { do: 'use', tool: tool.name, ...(fed && { from: 'page' }), input } };
}

/** True where the user's words are commands for the page: then no tool is asked for. */
export function isCommands(task: Task): boolean {
  return task.kind === 'ask' && parseCommands(task.text) !== undefined;
}

const BY_KEYWORD = 3;
const BY_NAME = 3;
/** A sum of a few figures is something for the tool that says that it knows figures. */
const FIGURES = /\d\s*(?:[-+*/×÷^]|%)\s*\(?\d|\d\s*%/u;

/** Tools by the words that they share with the task: of their names and keywords. Best first; none where they share none. */
export function toolsFor(task: string, kit: readonly OwnTool[]): OwnTool[] {
  const stems = new Set(stemsOf(task));
  const folded = ` ${fold(task)} `;
  const scored = kit.map((tool) => {
    const words = tool.keywords ?? [];
    // A tool that says what it is for need not be guessed at by its name.
    const names = words.length > 0 ? [] : stemsOf(`${tool.name.replaceAll('_', ' ')} ${tool.title}`);
    const hits = words.filter((word) => (word.includes(' ') ? folded.includes(` ${fold(word)} `) : stemsOf(word).some((one) => stems.has(one)))); // prettier-ignore
    const figures = words.includes('%') && FIGURES.test(task) ? BY_KEYWORD : 0;
    return {
      tool,
      score: names.filter((stem) => stems.has(stem)).length * BY_NAME + hits.length * BY_KEYWORD + figures,
    };
  });
  return scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score).map(({ tool }) => tool); // prettier-ignore
}
