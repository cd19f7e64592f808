import { gzipSync } from 'node:zlib';

export function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}
