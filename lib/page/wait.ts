import { type Action, type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { bodyOf, innerTextOf, shown } from './dom.ts';
import type { RefBook } from './refs.ts';

type Waiting = Extract<Action, { do: 'wait' }>['for'];
const LIMIT_MS = 10_000;
const POLL_MS = 200;

interface Seen {
  document: Document;
  refs: RefBook;
  roots: Iterable<ShadowRoot>;
}

/** Waits for a text to appear, an element to go, or some time; `action.timeout` after ten seconds. */
export async function wait(what: Waiting, seen: Seen, limitMs: number = LIMIT_MS): Promise<Problem | undefined> {
  if (what.what === 'time') {
    await delay(what.ms);
    return undefined;
  }
  const end = performance.now() + limitMs;
  while (!holds(what, seen)) {
    if (performance.now() >= end) return problem('action.timeout', { params: { ms: limitMs } });
    await delay(POLL_MS);
  }
  return undefined;
}

function holds(what: Exclude<Waiting, { what: 'time' }>, { document, refs, roots }: Seen): boolean {
  if (what.what === 'gone') {
    const el = refs.find(what.ref);
    return el === undefined || !shown(el);
  }
  if (what.what !== 'text') return true;
  const wanted = fold(what.text);
  if (wanted === '') return true;
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const body = bodyOf(document) ?? null;
  if (body instanceof HTMLElement && fold(innerTextOf(body)).includes(wanted)) return true;
  for (const root of roots) {
    for (const el of root.children)
      if (el instanceof HTMLElement && fold(innerTextOf(el)).includes(wanted)) return true;
  }
  return false;
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
