/**
 * A small independent reader of the part of BNF that llama.cpp and xgrammar share: rules, literals, classes, groups, alternatives,
 * `?`, `*`, `+`, `{m,n}`. Knows nothing of how Locus prints its grammars; a construct it does not know throws.
 */
type Node =
  | { kind: 'text'; text: string }
  | { kind: 'class'; not: boolean; ranges: [number, number][] }
  | { kind: 'rule'; name: string }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'either'; options: Node[] }
  | { kind: 'repeat'; of: Node; min: number; max: number };

export type Bnf = ReadonlyMap<string, Node>;

export function readBnf(source: string): Bnf {
  const rules = new Map<string, Node>();
  for (const line of source.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, body] = /^([a-zA-Z][a-zA-Z0-9-]*) ::= (.*)$/u.exec(line) ?? [];
    if (name === undefined || body === undefined) throw new Error(`no rule: ${line}`);
    if (rules.has(name)) throw new Error(`rule ${name} twice`);
    rules.set(name, new Reader(body).all());
  }
  for (const node of rules.values()) checkNames(node, rules);
  if (!rules.has('root')) throw new Error('no root');
  return rules;
}

function checkNames(node: Node, rules: Bnf): void {
  if (node.kind === 'rule' && !rules.has(node.name)) throw new Error(`unknown rule ${node.name}`);
  if (node.kind === 'sequence') for (const part of node.parts) checkNames(part, rules);
  if (node.kind === 'either') for (const option of node.options) checkNames(option, rules);
  if (node.kind === 'repeat') checkNames(node.of, rules);
}

class Reader {
  readonly #marks: string[];
  #at = 0;

  constructor(source: string) {
    this.#marks = Array.from(source);
  }

  all(): Node {
    const node = this.#either();
    if (this.#at < this.#marks.length) throw new Error(`left over: ${this.#marks.slice(this.#at).join('')}`);
    return node;
  }

  #peek(): string {
    return this.#marks[this.#at] ?? '';
  }

