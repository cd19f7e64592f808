import * as fc from 'fast-check';

import {
  ACT_FLAGS,
  ADDRESSES,
  type Facts,
  LEADS,
  METHODS,
  PARTS,
  SITE_FLAGS,
  type Thing,
  THING_FLAGS,
  THING_KINDS,
  VERBS,
} from '../../lib/policy/encode.ts';

const some = <F>(all: readonly F[]) => fc.subarray([...all]);

/** Folded texts: words that say something, words that say nothing, parts of words, what is no word at all. */
const anyText = fc
  .array(
    fc.tuple(
      fc.constantFrom('delete', 'order', 'now', 'history', 'sign', 'in', 'out', 'log', 'check', 'close', 'account', 'bin', 'show',
        'loschen', '送信する', '결제', 'удалить', 'a', '', 'x'.repeat(40)),
      fc.constantFrom(' ', '_', '\n', ''),
    ),
    { maxLength: 4 },
  )
  .map((words) => words.flat().join('')); // prettier-ignore

const anyThing = (part: fc.Arbitrary<Thing['part']>): fc.Arbitrary<Thing> =>
  fc.record({
    part,
    kind: fc.constantFrom(...THING_KINDS),
    flags: some(THING_FLAGS),
    address: fc.constantFrom(...ADDRESSES),
    leads: some(LEADS),
    method: fc.constantFrom(...METHODS),
    sendsElsewhere: fc.boolean(),
    name: anyText,
    path: anyText,
  });

/** Any facts in the format, whether or not an act can have them: at most one target, one thing to drop on, one place. */
export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    verb: fc.constantFrom(...VERBS),
    flags: some(ACT_FLAGS),
    site: some(SITE_FLAGS),
    key: fc.constantFrom('', 'Enter', 'Space', 'Tab', 'Delete', 'a', 'A', 'k', '😀'),
    things: fc.tuple(
      fc.option(anyThing(fc.constant('target')), { freq: 5, nil: undefined }),
      fc.array(anyThing(fc.constant('button')), { maxLength: 2 }),
      fc.option(anyThing(fc.constantFrom('onto', 'place')), { nil: undefined }),
    ),
  })
  .map(({ things: [target, buttons, other], ...facts }) => ({
    ...facts,
    things: [target, ...buttons, other].filter((thing) => thing !== undefined),
  }));

/** What the format says, read a second time and independently of the module. */
export function isWellFormed(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const u8 = () => view.getUint8(at++);
  const skipText = () => {
    const length = view.getUint16(at, true);
    at += 2 + 2 * length;
  };
  try {
    const head = [u8(), u8(), u8(), u8()] as const;
    if (head[0] !== 1 || head[1] >= VERBS.length || head[2] >= 2 ** SITE_FLAGS.length || head[3] >= 2 ** ACT_FLAGS.length) return false; // prettier-ignore
    const count = view.getUint16(at, true);
    at += 2;
    skipText();
    const parts: number[] = [];
    for (let i = 0; i < count; i++) {
      const fields = [u8(), u8(), u8(), u8(), u8(), u8(), u8(), u8()];
      const most = [PARTS.length, THING_KINDS.length, 2 ** THING_FLAGS.length, ADDRESSES.length, 2 ** LEADS.length, METHODS.length, 2, 1]; // prettier-ignore
      if (fields.some((field, index) => field >= (most[index] ?? 0))) return false;
      const part = fields[0] ?? 0;
      if (part !== PARTS.indexOf('button') && parts.includes(part)) return false;
      parts.push(part);
      skipText();
      skipText();
    }
  } catch {
    return false; // it ends too early
  }
  return at === bytes.length;
}
