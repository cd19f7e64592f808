import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ROOT } from '../build.ts';

/** Languages that tools are written in here: by their short name, what manifests call them. */
export const LANGUAGES = {
  rust: 'Rust',
  go: 'Go',
  c: 'C',
  as: 'AssemblyScript',
  js: 'JavaScript',
  py: 'Python',
} as const;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(name: string | undefined): name is Language {
  return name !== undefined && Object.hasOwn(LANGUAGES, name);
}

/** The one that a manifest calls so; undefined where it is none of these. */
export function languageOf(name: string): Language | undefined {
  return Object.keys(LANGUAGES)
    .filter(isLanguage)
    .find((language) => LANGUAGES[language] === name);
}

export interface Toolchain {
  /** What it says of itself. */
  version: string;
  /** Variables for a tool's build.sh. */
  env: Readonly<Record<string, string>>;
}

/** Versions of LLVM that distributions keep side by side, newest first. */
const LLVM = [22, 21, 20, 19, 18, 17, 16, 15, 14];

const FINDERS: Readonly<Record<Language, () => Toolchain | undefined>> = {
  js: () => ({ version: `Node ${process.version}`, env: {} }),
  as: () => {
    const asc = path.join(ROOT, 'node_modules/.bin/asc');
    return found(asc, ['--version'], { ASC: asc });
  },
  go() {
    const go = process.env['GO'] ?? 'go';
    const known = said(go, ['tool', 'dist', 'list']);
    return known?.includes('wasip1/wasm') === true ? found(go, ['version'], { GO: go }) : undefined;
  },
  py() {
    const python = process.env['PYTHON'] ?? 'python3';
    return found(python, ['--version'], { PYTHON: python });
  },
  c() {
    const names = choices('CLANG', ['clang', ...LLVM.map((version) => `clang-${version}`)]);
    const flags = ['--target=wasm32', '-nostdlib', '-Wl,--no-entry', '-x', 'c', '-'];
    const clang = names.find((name) => makes(name, flags, 'int f(void) { return 1; }'));
    return clang === undefined ? undefined : found(clang, ['--version'], { CLANG: clang });
  },
  rust() {
    const flags = ['--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-'];
    // Where both rustup and the system bring one, it may be the second that knows the target.
    for (const rustc of choices('RUSTC', ['rustc', '/usr/bin/rustc'])) {
      for (const linker of choices('WASM_LD', ['', 'wasm-ld', ...LLVM.map((version) => `wasm-ld-${version}`)])) {
        const linking = linker === '' ? [] : ['-C', `linker=${linker}`];
        if (makes(rustc, [...linking, ...flags], 'pub fn f() {}'))
          return found(rustc, ['--version'], { RUSTC: rustc, WASM_LD: linker });
      }
    }
    return undefined;
  },
};

const known = new Map<Language, Toolchain | undefined>();

/** What builds tools of that language on this machine; undefined where nothing does. Of a language that is not known, nothing is asked. */
export function toolchainFor(language: Language | undefined): Toolchain | undefined {
  if (language === undefined) return { version: 'build.sh', env: {} };
  if (!known.has(language)) known.set(language, FINDERS[language]());
  return known.get(language);
}

function choices(variable: string, names: readonly string[]): readonly string[] {
  const named = process.env[variable];
  return named === undefined || named === '' ? names : [named];
}

function found(command: string, args: readonly string[], env: Record<string, string>): Toolchain | undefined {
  const version = said(command, args);
  return version === undefined ? undefined : { version: version.split('\n', 1)[0] ?? '', env };
}

function said(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** True where the compiler makes something of a program. */
function makes(command: string, args: readonly string[], program: string): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'locus-toolchain-'));
  const output = ['-o', path.join(folder, 'tool.wasm')];
  const { status } = spawnSync(command, [...output, ...args], { input: program, stdio: ['pipe', 'ignore', 'ignore'] });
  rmSync(folder, { recursive: true });
  return status === 0;
}
