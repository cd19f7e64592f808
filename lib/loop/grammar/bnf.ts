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
  for (const [i, [key, field]] of fields.entries()) {
    pieces.push({ literal: `${i === 0 ? '' : ','}${JSON.stringify(key)}:` }, ...fieldPieces(field, rules));
  }
  pieces.push({ literal: '}' });
  return pieces;
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
      return [{ literal: '"' }, { expression: `char{0,${field.max}}` }, { literal: '"' }];
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
  return shapes.some(({ fields }) => fields.some(([, field]) => field.kind === 'text'));
}
