import type { Interpretation, Iteration, Run } from '../../lib/contracts/index.ts';

/** The steps of a run in plain words, a few lines each. */
export function tell(run: Run): string {
  const { task, provenance } = run.signal;
  const by = provenance.from === 'user' ? `you, by the ${provenance.by}` : provenance.from;
  const wanted = task.kind === 'ask' ? `"${task.text}"` : task.kind;
  const head = `${run.id}: ${wanted} (${by}), engine ${run.engine.kind} ${run.engine.model}`.trimEnd();
  const steps = run.iterations.map((iteration) => lines(iteration).join('\n'));
  const why = run.problem === undefined ? '' : ` (${run.problem.code})`;
  const answer = run.answer === '' ? '' : `: ${short(run.answer, 300)}`;
  return [head, ...steps, `end      ${run.status}${why}${answer}`].join('\n\n');
}

function lines(iteration: Iteration): string[] {
  const { number, interpretation, decision, verdict, questions, outcome, doubts, byHand } = iteration;
  return [
    `step ${number}`,
    ...(interpretation === undefined ? [] : seen(interpretation)),
    ...(decision === undefined ? [] : [line('decided', `${decided(decision)}: ${short(JSON.stringify(decision.action), 200)}`)]),
    ...(decision?.problem === undefined ? [] : [line('problem', decision.problem.code)]),
    ...(verdict === undefined ? [] : [line('policy', `${verdict.allow} (${verdict.rule}, ${verdict.reversibility})`)]),
    ...questions.map(({ question, reply }) => line('asked', `${question.kind} at ${question.kind === 'landed' ? question.to : question.origin}: ${reply ?? 'no reply'}`)),
    ...(outcome === undefined ? [] : [line('outcome', outcomeOf(outcome))]),
    ...(doubts === undefined || doubts.length === 0 ? [] : [line('doubts', doubts.map(({ what, name }) => `${what} ${name}`).join('; '))]),
    ...(byHand === true ? [line('by hand', 'the user did something, and let it go on')] : []),
  ]; // prettier-ignore
}

function seen({ url, title, tokens, messages, leftOut }: Interpretation): string[] {
  const prompt = messages.length === 0 ? 'no prompt' : `prompt ${tokens.prompt} of ${tokens.limit} tokens`;
  const left = leftOut.map(({ what, left: count, of }) => `${count} of ${of} ${what}`).join(', ');
  return [line('saw', `"${short(title, 80)}" ${url}; ${prompt}`), ...(left === '' ? [] : [line('left out', left)])];
}

function decided({ by, rule, engine, usage, ms }: NonNullable<Iteration['decision']>): string {
  const who = [by, rule, engine && `${engine.kind} ${engine.model}`.trim()]
    .filter((word) => word !== undefined)
    .join(' ');
  const spent = usage.promptTokens + usage.completionTokens;
  return `${who}, ${Math.round(ms)} ms${spent > 0 ? `, ${usage.promptTokens} + ${usage.completionTokens} tokens` : ''}`;
}

function outcomeOf({ status, problem, change, looked }: NonNullable<Iteration['outcome']>): string {
  const what = [
    problem?.code,
    looked,
    change?.url && `went to ${change.url.to}`,
    ...(change?.changed ?? []).slice(0, 3).map(({ name, what: now }) => `${short(name, 40)} ${short(now, 60)}`),
    ...(change?.notices ?? []).slice(0, 2).map((notice) => `"${short(notice, 80)}"`),
  ].filter((word) => word !== undefined);
  return [status, ...what].join('; ');
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(9)}${text}`;
}

/** One line of at most so many characters; what a terminal would take for a command is shown as a mark. */
function short(text: string, most: number): string {
  const one = text.replaceAll(/\s+/gu, ' ').replaceAll(/\p{Cc}/gu, '�');
  return one.length > most ? `${one.slice(0, most - 1)}…` : one;
}
