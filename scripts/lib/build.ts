import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['entrypoints', 'lib', 'assets', 'modules', 'wasm', 'wxt.config.ts', 'package-lock.json'];

/** Runs a command of node_modules/.bin or the system; output goes to stderr, or, where quiet, into the error. Rejects where it fails. */
function command(name: string, args: readonly string[], { quiet = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`,
    };
    const child = spawn(name, args, { cwd: ROOT, env, stdio: ['ignore', quiet ? 'ignore' : 2, quiet ? 'pipe' : 2] });
    child.on('error', reject);
    let said = '';
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else if (quiet) reject(new Error(`${name} ${args.join(' ')} ended with ${code}\n${said}`));
      else reject(new Error(`${name} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** Builds the end-to-end build for Chromium, unless it is newer than every source. */
export async function ensureBuild(): Promise<void> {
  const built = await stat(path.join(ROOT, '.output/chrome-mv3-e2e/manifest.json')).catch(() => undefined);
  const changed = Math.max(...(await Promise.all(SOURCES.map((source) => newest(path.join(ROOT, source))))));
  if (built !== undefined && built.mtimeMs > changed) return;
  await command('wxt', ['build', '--mode', 'e2e'], { quiet: true });
}

/** Time of the newest file there, milliseconds; 0 where there is none. */
async function newest(place: string): Promise<number> {
  const own = await stat(place).catch(() => undefined);
  if (own === undefined) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  const files = await readdir(place, { recursive: true });
  const times = await Promise.all(files.map(async (file) => (await stat(path.join(place, file))).mtimeMs));
  return Math.max(own.mtimeMs, ...times);
}
