import { Validator } from '@cfworker/json-schema';

import { tamed } from './tame.ts';

/** Undefined where a value fits, else why not, in English. */
export type Check = (value: unknown) => string | undefined;

/** A check for a schema of a stranger, as far as it can be checked here (`tame.ts`). */
export function checkFor(schema: unknown): Check {
  const validator = new Validator(tamed(schema) ?? {}, '2020-12', true);
  return (value) => {
    const { valid, errors } = validator.validate(value);
    return valid ? undefined : (errors.at(-1)?.error ?? 'it does not fit its schema');
  };
}
