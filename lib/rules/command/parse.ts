import { KEYS, MAX_TYPED, problem } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import { wishOf } from '../verbs.ts';
import { addressIn } from './address.ts';
import { readUpload } from './files.ts';
import { formIn, readPart } from './form.ts';
import { readGesture } from './gestures.ts';
import { readOverlay } from './overlay.ts';
import { hasQuote, lift, lower, type Lifted, quotedIn } from './quotes.ts';
import { type Name, nameOf, type Reading, valueOf } from './reading.ts';
import { search } from './search.ts';
import { readGiving, signIn } from './secrets.ts';
import { copyInto, pasted, repeated } from './several.ts';
import { clausesOf } from './split.ts';

const MAX_COMMANDS = 50;
/** A longer text is no list of commands. */
const MAX_TEXT = 6000;

/**
 * The user's sentence as a list of commands, each with the ways to understand it, best first. Undefined where any part is no
 * command: then none of it is done by rules. By the words alone: the same sentence has the same steps on every page.
 */
export function parseCommands(text: string): Reading[][] | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const lifted = lift(text);
  if (lifted === undefined) return undefined;
  const clauses = formIn(lifted.text) ?? pasted(clausesOf(lifted.text));
  if (clauses.length > MAX_COMMANDS) return undefined;
  const commands = clauses.flatMap((clause) =>
    typeof clause === 'string' ? readAll(clause, lifted) : [readPart(clause.part, lifted)],
  );
  if (commands.length === 0 || commands.length > MAX_COMMANDS) return undefined;
  return commands.every((readings) => readings.length > 0) ? commands : undefined;
}

/** Most clauses are one command; "log in", "search for" and "press it twice" are several. */
function readAll(clause: string, lifted: Lifted): Reading[][] {
  const again = repeated(clause);
  if (again !== undefined) return Array<Reading[]>(again.times).fill(readClause(again.clause, lifted));
  return signIn(clause) ?? search(clause, lifted) ?? copyInto(clause, lifted) ?? [readClause(clause, lifted)];
}

function readClause(clause: string, lifted: Lifted): Reading[] {
  // "Check whether", "write a poem", "list": words are wanted, whatever the verb.
  if (clause.endsWith('?') || wishOf(clause) === 'answer') return [];
  // A secret by its name is nothing to be typed as it stands.
  const given = readGiving(clause, lifted);
  return given.length > 0 ? given : READERS.flatMap((read) => read(clause, lifted));
}

type Reader = (clause: string, lifted: Lifted) => Reading[];

const OPEN =
  /^(?:open(?: up)?|go to|goto|visit|navigate to|browse to|load|follow|öffne|geh(?:e)? (?:auf|zur?|zum)|besuche?|navigiere zu(?:r|m)?)\s+(?:(?:the |this |my )?(?:site|website|url|address|web page)\s+|die (?:adresse|webseite)\s+)?(.+)$/iu;
const CLICK =
  /^(?:(?:click|press|tap|hit|push)(?: on)?|klicke?(?: auf)?|drücke?(?: auf)?|tippe? auf)\s+(.+?)(?:\s+an)?$/iu;
const KEY_PRESS =
  /^(?:press|hit|push|drücke?|betätige)\s+(?:the\s+|die\s+)?(.+?)(?:[\s-]*(?:key|taste))?(?:\s+(?:in|im|on)\s+(.+))?$/iu;
