import {
  type Action,
  type Deed,
  type Entry,
  frameKeyOf,
  isGlance,
  isSandboxDeed,
  isTabDeed,
  type Outcome,
  type PageSnapshot,
  type Run,
  tabOf,
  tabsOf,
} from '@/lib/contracts/index.ts';

import { askedBack } from './asked-back.ts';
import { targetOf } from './decide.ts';
import type { Act, Hands, Ports } from './ports.ts';
import { nameOf } from './view/index.ts';

const MOST_VALUES = 20;

/** Stage four begins with the intent: what will be done, where, under which id. Durable before anything happens. */
export function intend(run: Run, page: PageSnapshot): Extract<Entry, { kind: 'intent' }> {
  const iteration = run.iterations.at(-1);
  const frame = frameOf(iteration?.decision?.action, page);
  return {
    kind: 'intent',
    actId: `${run.id}:${iteration?.number ?? 1}`,
    documentKey: frame.documentKey,
    url: page.url,
  };
}

/** What is asked before an act that cannot be taken back: the act, where, and the exact values that would go. */
export function questionFor(run: Run, page: PageSnapshot): Extract<Entry, { kind: 'question' }> {
  const iteration = run.iterations.at(-1);
  const { decision, verdict } = iteration ?? {};
  if (decision === undefined || verdict === undefined) throw new Error('nothing to ask about');
  const asks = verdict.rule === 'page_asks' ? askedBack(run) : [];
  return {
    kind: 'question',
    question: {
      kind: 'approve',
      id: `${run.id}:${iteration?.number ?? 1}:approve`,
      action: decision.action,
      target: targetOf(decision.action, page) ?? decision.target ?? '',
      origin: givesTo(decision.action, page) ?? page.origin,
      verdict,
      values:
        decision.action.do === 'upload'
          ? filesOf(run, decision.action.file, decision.target ?? '')
          : valuesOf(decision.action, page),
      ...(asks.length > 0 && { asks }),
    },
  };
}

/** Where a file or a secret goes: to the document of the frame, whatever the page around it is. */
function givesTo(action: Action, page: PageSnapshot): string | undefined {
  return action.do === 'give' || action.do === 'upload' ? frameOf(action, page).origin : undefined;
}

/** What is asked where nobody saw how an act ended and the page does not tell either. */
export function happenedQuestion(run: Run, page: PageSnapshot): Extract<Entry, { kind: 'question' }> {
  const iteration = run.iterations.at(-1);
  const action = iteration?.decision?.action;
  if (action === undefined) throw new Error('nothing to ask about');
  const id = `${run.id}:${iteration?.number ?? 1}:happened`;
  const target = iteration?.decision?.target ?? '';
  return { kind: 'question', question: { kind: 'happened', id, action, target, origin: page.origin } };
}

/** The file that would go, by its name, beside what it goes to. */
function filesOf(run: Run, number: number, target: string): { name: string; value: string }[] {
  return [{ name: target, value: run.signal.files?.[number - 1]?.name ?? '' }];
}

function valuesOf(action: Action, page: PageSnapshot): { name: string; value: string }[] {
  const ref = 'ref' in action ? action.ref : undefined;
  const target = page.elements.find((element) => element.ref === ref);
  if (action.do === 'give') return target === undefined ? [] : [{ name: nameOf(target), value: '••••' }];
  if (target?.submits === undefined) return [];
  return page.elements
    .filter((element) => element.group === target.group && ['text', 'select', 'check'].includes(element.kind))
    .flatMap((element) => {
      if (element.secret === true) return [{ name: nameOf(element), value: '••••' }];
      if (element.kind === 'check') return element.checked === true ? [{ name: nameOf(element), value: '✓' }] : [];
      return element.value === undefined || element.value === ''
        ? []
        : [{ name: nameOf(element), value: element.value }];
    })
    .slice(0, MOST_VALUES);
}

type Acting = Pick<Ports, 'hands' | 'senses' | 'clock'>;

/** Performs what was intended a moment ago. */
export async function perform(run: Run, page: PageSnapshot, { hands }: Acting, signal: AbortSignal): Promise<Outcome> {
  const { deed, intent } = intended(run);
  const { frameId, documentKey } = frameOf(deed, page);
  if (isGlance(deed)) return { status: 'ok', ms: 0 };
  const where = { tabId: tabOf(run), frameId, documentKey, tabs: tabsOf(run) };
  const outcome = await hands.perform(where, actOf(run, intent.actId, deed), signal);
  return withDestination(outcome, deed, page);
}

