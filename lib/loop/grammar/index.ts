import * as v from 'valibot';

import { Action, type GrammarSet } from '@/lib/contracts/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { printBnf } from './bnf.ts';
import { printJsonSchema } from './json-schema.ts';
import { isMember } from './member.ts';
import { type GrammarInput, shapesOf } from './shapes.ts';

/** Longer than any sentence of the language, however it is escaped. */
const MAX_REPLY = 20_000;

/** Grammars for the actions that are possible on a page, and the check that a reply is one of them. Pure. */
export function createGrammar() {
  let last: { key: string; printed: GrammarSet } | undefined;
  return {
    /** The same language three times. The same set of inputs gives the same bytes: engines cache grammars by their text. */
    build(input: GrammarInput): GrammarSet {
      const shapes = shapesOf(input);
      // From one iteration to the next a page mostly stays what it was.
      const key = JSON.stringify(shapes);
      if (last?.key === key) return last.printed;
      const bnf = printBnf(shapes);
      const printed = { ebnf: bnf, gbnf: bnf, jsonSchema: printJsonSchema(shapes) };
      last = { key, printed };
      return printed;
    },

    /**
     * The action that the text says; undefined where it says none that is possible on this page. The layout of the JSON is free
     * here, because a server that follows the schema alone chooses its own.
     */
    parse(text: string, input: GrammarInput): Action | undefined {
      const value = readJson(text);
      if (!isMember(value, shapesOf(input))) return undefined;
      const parsed = v.safeParse(Action, value);
      return parsed.success ? parsed.output : undefined;
    },
  };
}

function readJson(text: string): unknown {
  return text.length > MAX_REPLY ? undefined : fromJson(text);
}