const FILL = [
  /^(?:fill(?: in| out)?|complete|populate)\s+(.+?)\s+(?:with|as|=)\s+(.+)$/iu,
  /^fülle?\s+(.+?)\s+mit\s+(.+?)(?:\s+aus)?$/iu,
];
const TYPE_INTO = [
  /^(?:type(?: in)?|enter|write|put|input|insert|fill in)\s+(.+)\s+(?:into|in|inside|to|as|for|on)\s+(.+)$/iu,
  /^(?:gib|trage?|schreibe?|tippe?|setze?)\s+(.+)\s+(?:in|ins|im|bei|für|unter|als)\s+(.+?)(?:\s+ein)?$/iu,
];
const TYPE = [/^(?:type(?: in)?|enter|write)\s+(.+)$/iu, /^(?:gib|tippe?)\s+(?!auf\b)(.+?)(?:\s+ein)?$/iu];
const SET = [
  /^(?:set|change)\s+(.+?)\s+to\s+(.+)$/iu,
  /^(?:setze?|stelle?|ändere?)\s+(.+?)\s+auf\s+(.+?)(?:\s+ein)?$/iu,
];
const CLEAR = /^(?:clear|empty|leere)\s+(.+)$/iu;
const CHOOSE_IN = [
  /^(?:choose|select|pick)\s+(.+)\s+(?:in|for|from|as|under|on|at|of)\s+(.+)$/iu,
  /^wähle?\s+(.+)\s+(?:in|bei|für|unter|als|im|aus|von)\s+(.+?)(?:\s+aus)?$/iu,
];
const CHOOSE = [/^(?:choose|select|pick)\s+(.+)$/iu, /^wähle?\s+(.+?)(?:\s+aus)?$/iu];
const ON = [/^(?:check|tick|enable|activate|(?:turn|switch) on)\s+(.+)$/iu, /^(?:turn|switch)\s+(.+)\s+on$/iu, /^(?:hake?|kreuze?)\s+(.+)\s+an$/iu, /^aktiviere?\s+(.+)$/iu]; // prettier-ignore
const OFF = [/^(?:uncheck|untick|deselect|disable|deactivate|(?:turn|switch) off)\s+(.+)$/iu, /^(?:turn|switch)\s+(.+)\s+off$/iu, /^deaktiviere?\s+(.+)$/iu, /^entferne?\s+den\s+haken\s+(?:bei|von)\s+(.+)$/iu]; // prettier-ignore
const SUBMIT =
  /^(?:(?:submit|send)(?: off)?(?: (?:the |this )?form| it)?|absenden|abschicken|(?:sende?|schicke?)(?: (?:es|das|das formular|formular))? ab|(?:sende?|schicke?) (?:das )?formular)$/iu;
const BACK =
  /^(?:go back|back|navigate back|zurück|gehe? zurück)(?: (?:one|a) page| to the (?:previous|last) page| eine seite)?$/iu;
const WAIT_TIME =
  /^(?:wait|warte)(?: for| etwa)?\s+(\d{1,6}(?:[.,]\d+)?)\s*(ms|milliseconds?|millisekunden?|s|secs?|seconds?|sekunden?)$/iu;
const WAIT_TEXT =
  /^(?:wait (?:for|until)|warte (?:auf|bis))\s+(.+?)(?:\s+(?:to appear|to show(?: up)?|appears|shows(?: up)?|erscheint|da ist))?$/iu;

const READERS: readonly Reader[] = [
  (clause, lifted) => readGesture(clause, lifted),
  (clause, lifted) => readUpload(clause, lifted),
  (clause) => readOverlay(clause),
  (clause, lifted) => readOpen(clause, lifted),
  (clause, lifted) => readKey(clause, lifted),
  // "tick" and "press" share no verb with what follows; the order below is from the more to the less that is said.
  (clause, lifted) => named(clause, lifted, { patterns: [CLICK], make: (name) => ({ verb: 'click', name }) }),
  (clause, lifted) => pairs(clause, lifted, { patterns: FILL, make: (name, value) => ({ name, value }) }),
  (clause, lifted) => readSet(clause, lifted),
  (clause, lifted) => pairs(clause, lifted, { patterns: TYPE_INTO, make: (value, name) => ({ name, value }) }),
  (clause, lifted) => match(clause, TYPE).flatMap(([raw = '']) => fill(undefined, valueOf(raw, lifted))),
  (clause, lifted) => named(clause, lifted, { patterns: [CLEAR], make: (name) => ({ verb: 'fill', name, value: '' }) }),
  (clause, lifted) => readChoose(clause, lifted),
  (clause, lifted) => named(clause, lifted, { patterns: OFF, make: (name) => ({ verb: 'check', name, on: false }) }),
  (clause, lifted) => named(clause, lifted, { patterns: ON, make: (name) => ({ verb: 'check', name, on: true }) }),
  (clause) => (SUBMIT.test(clause) ? [{ verb: 'submit' }] : []),
  (clause) => (BACK.test(clause) ? [{ verb: 'plain', rule: 'command.back', action: { do: 'back' } }] : []),
  (clause) => readScroll(clause),
  (clause, lifted) => readWait(clause, lifted),
];