/**
 * An intent without an outcome, found after a restart. The document itself knows whether it saw the act: if it did, it tells how it
 * ended; if it did not, the act never began and is done now, for the first time. Where that document is gone, the page is looked at,
 * and the act is never done again.
 */
export async function settle(run: Run, { hands, senses, clock }: Acting, signal: AbortSignal): Promise<Outcome> {
  const began = clock.now();
  const { deed, intent } = intended(run);
  if (isGlance(deed)) return { status: 'ok', ms: 0 };
  const tabId = tabOf(run);
  const inPage = !isTabDeed(deed);
  const recalled = inPage
    ? await hands.recall({ tabId, documentKey: intent.documentKey }, intent.actId, signal)
    : undefined;
  if (recalled?.outcome !== undefined) return recalled.outcome;
  if (recalled !== undefined)
    return attach(
      hands,
      { tabId, frameId: recalled.frameId, documentKey: intent.documentKey, tabs: tabsOf(run) },
      run,
      signal,
    );
  const page = await senses.observe(tabId, { words: [] }, signal);
  const looked = page.ok ? compare(deed, intent.url, page.value.url) : 'cannot_tell';
  return { status: 'unknown', looked, ms: clock.now() - began };
}

/** What goes to the hands: the deed with what the run has for it (what it copied, a file that the user gave). */
function actOf(run: Run, actId: string, deed: Deed): Act {
  const yes = (run.iterations.at(-1)?.questions ?? []).filter(({ reply }) => reply === 'yes');
  const agreed = yes.flatMap(({ question }) => (question.kind === 'approve' ? (question.asks ?? []) : []));
  const given = { actId, approved: yes.length > 0, agreed };
  if (deed.do === 'paste') return { ...given, deed: { ...deed, text: deed.text ?? copiedBy(run) } };
  const file = deed.do === 'upload' ? run.signal.files?.[deed.file - 1] : undefined;
  return { ...given, deed, ...(file !== undefined && { file }) };
}

function copiedBy(run: Run): string {
  return run.iterations.findLast(({ outcome }) => outcome?.copied !== undefined)?.outcome?.copied ?? '';
}

/** The document is there. The same id means: do it if it was not done, or wait for the one that is being done. */
function attach(hands: Hands, where: Parameters<Hands['perform']>[0], run: Run, signal: AbortSignal): Promise<Outcome> {
  const { deed, intent } = intended(run);
  return hands.perform(where, actOf(run, intent.actId, deed), signal);
}

function compare(deed: Deed, before: string, now: string): 'done' | 'not_done' | 'cannot_tell' {
  switch (deed.do) {
    case 'goto':
      return sameUrl(deed.url, now) ? 'done' : 'not_done';
    case 'open':
    case 'switch':
    case 'close':
    case 'call':
      return 'cannot_tell';
    case 'back':
    case 'forward':
    case 'reload':
    case 'click':
    case 'press':
    case 'submit':
    case 'drag':
    case 'upload':
      // Another address in its place: that is what the act was for. The same address again may be a form that was sent, or a reload.
      return sameUrl(before, now) ? 'cannot_tell' : 'done';
    case 'type':
    case 'select':
    case 'check':
    case 'scroll':
    case 'set':
    case 'hover':
    case 'mark':
    case 'copy':
    case 'paste':
    case 'give':
    case 'look':
    case 'find':
    case 'more':
    case 'wait':
      // Done in a document that is gone: in the new one it is not, and doing it there is no repetition.
      return 'not_done';
  }
}

function sameUrl(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
}

function intended(run: Run): { deed: Deed; intent: { actId: string; documentKey: string; url: string } } {
  const iteration = run.iterations.at(-1);
  const action = iteration?.decision?.action;
  if (action === undefined || action.do === 'answer' || isSandboxDeed(action) || iteration?.intent === undefined)
    throw new Error('nothing was intended');
  return { deed: action, intent: iteration.intent };
}

function frameOf(action: Action | undefined, page: PageSnapshot): PageSnapshot['frames'][number] {
  const key = frameKeyOf(action !== undefined && 'ref' in action ? (action.ref ?? '') : '');
  const frame = page.frames.find((candidate) => candidate.key === key);
  return frame ?? { key: '', frameId: 0, origin: page.origin, documentKey: page.documentKey };
}

/** A page that went away cannot say where to; the link that was clicked can. */
function withDestination(outcome: Outcome, deed: Deed, page: PageSnapshot): Outcome {
  if (outcome.change?.navigated !== true || outcome.change.url !== undefined || deed.do !== 'click') return outcome;
  const href = page.elements.find((element) => element.ref === deed.ref)?.href;
  if (href === undefined) return outcome;
  return { ...outcome, change: { ...outcome.change, url: { from: page.url, to: href } } };
}
