import type { Decision, Entry, PageSnapshot, TapeItem, Task, Trace } from '@/lib/contracts/index.ts';
import { oneLine, spokenIn } from '@/lib/shared/index.ts';

const DOT = '•';
/** Shorter ones are masked only where they stand alone: `1` is in every number. */
const SHORT = 6;
/** Of longer ones a beginning of this length is masked too: texts are cut in many places. */
const BEGINNING = 8;

/** Names and numbers that the file itself is made of. What is in them comes from no keyboard. */
const OWN_KEYS = new Set([
  'is', 'ref', 'refs', 'kind', 'role', 'documentKey', 'do', 'runId', 'actId', 'questionId', 'id', 'key', 'states', 'inputType',
  'from', 'by', 'status', 'allow', 'rule', 'reversibility', 'type', 'reason', 'code', 'anchor', 'looked', 'placement', 'mode', 'dir',
  'lang', 'on', 'phase', 'how', 'reply', 'why', 'gone', 'looks', 'locus',
]); // prettier-ignore

/** What the user said for fields that hold secrets. */
export type Secrets = ReadonlySet<string>;

/** Finds out, as a run goes on, what it writes or is asked to write into fields that hold secrets. */
export class SecretWatch {
  readonly secrets = new Set<string>();
  /** Decided, and not known to have been done: what it names is on the page that was seen last. */
  #decided: Decision | undefined;
  #page: PageSnapshot | undefined;

  /** What came into the loop. */
  see(items: readonly TapeItem[]): void {
    for (const item of items) {
      if (item.is === 'observe') this.#page = item.page ?? this.#page;
      if (item.is === 'earlier') for (const { asked } of item.exchanges) this.#add(saidIn(asked));
    }
    this.#look();
  }

  hear(entry: Entry): void {
    if (entry.kind === 'signal') this.#add(saidIn(entry.signal.task));
    if (entry.kind === 'decision') this.#decided = entry.decision;
    if (entry.kind !== 'outcome') {
      this.#look();
      return;
    }
    // Where the page was not seen, its own account of the act tells.
    const filled = entry.outcome.change?.changed.filter(({ what }) => what.includes('(secret)')) ?? [];
    this.#write((ref) => filled.some((each) => each.ref === ref));
    this.#decided = undefined;
  }

  #look(): void {
    this.#write((ref) => this.#page?.elements.find((element) => element.ref === ref)?.secret === true);
  }

  #write(isSecret: (ref: string) => boolean): void {
    const action = this.#decided?.action;
    if (action === undefined || !('ref' in action) || action.ref === undefined || !isSecret(action.ref)) return;
    const text = action.do === 'type' || action.do === 'paste' ? action.text : action.do === 'set' ? action.value : '';
    this.#add([text ?? '']);
  }

  #add(texts: readonly string[]): void {
    for (const text of texts) if (text.trim() !== '') this.secrets.add(text);
  }
}

/** All secrets of a run: never fewer than were known while it went on. */
export function secretsOf({ records, tape }: Pick<Trace, 'records' | 'tape'>): Secrets {
  const watch = new SecretWatch();
  const parts = new Map(tape.map((part) => [part.seq, part.items]));
  for (const { seq, entry } of records) {
    watch.see(parts.get(seq) ?? []);
    watch.hear(entry);
  }
  return watch.secrets;
}

/** Words of the task that stand where a secret stands, also where the run never got to type it. */
function saidIn(task: Task): string[] {
  if (task.kind !== 'ask') return [];
  return spokenIn(task.text).map(({ value }) => value);
}

/** The same value with each secret as dots, as many as it has characters, wherever and however it is written. */
export function masked<T>(value: T, secrets: Secrets): T {
  if (secrets.size === 0) return value;
  const spellings = [...secrets].flatMap(spellingsOf).toSorted((a, b) => b.length - a.length);
  const text = JSON.stringify(value, function mask(this: object, key, each: unknown) {
    // `what` is a word of ours, but where it says what became of an element.
    const ours = OWN_KEYS.has(key) || (key === 'what' && !('ref' in this));
    return typeof each === 'string' && !ours ? dotted(each, spellings) : each;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same shape: only texts are others
  return JSON.parse(text) as T;
}

function dotted(text: string, spellings: readonly string[]): string {
  return spellings.reduce(
    (given, spelling) => (spelling.length < SHORT ? alone(given, spelling) : anywhere(given, spelling)),
    text,
  );
}

function alone(text: string, spelling: string): string {
  if (!text.includes(spelling)) return text;
  const literal = spelling.replaceAll(/[.*+?^${}()|[\]\\/-]/gu, String.raw`\$&`);
  return text.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'gu'), (all) =>
    DOT.repeat(all.length),
  );
}

/** Also a beginning of it, where the text was cut there. */
function anywhere(text: string, spelling: string): string {
  const head = spelling.slice(0, BEGINNING);
  let out = '';
  let from = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, at + 1)) {
    if (at < from) continue;
    let length = head.length;
    while (length < spelling.length && text[at + length] === spelling[length]) length += 1;
    const cut = at + length === text.length || text[at + length] === '…';
    if (length < spelling.length && !cut) continue;
    out += text.slice(from, at) + DOT.repeat(length);
    from = at + length;
  }
  return out + text.slice(from);
}

/** As it may be written in a prompt, a reply, an address or markup. */
function spellingsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const inHtml = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [...new Set([secret, secret.trim(), oneLine(secret), inJson, inUrl, inForm, inHtml])].filter(
    (each) => each !== '',
  );
}