/** The groups of the first pattern that fits, as a list of none or one. */
function match(clause: string, patterns: readonly RegExp[]): string[][] {
  for (const pattern of patterns) {
    const found = pattern.exec(clause);
    if (found !== null) return [found.slice(1)];
  }
  return [];
}

function named(
  clause: string,
  lifted: Lifted,
  { patterns, make }: { patterns: readonly RegExp[]; make: (name: Name) => Reading },
): Reading[] {
  return match(clause, patterns).flatMap(([raw = '']) => {
    const name = nameOf(raw, lifted);
    return name === undefined ? [] : [make(name)];
  });
}

function pairs(
  clause: string,
  lifted: Lifted,
  { patterns, make }: { patterns: readonly RegExp[]; make: (a: string, b: string) => { name: string; value: string } },
): Reading[] {
  return match(clause, patterns).flatMap(([first = '', second = '']) => {
    const said = make(first, second);
    const name = nameOf(said.name, lifted);
    return name === undefined ? [] : fill(name, valueOf(said.value, lifted));
  });
}

function fill(name: Name | undefined, value: string | undefined): Reading[] {
  if (value === undefined || value.length > MAX_TYPED) return [];
  return [{ verb: 'fill', value, ...(name !== undefined && { name }) }];
}

function readSet(clause: string, lifted: Lifted): Reading[] {
  return match(clause, SET).flatMap(([first = '', second = '']): Reading[] => {
    const [name, option] = [nameOf(first, lifted), nameOf(second, lifted)];
    if (name === undefined || option === undefined) return [];
    return [{ verb: 'choose', option, name }, ...fill(name, valueOf(second, lifted))];
  });
}

function readChoose(clause: string, lifted: Lifted): Reading[] {
  const within = match(clause, CHOOSE_IN).flatMap(([first = '', second = '']): Reading[] => {
    const [option, name] = [nameOf(first, lifted), nameOf(second, lifted)];
    return option === undefined || name === undefined ? [] : [{ verb: 'choose', option, name }];
  });
  return [...within, ...named(clause, lifted, { patterns: CHOOSE, make: (option) => ({ verb: 'choose', option }) })];
}

function readOpen(clause: string, lifted: Lifted): Reading[] {
  return match(clause, [OPEN]).flatMap(([raw = '']): Reading[] => {
    const quoted = quotedIn(raw, lifted);
    const said = quoted?.around === '' ? quoted.inner : lower(raw, lifted);
    const address = addressIn(said);
    if (address === 'blocked') return [{ verb: 'refuse', problem: problem('action.blocked_url') }];
    if (address !== undefined) return [{ verb: 'plain', rule: 'command.goto', action: { do: 'goto', ...address } }];
    const name = nameOf(raw, lifted);
    return name === undefined ? [] : [{ verb: 'open', name }];
  });
}

const KEY_NAMES: Readonly<Record<string, (typeof KEYS)[number]>> = {
  ...Object.fromEntries(KEYS.map((key) => [key.toLowerCase(), key])),
  return: 'Enter', eingabe: 'Enter', eingabetaste: 'Enter', esc: 'Escape', tabulator: 'Tab', del: 'Delete', entf: 'Delete',
  'space bar': 'Space', spacebar: 'Space', leertaste: 'Space', leer: 'Space', pos1: 'Home', ende: 'End',
  'arrow up': 'ArrowUp', 'up arrow': 'ArrowUp', 'pfeil hoch': 'ArrowUp', 'pfeil nach oben': 'ArrowUp',
  'arrow down': 'ArrowDown', 'down arrow': 'ArrowDown', 'pfeil runter': 'ArrowDown', 'pfeil nach unten': 'ArrowDown',
  'arrow left': 'ArrowLeft', 'left arrow': 'ArrowLeft', 'pfeil nach links': 'ArrowLeft', 'pfeil links': 'ArrowLeft',
  'arrow right': 'ArrowRight', 'right arrow': 'ArrowRight', 'pfeil nach rechts': 'ArrowRight', 'pfeil rechts': 'ArrowRight',
  'page up': 'PageUp', 'bild auf': 'PageUp', 'page down': 'PageDown', 'bild ab': 'PageDown',
}; // prettier-ignore

