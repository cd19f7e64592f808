import { type Schema, Validator } from '@cfworker/json-schema';

import { failure, isRecord, type Result, success } from '@/lib/shared/index.ts';

/**
 * What a schema of a tool may say. References could go in circles, formats are long patterns, and to find what is there twice takes the
 * square of the items: none is taken. Patterns are, where no text makes them slow.
 */
const PLAIN = new Set(
  `type title description default examples enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength
  minItems maxItems minProperties maxProperties required`.split(/\s+/u),
);
const ONE = new Set(['items', 'additionalProperties', 'not']);
const SEVERAL = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);

const DEEPEST = 16;
const LONGEST_PATTERN = 200;

/** Checks a value: undefined where it fits, else why not, in English. */
export type Check = (value: unknown) => string | undefined;

/** A check for a schema that may come from anybody; the problem says which word of it is not taken. */
export function checkOf(schema: unknown): Result<Check, string> {
  const bad = refused(schema, 0);
  if (bad !== undefined) return failure(bad);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `refused` has seen every word of it
  const validator = new Validator(schema as Schema, '2020-12', true);
  return success((value) => {
    const { valid, errors } = validator.validate(value);
    return valid ? undefined : (errors.at(-1)?.error ?? 'it does not fit its schema');
  });
}

function refused(schema: unknown, depth: number): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isRecord(schema)) return 'a schema is an object';
  if (depth > DEEPEST) return 'it is too deep';
  for (const [word, value] of Object.entries(schema)) {
    const bad = refusedWord(word, value, depth + 1);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function refusedWord(word: string, value: unknown, depth: number): string | undefined {
  if (PLAIN.has(word)) return undefined;
  if (word === 'pattern') return isTame(value) ? undefined : 'its "pattern" could take for ever';
  const inner = ONE.has(word)
    ? [value]
    : SEVERAL.has(word) && Array.isArray(value)
      ? value
      : word === 'properties' && isRecord(value)
        ? Object.values(value)
        : undefined;
  if (inner === undefined) return `"${word}" is not taken`;
  return inner.map((each) => refused(each, depth)).find((bad) => bad !== undefined);
}

/**
 * A pattern without groups that are repeated, without references back and with one repetition without end at most, anchored at its begin:
 * its time grows with the text, and not faster.
 */
function isTame(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN || !pattern.startsWith('^')) return false;
  try {
    void new RegExp(pattern, 'u');
  } catch {
    return false;
  }
  const bare = pattern.replace(/\\[^1-9k]/gu, 'x').replace(/\[[^\]]*\]/gu, 'x');
  const endless = bare.match(/[*+]|\{\d+,\d*\}/gu) ?? [];
  return !/[\\|(]/u.test(bare) && endless.length <= 1;
}
