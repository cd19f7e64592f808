import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Folder for what is fetched, outside git: LOCUS_CACHE, else XDG_CACHE_HOME or ~/.cache, under `locus/` and that name. */
export function cacheFolder(name: string): string {
  const own = process.env['LOCUS_CACHE'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg === undefined || xdg === '' ? join(homedir(), '.cache') : xdg, 'locus', name);
}
