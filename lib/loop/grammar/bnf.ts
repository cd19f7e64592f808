import type { Entry, Field, Shape } from './shapes.ts';

/**
 * The text of a grammar for xgrammar (EBNF) or llama.cpp (GBNF). Both read `name ::= ...`, string literals, classes, groups,
 * alternatives and `{0,n}`, so one printer serves both; only escapes in literals are limited to what both know.
 *
 * The layout is fixed: compact JSON, keys in order, no white space. A free layout lets a weak model print blanks for ever.
 */
export function printBnf(shapes: readonly Shape[]): string {
  const rules = new Map<string, string>([['root', shapes.map(({ name }) => ruleName(name)).join(' | ')]]);
  for (const { name, fields } of shapes) rules.set(ruleName(name), printObject(fields, rules));
  return [...rules, ...(usesText(shapes) ? CHARACTER : [])].map(([name, body]) => `${name} ::= ${body}\n`).join('');
}

/** A character of a JSON string: raw, or one of the escapes that JSON.stringify writes. No surrogates: always valid Unicode. */
const CHARACTER: [string, string][] = [['char', '[^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\bfnrt] | "u00" [01] [0-9a-f])']];

function ruleName(shape: string): string {
  return `a-${shape}`;
}

/** Pieces are joined so that what is always the same text is one literal. */
function printObject(fields: readonly Entry[], rules: Map<string, string>): string {
  return join(objectPieces(fields, rules));
}

type Piece = { literal: string } | { expression: string };

function objectPieces(fields: readonly Entry[], rules: Map<string, string>): Piece[] {
  const pieces: Piece[] = [{ literal: '{' }];
  const needed = fields.filter(([, , optional]) => optional === undefined);
  const optional = fields.filter(([, , may]) => may !== undefined);
  for (const [i, [key, field]] of needed.entries()) {
    pieces.push({ literal: `${i === 0 ? '' : ','}${JSON.stringify(key)}:` }, ...fieldPieces(field, rules));
  }
  if (needed.length > 0) pieces.push(...optional.map((entry) => maybe(entry, rules)));
  else if (optional.length > 0) pieces.push(firstOf(optional, rules));
  pieces.push({ literal: '}' });
  return pieces;
}

function maybe([key, field]: Entry, rules: Map<string, string>): Piece {
  return { expression: `(${literal(`,${JSON.stringify(key)}:`)} ${named(field, rules)})?` };
}

/** A value that stands in several places, or several times in one, as a rule of its own: grammars are unrolled where they are read. */
function named(field: Field, rules: Map<string, string>): string {
  const body = join(fieldPieces(field, rules));
  const [known] = [...rules].find(([name, each]) => name.startsWith('part-') && each === body) ?? [];
  if (known !== undefined) return known;
  const name = `part-${[...rules.keys()].filter((each) => each.startsWith('part-')).length}`;
  rules.set(name, body);
  return name;
}

/** Keys that may all be left out: whichever is the first has no comma before it. */
function firstOf(fields: readonly Entry[], rules: Map<string, string>): Piece {
  const ways = fields.map(([key, field], i) =>
    join([
      { literal: `${JSON.stringify(key)}:` },
      { expression: named(field, rules) },
      ...fields.slice(i + 1).map((entry) => maybe(entry, rules)),
    ]),
  );
  return { expression: `(${ways.join(' | ')})?` };
}

/** Without -0, blanks, exponents and leading zeros. */
function numberWords({ whole, digits, negative, zero }: Extract<Field, { kind: 'number' }>): string {
  const sign = negative ? '"-"? ' : '';
  const one = `[1-9] [0-9]{0,${digits - 1}}`;
  const ways = [...(zero ? ['"0"'] : []), `${sign}${one}${whole ? '' : ' ("." [0-9]{0,5} [1-9])?'}`];
  if (!whole) ways.push(`${sign}"0." [0-9]{0,5} [1-9]`);
  return `(${ways.join(' | ')})`;
}

function fieldPieces(field: Field, rules: Map<string, string>): Piece[] {
  switch (field.kind) {
    case 'choice': {
      const [only, ...others] = field.values.map((value) => JSON.stringify(value));
      if (others.length === 0) return [{ literal: only ?? '' }];
      return [{ expression: `(${field.values.map((value) => literal(JSON.stringify(value))).join(' | ')})` }];
    }
    case 'refs': {
      for (const { name, refs } of field.groups) rules.set(name, refs.map(literal).join(' | '));
      const names = field.groups.map(({ name }) => name);
      return [{ literal: '"' }, { expression: names.length === 1 ? names.join('') : `(${names.join(' | ')})` }, { literal: '"' }]; // prettier-ignore
    }
    case 'text':
      return [{ literal: '"' }, { expression: `char{${field.min ?? 0},${field.max}}` }, { literal: '"' }];
    case 'number':
      return [{ expression: numberWords(field) }];
    case 'list': {
      const { min, max } = field;
      if (max === 0) return [{ literal: '[]' }];
      const item = named(field.of, rules);
      const items = `${item} ("," ${item}){${Math.max(0, min - 1)},${max - 1}}`;
      return [{ literal: '[' }, { expression: min === 0 ? `(${items})?` : items }, { literal: ']' }];
    }
    case 'either':
      return [{ expression: `(${field.fields.map((each) => join(fieldPieces(each, rules))).join(' | ')})` }];
    case 'object':
      return objectPieces(field.fields, rules);
  }
}

function join(pieces: readonly Piece[]): string {
  const out: string[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') out.push(literal(text));
    text = '';
  };
  for (const piece of pieces) {
    if ('literal' in piece) {
      text += piece.literal;
    } else {
      flush();
      out.push(piece.expression);
    }
  }
  flush();
  return out.join(' ');
}

/** A literal of the grammar. What is no printable ASCII but `"` and `\` stands for itself, in UTF-8. */
function literal(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (mark) => `\\${mark}`).replaceAll(/[\p{Cc}\u2028\u2029]/gu, escape)}"`;
}

function escape(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function usesText(shapes: readonly Shape[]): boolean {
  return shapes.some(({ fields }) => fields.some(([, field]) => hasText(field)));
}

function hasText(field: Field): boolean {
  if (field.kind === 'object') return field.fields.some(([, each]) => hasText(each));
  if (field.kind === 'either') return field.fields.some(hasText);
  return field.kind === 'list' ? hasText(field.of) : field.kind === 'text';
}
