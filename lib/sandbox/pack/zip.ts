import { Inflate } from 'fflate';

import { crc32 } from './crc.ts';
import { visible } from './names.ts';
import { Refuse } from './refuse.ts';

/** Bytes of a whole pack; of what is in it. */
export const MOST_PACK = 9 * 2 ** 20;
const MOST_UNPACKED = 12 * 2 ** 20;
const MOST_FILES = 16;
/** How many times smaller a file may be made. Small ones are not asked. */
const MOST_RATIO = 200;
const SMALL = 256 * 1024;

/** The files that a pack may have, with the most bytes of each. */
const FILES: ReadonlyMap<string, number> = new Map([
  ['manifest.json', 256 * 1024],
  ['tool.wasm', 8 * 2 ** 20],
  ['tool.js', 2 * 2 ** 20],
  ['tool.py', 2 * 2 ** 20],
  ['LICENSE', 256 * 1024],
  ['vectors.json', 2 * 2 ** 20],
]);

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
/** Bits of a file's flags: encrypted, encrypted strongly, its header hidden. */
const LOCKED = 0x2041;
const STORED = 0;
const DEFLATED = 8;
/** As the mode of a file in Unix: which kind it is, and the one that points elsewhere. */
const KIND = 0xf000;
const LINK = 0xa000;

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Of its own header. */
  at: number;
}

const damaged = (detail: string) => new Refuse('pack.damaged', {}, detail);

/**
 * The files of a pack. fflate unpacks them; what it is given was judged by the table at the zip's end before, and it is stopped where a
 * file turns out larger than the table says. Throws `Refuse`.
 */
export function unzipped(bytes: Uint8Array): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  if (bytes.length > MOST_PACK) throw tooBig('.locus-tool', MOST_PACK);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const table = view.getUint32(end + 16, true);
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) throw damaged('in several parts');
  if (count > MOST_FILES) throw new Refuse('pack.bomb', {}, `${count} files`);
  if (table + view.getUint32(end + 12, true) !== end) throw damaged('its table is not where it says');
  const entries = entriesOf(view, { count, table, end });
  checkSizes(entries);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let free = 0;
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    if (entry.at < free) throw new Refuse('pack.bomb', {}, 'files that lie over each other');
    const start = contentOf(view, entry, table);
    free = start + entry.packed;
    files.set(entry.name, unpacked(bytes.subarray(start, free), entry));
  }
  return files;
}

/** Where the zip's last record is. */
function endOf(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  }
  const isZip = view.byteLength >= 4 && view.getUint32(0, true) === LOCAL;
  throw new Refuse(isZip ? 'pack.cut_off' : 'pack.no_pack');
}

function entriesOf(view: DataView, { count, table, end }: { count: number; table: number; end: number }): Entry[] {
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = table;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw damaged('its table is broken');
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + CENTRAL_BYTES + lengths.reduce((sum, length) => sum + length, 0);
    if (next > end) throw damaged('its table is broken');
    const name = textOf(view, at + CENTRAL_BYTES, lengths[0] ?? 0);
    checkName(name, { flags: view.getUint16(at + 8, true), mode: view.getUint32(at + 38, true) >>> 16, names });
    names.add(name.toLowerCase());
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at = next;
  }
  if (at !== end) throw damaged('its table is longer than it says');
  return entries;
}

function checkName(name: string, { flags, mode, names }: { flags: number; mode: number; names: Set<string> }): void {
  const file = visible(name);
  if ((mode & KIND) === LINK) throw new Refuse('pack.link', { file });
  if (name === '' || /[/\\:]|^\.+$/u.test(name) || name.includes('\0')) throw new Refuse('pack.path', { file });
  if (names.has(name.toLowerCase())) throw new Refuse('pack.twice', { file });
  if ((flags & LOCKED) !== 0) throw new Refuse('pack.locked', { file });
  if (!FILES.has(name)) throw new Refuse('pack.stranger', { file });
}

/** By what the table says: nothing was unpacked yet. */
function checkSizes(entries: readonly Entry[]): void {
  let all = 0;
  for (const { name, method, packed, size } of entries) {
    const most = FILES.get(name) ?? 0;
    if (size > most) throw tooBig(name, most);
    if (size > SMALL && size > packed * MOST_RATIO) throw new Refuse('pack.bomb', {}, `${name}: ${packed} to ${size}`);
    if (method !== STORED && method !== DEFLATED) throw damaged(`${name}: packed in a way that is not known`);
    if (method === STORED && packed !== size) throw damaged(`${name}: two sizes`);
    all += size;
  }
  if (all > MOST_UNPACKED) throw new Refuse('pack.bomb', {}, `${all} bytes`);
}

/** Where a file's content begins. Its own header has to say the same as the table. */
function contentOf(view: DataView, { name, at, packed }: Entry, table: number): number {
  if (at + LOCAL_BYTES > table || view.getUint32(at, true) !== LOCAL) throw damaged(`${name}: no header`);
  const [length, extra] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
  const start = at + LOCAL_BYTES + length + extra;
  if (start + packed > table) throw damaged(`${name}: cut off`);
  if (textOf(view, at + LOCAL_BYTES, length) !== name) throw damaged(`${name}: two names`);
  return start;
}

/** Bytes that are unpacked at once: so many times a thousand may come out before anybody counts. */
const STEP = 1024;

function unpacked(packed: Uint8Array, { name, method, size, crc }: Entry): Uint8Array<ArrayBuffer> {
  const content = method === STORED ? Uint8Array.from(packed) : inflated(packed, { name, size });
  if (crc32(content) !== crc) throw damaged(`${name}: another checksum`);
  return content;
}

function inflated(packed: Uint8Array, { name, size }: { name: string; size: number }): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(size);
  let filled = 0;
  const inflate = new Inflate((part) => {
    if (filled + part.length > size) throw new Refuse('pack.bomb', {}, `${name}: more than the ${size} bytes it says`);
    content.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += STEP) {
      inflate.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    }
  } catch (error) {
    if (error instanceof Refuse) throw error;
    // Whatever the unpacker stumbles over is in the file.
    throw damaged(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (filled !== size) throw damaged(`${name}: ${filled} bytes; it says ${size}`);
  return content;
}

function textOf(view: DataView, at: number, length: number): string {
  if (at + length > view.byteLength) throw damaged('cut off');
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
}

function tooBig(file: string, most: number): Refuse {
  return new Refuse('pack.too_big', { file, limit: most / 2 ** 20 });
}
