import type { Asked, Grant, Question, Reply, Run, Scope } from '@/lib/contracts/index.ts';

/** What a yes to a tool's question grants: what the user has read there, word by word, and nothing that a message says. */
const SCOPES: Partial<Record<Reply, Scope>> = { yes: 'once', run: 'run', site: 'site', always: 'always' };

export function grantsBy(
  question: Question,
  reply: Reply,
  { runId, callId, at }: { runId: string; callId: string; at: number },
): Grant[] {
  const scope = SCOPES[reply];
  if (question.kind !== 'approve' || question.tool === undefined || scope === undefined) return [];
  const { title: tool, sha256, asks, from } = question.tool;
  const grant = ({ name: capability, terms, about }: Asked, reach: Scope, of: string): Grant => ({
    id: `${question.id}:${capability}:${reach}:${of}`,
    sha256,
    tool,
    capability,
    terms,
    about,
    scope: reach,
    of,
    at,
  });
  const of = { once: callId, run: runId, site: question.origin, always: '' }[scope];
  return asks.flatMap((asked) => {
    const lasting = scope === 'site' || scope === 'always';
    // The sites that the question names as those that something may be sent from.
    const named = lasting && (asked.hosts?.length ?? 0) > 0 ? from : [];
    return [
      grant(asked, scope, of),
      ...named.filter((origin) => scope !== 'site' || origin !== of).map((origin) => grant(asked, 'site', origin)),
    ];
  });
}

/** Id of the call that a question is about: of the act of its iteration. */
export function callOf({ id, iterations }: Run, questionId: string): string {
  const asked = iterations.find(({ questions }) => questions.some(({ question }) => question.id === questionId));
  return `${id}:${asked?.number ?? 1}`;
}
