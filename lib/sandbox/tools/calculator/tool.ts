import { combined, type Dimension, same, type Unit, unitOf } from './units.ts';

/** A number in base units, with what it measures; `unit` where it was written with one. */
interface Quantity {
  value: number;
  of: Dimension;
  unit?: Unit;
}

const TOKEN = /\s*(?:(\d+(?:[.]\d+)?(?:e[+-]?\d+)?|[.]\d+)|([\p{L}°µ]+)|(.))/giu;
const DEEPEST = 50;

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  ln: Math.log,
  log: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};
/** They give what they were given of, in its unit. */
const KEEPS = new Set(['abs', 'min', 'max']);

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function calculator({ expression }: { expression: string }) {
  const parser = new Parser(expression);
  const found = parser.sum();
  const wanted = parser.take('in', 'to') ? parser.unit() : (found.unit ?? undefined);
  if (!parser.done) throw new Error(`what is "${parser.rest}"?`);
  const unit = wanted ?? baseOf(found.of);
  if (unit !== undefined && !same(unit.of, found.of)) throw new Error(`that cannot be said in ${unit.name}`);
  const plain = unit === undefined ? found.value : (found.value - unit.offset) / unit.factor;
  if (!Number.isFinite(plain)) throw new Error('that has no value');
  // The last digits of a double are noise: 0.1 + 0.2 is 0.3.
  const value = Number(plain.toPrecision(14));
  const name = unit?.name ?? '';
  return { value, unit: name, text: name === '' ? String(value) : `${value} ${name}` };
}

/** Without a unit of its own, a result is told in the base unit of what it measures, if that has a name. */
function baseOf(of: Dimension): Unit | undefined {
  if (Object.keys(of).length === 0) return undefined;
  const name = Object.entries(of)
    .map(([what, power]) => `${BASES[what] ?? what}${power === 1 ? '' : `^${power}`}`)
    .join('·');
  return { name, of, factor: 1, offset: 0 };
}

const BASES: Readonly<Record<string, string>> = { length: 'm', mass: 'kg', time: 's', data: 'B', temperature: 'K', angle: 'rad' }; // prettier-ignore

class Parser {
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = [...text.trim().matchAll(TOKEN)].map(([all]) => all.trim());
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get rest(): string {
    return this.#tokens.slice(this.#at).join(' ');
  }

  /** Takes the next token where it is one of these. */
  take(...wanted: string[]): string | undefined {
    const next = this.#tokens[this.#at];
    if (next === undefined || !wanted.includes(next)) return undefined;
    this.#at += 1;
    return next;
  }

  /** A unit, or a fraction of units: `km/h`. */
  unit(): Unit {
    let unit = this.#oneUnit();
    while (this.take('/')) {
      const below = this.#oneUnit();
      unit = {
        name: `${unit.name}/${below.name}`,
        of: combined(unit.of, below.of, -1),
        factor: unit.factor / below.factor,
        offset: 0,
      };
    }
    return unit;
  }

  #oneUnit(): Unit {
    const name = this.#tokens[this.#at] ?? '';
    const unit = unitOf(name);
    if (unit === undefined) throw new Error(`there is no unit "${name}"`);
    this.#at += 1;
    if (!this.take('^')) return unit;
    const power = Number(this.#tokens[this.#at]);
    this.#at += 1;
    if (power !== 2 && power !== 3) throw new Error('units have the power 2 or 3');
    const of = Object.fromEntries(Object.entries(unit.of).map(([key, each]) => [key, each * power]));
    return { name: `${unit.name}^${power}`, of, factor: unit.factor ** power, offset: 0 };
  }

  sum(): Quantity {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Error('that is nested too deeply');
    let left = this.#product();
    for (let sign = this.take('+', '-', '−'); sign !== undefined; sign = this.take('+', '-', '−')) {
      const right = this.#product();
      if (!same(left.of, right.of)) throw new Error('those two do not measure the same');
      const offset = right.unit?.offset ?? 0;
      left = { ...left, value: sign === '+' ? left.value + right.value - offset : left.value - right.value + offset };
    }
    this.#depth -= 1;
    return left;
  }

