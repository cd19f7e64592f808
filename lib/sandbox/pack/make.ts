import { type Zippable, zipSync } from 'fflate';

/** Zip files begin in 1980; the same files give the same bytes. */
const TIME = new Date(1980, 0, 1);

/** The bytes of a pack of these files; whether it may be used, `readPack` says. */
export function makePack(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(files)) entries[name] = [bytes, { level: 9, mtime: TIME }];
  return Uint8Array.from(zipSync(entries));
}
