import type { Action, Doubt, PageElement, PageSnapshot, Run } from '@/lib/contracts/index.ts';
import { hadEffect } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

import { unanswered } from './asked-back.ts';
import { nameOf } from './view/index.ts';

const MOST_DOUBTS = 5;
/** What pages say when something went wrong, in the languages that we ship and the commonest of others. */
const FAILURE =
  /\b(error|invalid|incorrect|wrong|failed|failure|required|missing|denied|not (?:found|allowed|valid|possible)|could ?n[o']t|cannot|can't|unable|try again|expired|fehler\w*|ungültig\w*|falsch\w*|fehlgeschlagen|erforderlich|pflichtfeld|fehlt|abgelehnt|nicht (?:gefunden|möglich|gültig|erlaubt)|erreur|invalide|échoué|obligatoire|inválido|obligatorio|falló|errore|obbligatorio)\b/iu;

/**
 * What the page shows against the claim that the task is done. Pure, and told only of what this run itself worked in: an empty field
 * somewhere else on the page is nobody's mistake.
 */
export function doubtsAbout(run: Run, page: PageSnapshot): Doubt[] {
  const worked = workedOn(run, page);
  const asked = unanswered(run).map((name): Doubt => ({ what: 'asked', name }));
  const doubts: Doubt[] = [...asked, ...dialogs(page, worked), ...said(run, page)];
  const sent = sentFrom(run, page);
  if (sent !== undefined) doubts.push(...fields(run, page, sent));
  return doubts.slice(0, MOST_DOUBTS).map(({ what, name }) => ({ what, name: clip(oneLine(name), 120) }));
}

/** Elements that this run acted on and that are still there. */
function workedOn(run: Run, { elements }: PageSnapshot): PageElement[] {
  const refs = new Set(run.iterations.flatMap(({ decision, outcome }) => (outcome === undefined ? [] : refOf(decision?.action)))); // prettier-ignore
  return elements.filter(({ ref }) => refs.has(ref));
}

function refOf(action: Action | undefined): string[] {
  return action !== undefined && 'ref' in action && action.ref !== undefined ? [action.ref] : [];
}

/** Open dialogs in which the run did something. */
function dialogs({ regions }: PageSnapshot, worked: readonly PageElement[]): Doubt[] {
  return regions.flatMap((region, index): Doubt[] => {
    if (region.top !== true || !region.role.endsWith('dialog')) return [];
    const inside = worked.some((element) => liesIn(element.region, index, regions));
    return inside ? [{ what: 'dialog', name: region.name }] : [];
  });
}

function liesIn(region: number | undefined, index: number, regions: PageSnapshot['regions']): boolean {
  for (let at = region; at !== undefined; at = regions[at]?.outer) if (at === index) return true;
  return false;
}

/** What the page said after the last act, and still says, that reads as a failure. */
function said({ iterations }: Run, { notices }: PageSnapshot): Doubt[] {
  const last = iterations.findLast(({ outcome }) => outcome?.change !== undefined)?.outcome?.change;
  const still = last?.notices.filter((notice) => notices.includes(notice) && FAILURE.test(notice)) ?? [];
  return still.map((name) => ({ what: 'error', name }));
}

/** The form that the run's last act but glances sent, where the page stayed: its group; undefined where nothing was sent. */
function sentFrom(run: Run, page: PageSnapshot): { group: string | undefined; idle: boolean } | undefined {
  const last = run.iterations.findLast(({ decision, outcome }) => outcome !== undefined && decision?.action.do !== 'wait'); // prettier-ignore
  const { decision, outcome, intent } = last ?? {};
  if (decision === undefined || outcome?.status !== 'ok' || intent === undefined) return undefined;
  if (outcome.change?.navigated === true || intent.documentKey === '' || !isHere(page, intent.documentKey)) return undefined; // prettier-ignore
  const { action } = decision;
  const element = page.elements.find(({ ref }) => refOf(action).includes(ref));
  const byEnter = action.do === 'press' && action.key === 'Enter' && element?.inputType !== 'textarea';
  const sends = action.do === 'submit' || byEnter || element?.submits !== undefined;
  if (!sends) return undefined;
  return { group: element?.group, idle: !hadEffect(outcome.change) };
}

function isHere({ documentKey, frames }: PageSnapshot, key: string): boolean {
  return documentKey === key || frames.some((frame) => frame.documentKey === key);
}

/** What is wrong in the form that was sent. */
function fields(run: Run, page: PageSnapshot, { group, idle }: { group: string | undefined; idle: boolean }): Doubt[] {
  const typed = new Set(run.iterations.flatMap(({ decision }) => (decision?.action.do === 'type' ? [decision.action.text] : []))); // prettier-ignore
  return page.elements.flatMap((element): Doubt[] => {
    if (element.group !== group || !['text', 'select', 'check'].includes(element.kind)) return [];
    const { states, value = '', checked, kind, message } = element;
    const empty = kind === 'check' ? checked === false : value === '' && element.secret !== true;
    if (states.includes('invalid')) return [{ what: 'invalid', name: [nameOf(element), message].filter(Boolean).join(': ') }]; // prettier-ignore
    if (states.includes('required') && empty) return [{ what: 'required', name: nameOf(element) }];
    return idle && kind === 'text' && typed.has(value) ? [{ what: 'unsent', name: nameOf(element) }] : [];
  });
}
