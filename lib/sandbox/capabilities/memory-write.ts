import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { capability, denied, gave, reason } from './shape.ts';

/** Keys and values of all notes together. */
const MOST_BYTES = 200_000;

/** Notes of the module's own: another version of it, with another hash, finds none. */
export const memoryWrite = capability({
  name: 'memory.write',
  risk: 'none',
  asked: v.strictObject({ name: v.literal('memory.write'), reason }),
  description:
    '{"do": "add", "text"} or {"do": "forget", "id"}. Gives {"id"} of the new note, or {}. Only this tool reads it, by memory.read',
  explains: 'capability_memory_write',
  input: v.variant('do', [
    v.strictObject({ do: v.literal('add'), text: v.pipe(v.string(), v.minLength(1), v.maxLength(2000)) }),
    v.strictObject({ do: v.literal('forget'), id: v.pipe(v.string(), v.minLength(1), v.maxLength(40)) }),
  ]),
  async execute(input, { world, sha256, isLocal, carrying }) {
    const shelf = { sha256: notesOf(sha256), isLocal, from: [...carrying.reads], maxBytes: MOST_BYTES };
    const at = Math.floor(world.now());
    const key = input.do === 'add' ? `${at}-${bytesToHex(world.randomBytes(4))}` : input.id;
    const value = input.do === 'add' ? JSON.stringify({ text: input.text, at }) : undefined;
    const set = await world.ask({ type: 'world.set', key, value, ...shelf });
    if (!set.ok) return denied('full', set.problem.code);
    if (!set.value.fits) return denied('full', `more than ${MOST_BYTES} bytes of notes; forget some first`);
    return gave(input.do === 'add' ? { id: key } : {});
  },
});

/** Where they stand among the shelves. */
export function notesOf(sha256: string): string {
  return `${sha256}:notes`;
}