/** A button may be called like a key ("Home", "Delete"): where there is one, it is meant, unless the user said "key". */
function readKey(clause: string, lifted: Lifted): Reading[] {
  return match(clause, [KEY_PRESS]).flatMap(([raw = '', field]): Reading[] => {
    const key = KEY_NAMES[fold(quotedIn(raw, lifted)?.inner ?? raw)];
    if (key === undefined) return [];
    const action = { do: 'press' as const, key };
    const name = nameOf(field ?? '', lifted);
    if (name !== undefined) return [{ verb: 'key', action, name }];
    const plain: Reading = { verb: 'plain', rule: 'command.press', action };
    const button = nameOf(raw, lifted);
    const saysKey = /(?:key|taste)$/iu.test(clause);
    return button === undefined || saysKey ? [plain] : [{ verb: 'click', name: button, exact: true }, plain];
  });
}

const DOWN = new Set(['down', 'unten', 'runter', 'hinunter', 'abwarts']);
const UP = new Set(['up', 'oben', 'hoch', 'rauf', 'hinauf', 'aufwarts']);
const BOTTOM = new Set(['bottom', 'end', 'ende', 'seitenende']);
const TOP = new Set(['top', 'start', 'beginning', 'anfang', 'seitenanfang']);
const SCROLL_FILLERS = new Set(
  'a bit little the page to of all way very nach zum zur bis ganz an etwas ein bisschen stuck weiter further more die der seite'.split(
    ' ',
  ),
);

function readScroll(clause: string): Reading[] {
  const [verb, ...words] = fold(clause).split(' ');
  // What stands in quotes is a name, and no fold knows it.
  if ((verb !== 'scroll' && verb !== 'scrolle') || hasQuote(clause)) return [];
  const said = words.filter((word) => !SCROLL_FILLERS.has(word));
  const whole = words.includes('ganz') || (words.includes('all') && words.includes('way'));
  const [first, second] = said;
  if (said.length > 2) return [];
  const end = second ?? first ?? 'down';
  const to = (['bottom', 'top', 'down', 'up'] as const).find((way) =>
    ({ bottom: BOTTOM, top: TOP, down: DOWN, up: UP })[way].has(end),
  );
  // "Scroll up to the pictures" is more than this rule knows.
  if (to === undefined || (second !== undefined && !DOWN.has(first ?? '') && !UP.has(first ?? ''))) return [];
  const far = whole ? ({ down: 'bottom', up: 'top', bottom: 'bottom', top: 'top' } as const)[to] : to;
  return [{ verb: 'plain', rule: 'command.scroll', action: { do: 'scroll', to: far } }];
}

function wait(what: { what: 'time'; ms: number } | { what: 'text'; text: string }): Reading[] {
  return [{ verb: 'plain', rule: 'command.wait', action: { do: 'wait', for: what } }];
}

function readWait(clause: string, lifted: Lifted): Reading[] {
  if (/^(?:wait|warte)(?: a (?:second|moment|bit)| (?:kurz|einen moment|eine sekunde))?$/iu.test(clause)) {
    return wait({ what: 'time', ms: 1000 });
  }
  const [, amount, unit] = WAIT_TIME.exec(clause) ?? [];
  if (amount !== undefined) {
    const ms = Number(amount.replace(',', '.')) * (/^m/iu.test(unit ?? '') ? 1 : 1000);
    return wait({ what: 'time', ms: Math.min(30_000, Math.round(ms)) });
  }
  const [, raw] = WAIT_TEXT.exec(clause) ?? [];
  const text = quotedIn(raw ?? '', lifted)?.inner.trim() ?? '';
  return text === '' || text.length > 200 ? [] : wait({ what: 'text', text });
}
