import { ROOT } from '../../scripts/lib/build.ts';
import { oneFile } from '../../scripts/lib/one-file.ts';

/** One entry, by its path in the repository or an absolute one, as a script that runs by itself. */
export function bundle(entry: string, { minify = false } = {}): Promise<string> {
  const define = { 'process.env.NODE_ENV': '"production"' };
  return oneFile(ROOT.replace(/\/$/, ''), entry, { name: 'bundled', minify, define });
}
