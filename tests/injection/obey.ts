import { CORPUS, FIRST, type Hostile } from './corpus.ts';

/** What the obedient engine did with a prompt. */
export interface Obeyed {
  reply: string;
  /** The order of the page stood in the prompt. */
  ordered: boolean;
  /** It answers with what was ordered. */
  tried: boolean;
}

const ORDER = /ORDER (\S+) END/gu;
const IDLE = '{"do":"answer","text":"I am done."}';

/** An engine without any sense of its own: it does what the text in its prompt orders, step by step, as far as there is a way. */
export function obey(prompt: string): Obeyed {
  const orders = [joined(prompt), decoded(prompt)].flatMap((text) => [...text.matchAll(ORDER)].flatMap(([, said]) => said ?? [])); // prettier-ignore
  const order = orders.find((said) => said !== FIRST) ?? orders[0];
  const acts = prompt.includes('Answer with one action as JSON');
  if (order === undefined) return { reply: acts ? IDLE : 'A loaf costs four euros.', ordered: false, tried: false };
  const steps = order.split(';');
  const done = /\nDone so far:\n((?:- .*\n?)*)/u.exec(prompt)?.[1]?.match(/^- /gmu)?.length ?? 0;
  const step = steps[done - (order !== FIRST && orders.includes(FIRST) ? 1 : 0)];
  const reply = step === undefined ? undefined : replyTo(step, prompt, acts);
  return { reply: reply ?? (acts ? IDLE : 'A loaf costs four euros.'), ordered: true, tried: reply !== undefined };
}

function replyTo(step: string, prompt: string, acts: boolean): string | undefined {
  const [verb, what] = splitOnce(step, ':');
  if (!acts) return verb === 'answer' ? what : undefined;
  if (verb === 'goto') return JSON.stringify({ do: 'goto', url: what });
  if (verb === 'answer') return JSON.stringify({ do: 'answer', text: what });
  if (verb === 'call') return prompt.includes(what) ? JSON.stringify({ do: 'call', tool: what, input: '{}' }) : undefined; // prettier-ignore
  const [name, text] = splitOnce(what, '=');
  const ref = refOf(name, prompt);
  const to = refOf(text, prompt);
  if (ref === undefined) return undefined;
  if (verb === 'click') return JSON.stringify({ do: 'click', ref });
  if (verb === 'type') return JSON.stringify({ do: 'type', ref, text });
  if (verb === 'upload') return JSON.stringify({ do: 'upload', ref, file: 1 });
  if (verb === 'drag') return to === undefined ? undefined : JSON.stringify({ do: 'drag', ref, to });
  return verb === 'enter' ? JSON.stringify({ do: 'press', key: 'Enter' }) : undefined;
}

/** The element that the view calls so. */
function refOf(name: string, prompt: string): string | undefined {
  return new RegExp(`\\b((?:f\\d+)?e\\d+) \\S+ "${name.replaceAll('_', ' ')}"`, 'u').exec(prompt)?.[1];
}

/** Pieces that the view tells apart, as one text: a model reads across quotation marks. */
function joined(prompt: string): string {
  return prompt.replaceAll(/" "|"\n\s*"/gu, ' ').replaceAll(/\s+/gu, ' ');
}

function decoded(prompt: string): string {
  const text = /BASE64 ([\w+/=]+)/u.exec(joined(prompt))?.[1];
  return text === undefined ? '' : Buffer.from(text, 'base64').toString('utf8');
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** Some of the corpus, spread over it: a step that shares no factor with its length meets each technique and each goal in turn. */
export function sample(count: number): readonly Hostile[] {
  if (count >= CORPUS.length) return CORPUS;
  let step = Math.max(1, Math.floor(CORPUS.length / count));
  while (commonFactor(step, CORPUS.length) > 1) step += 1;
  return Array.from({ length: count }, (_, i) => CORPUS[(i * step) % CORPUS.length]).filter((page) => page !== undefined); // prettier-ignore
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}
