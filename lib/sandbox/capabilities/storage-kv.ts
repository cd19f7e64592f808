import * as v from 'valibot';

import { capability, denied, gave, reason, upTo } from './shape.ts';

const key = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** A shelf of the module's own: another version of it, with another hash, finds it empty. */
export const storageKv = capability({
  name: 'storage.kv',
  risk: 'none',
  asked: v.strictObject({
    name: v.literal('storage.kv'),
    reason,
    /** Keys and values together. */
    maxBytes: v.optional(upTo(1_000_000), 100_000),
  }),
  description:
    '{"do": "get", "key"}, {"do": "set", "key", "value": any JSON}, {"do": "delete", "key"} or {"do": "keys"}. Gives {"value"} (null where there is none), {"keys"} or {}',
  explains: 'capability_storage_kv',
  about: ({ maxBytes }) => `${Math.ceil(maxBytes / 1000)} kB`,
  input: v.variant('do', [
    v.strictObject({ do: v.literal('get'), key }),
    v.strictObject({ do: v.literal('set'), key, value: v.unknown() }),
    v.strictObject({ do: v.literal('delete'), key }),
    v.strictObject({ do: v.literal('keys') }),
  ]),
  async execute(input, { asked, world, sha256, isLocal, carrying }) {
    if (input.do === 'keys') {
      const keys = await world.ask({ type: 'world.keys', sha256 });
      if (!keys.ok) return denied('full', keys.problem.code);
      const { keys: all, ...where } = keys.value;
      return gave({ keys: all }, { isLocal: where.isLocal, read: where.from });
    }
    if (input.do === 'get') {
      const found = await world.ask({ type: 'world.get', sha256, key: input.key });
      if (!found.ok) return denied('full', found.problem.code);
      if (found.value === null) return gave({ value: null });
      return gave({ value: found.value.value }, { isLocal: found.value.isLocal, read: found.value.from });
    }
    const value = input.do === 'delete' ? undefined : JSON.stringify(input.value);
    if (input.do === 'set' && value === undefined) return denied('input', 'a value is JSON');
    const { maxBytes } = asked;
    const set = await world.ask({ type: 'world.set', sha256, key: input.key, value, isLocal, from: [...carrying.reads], maxBytes }); // prettier-ignore
    if (!set.ok) return denied('full', set.problem.code);
    return set.value.fits ? gave({}) : denied('full', `more than its ${maxBytes} bytes; delete something first`);
  },
});