  #take(): string {
    return this.#marks[this.#at++] ?? '';
  }

  #blanks(): void {
    while (this.#peek() === ' ') this.#at++;
  }

  #either(): Node {
    const options = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#take();
      options.push(this.#sequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'either', options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (this.#blanks(); this.#peek() !== '' && this.#peek() !== '|' && this.#peek() !== ')'; this.#blanks()) {
      parts.push(this.#repeated(this.#item()));
    }
    if (parts.length === 0) throw new Error('an empty alternative');
    return { kind: 'sequence', parts };
  }

  #item(): Node {
    const first = this.#take();
    if (first === '"') return this.#literal();
    if (first === '[') return this.#class();
    if (first === '(') {
      const node = this.#either();
      if (this.#take() !== ')') throw new Error('no closing parenthesis');
      return node;
    }
    let name = first;
    while (/[a-zA-Z0-9-]/.test(this.#peek())) name += this.#take();
    if (!/^[a-zA-Z]/.test(name)) throw new Error(`unexpected ${name}`);
    return { kind: 'rule', name };
  }

  #literal(): Node {
    let text = '';
    while (this.#peek() !== '"') text += this.#character();
    this.#take();
    return { kind: 'text', text };
  }

  #class(): Node {
    const not = this.#peek() === '^';
    if (not) this.#take();
    const ranges: [number, number][] = [];
    while (this.#peek() !== ']') {
      const from = this.#character().codePointAt(0) ?? 0;
      const isRange = this.#peek() === '-' && this.#marks[this.#at + 1] !== ']';
      if (isRange) this.#take();
      ranges.push([from, isRange ? (this.#character().codePointAt(0) ?? 0) : from]);
    }
    this.#take();
    return { kind: 'class', not, ranges };
  }

  #character(): string {
    const mark = this.#take();
    if (mark === '') throw new Error('unfinished');
    if (mark !== '\\') return mark;
    const name = this.#take();
    const digits = { x: 2, u: 4, U: 8 }[name];
    if (digits !== undefined) {
      const hex = Array.from({ length: digits }, () => this.#take()).join('');
      if (!/^[0-9a-fA-F]+$/.test(hex)) throw new Error(`bad escape ${hex}`);
      return String.fromCodePoint(Number.parseInt(hex, 16));
    }
    const plain = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '[': '[', ']': ']' }[name];
    if (plain === undefined) throw new Error(`unknown escape \\${name}`);
    return plain;
  }

  #repeated(of: Node): Node {
    const mark = this.#peek();
    if (mark === '?' || mark === '*' || mark === '+') {
      this.#take();
      return { kind: 'repeat', of, min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : Infinity };
    }
    if (mark !== '{') return of;
    const [whole, min, max] = /^\{(\d+),(\d+)\}/.exec(this.#marks.slice(this.#at, this.#at + 20).join('')) ?? [];
    if (whole === undefined) throw new Error('bad repetition');
    this.#at += whole.length;
    return { kind: 'repeat', of, min: Number(min), max: Number(max) };
  }
}

/** True where the whole text is a sentence of the grammar. Follows all ways at once, so nothing is greedy. */
export function accepts(bnf: Bnf, text: string): boolean {
  const marks = Array.from(text);
  return walk(bnf, ruleOf(bnf, 'root'), { marks, from: new Set([0]) }).has(marks.length);
}

/** Where a match may end, for each place where it may begin. */
function walk(bnf: Bnf, node: Node, at: { marks: readonly string[]; from: ReadonlySet<number> }): Set<number> {
  const { marks, from } = at;
  switch (node.kind) {
    case 'text': {
      const wanted = Array.from(node.text);
      return mapEnds(from, (begin) =>
        wanted.every((mark, i) => marks[begin + i] === mark) ? begin + wanted.length : undefined,
      );
    }
    case 'class':
      return mapEnds(from, (begin) => (inClass(node, marks[begin]) ? begin + 1 : undefined));
    case 'rule':
      return walk(bnf, ruleOf(bnf, node.name), at);
    case 'sequence':
      return node.parts.reduce<Set<number>>((ends, part) => walk(bnf, part, { marks, from: ends }), new Set(from));
    case 'either':
      return new Set(node.options.flatMap((option) => [...walk(bnf, option, at)]));
    case 'repeat': {
      const all = new Set<number>(node.min === 0 ? from : []);
      let ends = new Set(from);
      for (let times = 1; times <= node.max && ends.size > 0; times++) {
        ends = walk(bnf, node.of, { marks, from: ends });
        if (times >= node.min) for (const end of ends) all.add(end);
      }
      return all;
    }
  }
}

function mapEnds(from: ReadonlySet<number>, step: (begin: number) => number | undefined): Set<number> {
  return new Set([...from].map(step).filter((end) => end !== undefined));
}

function inClass(node: Extract<Node, { kind: 'class' }>, mark: string | undefined): boolean {
  if (mark === undefined) return false;
  const code = mark.codePointAt(0) ?? 0;
  // What a tokenizer writes is UTF-8: a lone surrogate cannot be in it.
  if (code >= 0xd800 && code <= 0xdfff) return false;
  return node.ranges.some(([low, high]) => code >= low && code <= high) !== node.not;
}

function ruleOf(bnf: Bnf, name: string): Node {
  const node = bnf.get(name);
  if (node === undefined) throw new Error(`unknown rule ${name}`);
  return node;
}

/** A random sentence of the grammar. `pick(n)` gives a whole number from 0 to n - 1. */
export function sentence(bnf: Bnf, pick: (n: number) => number): string {
  const say = (node: Node): string => {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'class':
        return characterOf(node, pick);
      case 'rule':
        return say(ruleOf(bnf, node.name));
      case 'sequence':
        return node.parts.map(say).join('');
      case 'either': {
        const option = node.options[pick(node.options.length)];
        return option === undefined ? '' : say(option);
      }
      case 'repeat': {
        // Often short, sometimes as long as it may be.
        const most = Math.min(node.max, node.min + 2000);
        const times = pick(8) === 0 ? most : Math.min(most, node.min + pick(12));
        return Array.from({ length: times }, () => say(node.of)).join('');
      }
    }
  };
  return say(ruleOf(bnf, 'root'));
}

/** Borders of planes, marks that need care, and any other. */
const HARD = [
  0, 0x1f, 0x20, 0x22, 0x5c, 0x7f, 0x80, 0x2028, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff,
];

function characterOf(node: Extract<Node, { kind: 'class' }>, pick: (n: number) => number): string {
  if (!node.not) {
    const [low, high] = node.ranges[pick(node.ranges.length)] ?? [0, 0];
    return String.fromCodePoint(low + pick(high - low + 1));
  }
  for (;;) {
    const code = pick(2) === 0 ? (HARD[pick(HARD.length)] ?? 0) : pick(0x110000);
    if (inClass(node, String.fromCodePoint(code))) return String.fromCodePoint(code);
  }
}
