import type { Trigger } from '@/lib/contracts/index.ts';

import { type SlotType, slotIn, SLOTS } from './slots.ts';

/** A sentence that fits, with what its slots are: as the user wrote it, and as the tool takes it. */
export interface Match {
  trigger: Trigger;
  said: Record<string, string>;
  slots: Record<string, string | number>;
}

/** A task longer than this is more than a sentence. */
const LONGEST = 300;
const MOST_SLOTS = 3;

/** The first of a tool's triggers that the whole sentence fits. */
export function matchTrigger(task: string, triggers: readonly Trigger[], today: string): Match | undefined {
  const text = task.trim().replaceAll(/\s+/gu, ' ').replace(/\s*[?!.=]+$/u, ''); // prettier-ignore
  if (text.length > LONGEST) return undefined;
  for (const trigger of triggers) {
    for (const template of trigger.says) {
      const match = fit(text, template, trigger, today);
      if (match !== undefined) return match;
    }
  }
  return undefined;
}

function fit(text: string, template: string, trigger: Trigger, today: string): Match | undefined {
  const read = readTemplate(template);
  const found = read?.pattern.exec(text);
  if (read === undefined || found === null || found === undefined) return undefined;
  const said: Match['said'] = {};
  const slots: Match['slots'] = {};
  for (const [i, { name, type }] of read.slots.entries()) {
    const part = found[i + 1] ?? '';
    const reading = { lang: trigger.lang, words: trigger.words ?? {}, today };
    const value = slotIn(type, part, reading);
    if (value === undefined) return undefined;
    // A sentence without a word of any language: a mark that means one thing here and another there is nobody's to decide.
    if (read.bare && slotIn(type, part, { ...reading, lang: trigger.lang === 'en' ? 'de' : 'en' }) !== value) return undefined; // prettier-ignore
    said[name] = part;
    slots[name] = value;
  }
  return { trigger, said, slots: { today, ...slots } };
}

interface Template {
  pattern: RegExp;
  slots: { name: string; type: SlotType }[];
  /** It is nothing but slots. */
  bare: boolean;
}

/** `{name:type}`, `(a|b c)`, `[optional]`, or a word. */
const PIECE = /\{([a-z]+):([a-z]+)\}|\(([^()]+)\)|\[([^[\]]+)\]|([^\s{}()[\]]+)/gu;

const known = new Map<string, Template | undefined>();

function readTemplate(template: string): Template | undefined {
  if (!known.has(template)) known.set(template, parsed(template));
  return known.get(template);
}

/** Made of literal words and lazy stretches of bounded length only: no text takes it long. */
function parsed(template: string): Template | undefined {
  const slots: Template['slots'] = [];
  let source = '';
  let gap = '';
  let words = 0;
  for (const [, name, type, ways, maybe, word] of template.matchAll(PIECE)) {
    if (maybe !== undefined) {
      source += source === '' ? `(?:(?:${oneOf(maybe)}) )?` : `(?: (?:${oneOf(maybe)}))?`;
      continue;
    }
    let piece = `(?:${oneOf(ways ?? word ?? '')})`;
    if (name !== undefined) {
      if (!isSlot(type)) return undefined;
      slots.push({ name, type });
      piece = `(.{1,${SLOTS[type]}}?)`;
    } else words += 1;
    source += `${gap}${piece}`;
    gap = ' ';
  }
  if (slots.length > MOST_SLOTS) return undefined;
  return { pattern: new RegExp(`^${source}$`, 'iu'), slots, bare: words === 0 };
}

function oneOf(ways: string): string {
  return ways.split('|').map((way) => way.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)).join('|'); // prettier-ignore
}

function isSlot(type: string | undefined): type is SlotType {
  return type !== undefined && Object.hasOwn(SLOTS, type);
}
