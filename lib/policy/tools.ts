import { type Asked, framesRead, isYes, originsRead, type OwnTool, type ToolAsks } from '@/lib/contracts/index.ts';

import { type Case, isByUser, wordsOf } from './case.ts';
import { isOf } from './words.ts';

/** A call of a tool; without a page: as far as the journal tells. */
export type ToolCase = Omit<Case, 'page'> & Partial<Pick<Case, 'page'>>;

/** What the tool asks for and no grant covers at this page. */
export function ungranted({ tool, grants = [], page, run }: ToolCase): Asked[] {
  const site = page?.origin ?? run.iterations.at(-1)?.interpretation?.origin;
  return (tool?.capabilities ?? []).filter(
    ({ name }) => !grants.some(({ capability, scope, of }) => capability === name && (scope !== 'site' || of === site)),
  );
}

/** What the tool wants of the user; undefined where it asks for nothing outside of the sandbox. */
export function asksOf(input: ToolCase): ToolAsks | undefined {
  const { tool } = input;
  if (tool?.sha256 === undefined || (tool.capabilities?.length ?? 0) === 0) return undefined;
  const from = uncarried(input);
  const missing = ungranted(input);
  const carrying = from.length === 0 ? [] : sending(tool).filter((asked) => !missing.includes(asked));
  const to = from.length === 0 ? [] : destinations(tool);
  return { title: tool.title, sha256: tool.sha256, asks: [...missing, ...carrying], from, to };
}

/** Where its input is from, and from which of all the origins that it may know something of it may be sent elsewhere. */
export function carriesOf(input: ToolCase): { reads: string[]; carries: string[] } {
  const reads = inputFrom(input);
  // What the tool has kept may be from anywhere: all that was ever let go counts.
  const named = input.run.iterations.flatMap(({ questions }) => questions.flatMap(({ question }) => (question.kind === 'approve' ? (question.tool?.from ?? []) : []))); // prettier-ignore
  const granted = (input.grants ?? []).filter(({ scope }) => scope === 'site').map(({ of }) => of);
  const known = new Set([...reads, ...readBy(input), ...named, ...granted]);
  return { reads, carries: [...known].filter((origin) => isConsented(origin, input)) };
}

/** Origins from which the tool could send something to a host that the user has not let it go to. */
export function uncarried(input: ToolCase): string[] {
  const { tool } = input;
  if (tool === undefined || sending(tool).length === 0) return [];
  const to = destinations(tool);
  const known = new Set([...inputFrom(input), ...readBy(input)]);
  return [...known].filter((origin) => to.some((pattern) => !isAt(origin, pattern)) && !isConsented(origin, input));
}

function sending({ capabilities = [] }: OwnTool): Asked[] {
  return capabilities.filter(({ hosts }) => hosts !== undefined && hosts.length > 0);
}

function destinations(tool: OwnTool): string[] {
  return [...new Set(sending(tool).flatMap(({ hosts }) => hosts ?? []))];
}

/** The pattern allows this very origin and no other. */
function isAt(origin: string, pattern: string): boolean {
  return origin === (pattern.includes('://') ? pattern : `https://${pattern}`);
}

/** The user has seen both, where it is from and where it may go: in a question of this run, or by a grant for that site. */
function isConsented(origin: string, { tool, grants = [], run }: ToolCase): boolean {
  const senders = tool === undefined ? [] : sending(tool);
  if (tool === undefined || senders.length === 0) return false;
  const named = (all: readonly { capability: string; of: string; scope: string }[]) =>
    senders.every(({ name }) => all.some(({ capability, scope, of }) => capability === name && scope === 'site' && of === origin)); // prettier-ignore
  if (named(grants)) return true;
  const to = destinations(tool);
  return run.iterations.some(({ questions }, index) =>
    questions.some(({ question, reply }) => {
      if (question.kind !== 'approve' || question.tool?.sha256 !== tool.sha256 || !isYes(reply)) return false;
      // A yes for once is for that very call.
      if (reply === 'yes' && index !== run.iterations.length - 1) return false;
      const asked = question.tool;
      return asked?.from.includes(origin) === true && to.every((host) => asked.to.includes(host));
    }),
  );
}

/** Origins that something in the input may be from: any that the run has read, where it is not all the user's own words. */
function inputFrom(input: ToolCase): string[] {
  const { action, run } = input;
  if (action.do !== 'use') return [];
  const fed = action.from === undefined ? [] : pageOrigins(input);
  if (isByUser(input) || isSpoken(action.input, wordsOf(run))) return fed;
  return webOrigins([...originsRead(run), ...pageOrigins(input), ...fed]);
}

/** Origins that the tool may read by itself: also those of frames that nobody has looked into yet. */
function readBy(input: ToolCase): string[] {
  if (input.tool?.capabilities?.some(({ name }) => name === 'page.read') !== true) return [];
  return webOrigins([...pageOrigins(input), ...(input.page?.frames ?? []).map(({ origin }) => origin)]);
}

function pageOrigins({ page, run }: ToolCase): string[] {
  const seen = run.iterations.at(-1)?.interpretation;
  const then = seen === undefined ? [] : [seen.origin, ...(seen.frames ?? [])];
  return webOrigins(page === undefined ? then : [page.origin, ...framesRead(page), ...then]);
}

function webOrigins(origins: readonly string[]): string[] {
  return [...new Set(origins)].filter((origin) => /^(?:https?|file):/u.test(origin));
}

/** All that is said in the input the user has said, word by word; numbers too, and nothing else can be. */
function isSpoken(value: unknown, spoken: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every((each) => isSpoken(each, spoken));
  return isOf(String(value), spoken);
}