  #product(): Quantity {
    let left = this.#power();
    for (let sign = this.#times(); sign !== undefined; sign = this.#times()) {
      const right = this.#power();
      const over = sign === '/' || sign === '÷';
      if (over && right.value === 0) throw new Error('nothing can be divided by zero');
      const plain = Object.keys(right.of).length === 0;
      left = {
        value: over ? left.value / right.value : left.value * right.value,
        of: combined(left.of, right.of, over ? -1 : 1),
        ...(plain && left.unit !== undefined && left.unit.offset === 0 && { unit: left.unit }),
        ...(!over && right.unit !== undefined && Object.keys(left.of).length === 0 && { unit: right.unit }),
      };
    }
    return left;
  }

  #times(): string | undefined {
    return this.take('*', '×', '·', '/', '÷', 'of');
  }

  #power(): Quantity {
    if (this.take('-', '−')) {
      const of = this.#power();
      return { ...of, value: -of.value };
    }
    const base = this.#withUnit();
    if (!this.take('^')) return base;
    const power = this.#power();
    if (Object.keys(power.of).length > 0) throw new Error('a power has no unit');
    const of = Object.fromEntries(Object.entries(base.of).map(([key, each]) => [key, each * power.value]));
    return { value: base.value ** power.value, of };
  }

  #withUnit(): Quantity {
    let found = this.#one();
    if (this.take('%')) found = { ...found, value: found.value / 100 };
    const next = this.#tokens[this.#at];
    // `in` is how one converts, unless an inch is meant: `3 in in cm`.
    const isWord =
      next === 'in' && !['in', 'to', '+', '-', '*', '/', ')', undefined].includes(this.#tokens[this.#at + 1]);
    if (next === undefined || isWord || unitOf(next) === undefined || Object.keys(found.of).length > 0) return found;
    const unit = this.#tokens[this.#at + 1] === '/' ? this.#speed() : this.#oneUnit();
    return { value: found.value * unit.factor + unit.offset, of: unit.of, unit };
  }

  /** `90 km/h` is one quantity; `90 km / 2` is a division. */
  #speed(): Unit {
    return unitOf(this.#tokens[this.#at + 2] ?? '') === undefined ? this.#oneUnit() : this.unit();
  }

  #one(): Quantity {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('something is missing at the end');
    this.#at += 1;
    if (/^[\d.]/u.test(token)) return { value: Number(token), of: {} };
    if (token === '(') {
      const inside = this.sum();
      this.#close();
      return inside;
    }
    const name = token.toLowerCase();
    const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
    if (constant !== undefined) return { value: constant, of: {} };
    if (this.take('(')) return this.#function(name);
    throw new Error(`what is "${token}"?`);
  }

  #function(name: string): Quantity {
    const given = [this.sum()];
    while (this.take(',', ';')) given.push(this.sum());
    this.#close();
    const [first] = given;
    if (first === undefined || !given.every(({ of }) => same(of, first.of)))
      throw new Error('those do not measure the same');
    const values = given.map(({ value }) => value);
    if (name === 'sqrt') {
      const of = Object.fromEntries(Object.entries(first.of).map(([key, power]) => [key, power / 2]));
      return { value: Math.sqrt(first.value), of };
    }
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (call === undefined) throw new Error(`there is no function "${name}"`);
    if (KEEPS.has(name)) return { ...first, value: call(...values) };
    if (Object.keys(first.of).length > 0 && !('angle' in first.of))
      throw new Error(`${name} takes a number without a unit`);
    return { value: call(...values), of: {} };
  }

  #close(): void {
    if (this.take(')') === undefined) throw new Error('a bracket is not closed');
  }
}
