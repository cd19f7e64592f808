import type { CodeLanguage, TaskCode } from '@/lib/contracts/index.ts';

import type { Manifest } from './manifest.ts';

/** What code of one task may use up. */
const LIMITS = { fuel: 20_000_000_000, ms: 5000, pages: 1024, outputBytes: 200_000, logBytes: 20_000 };

/**
 * Code as a script that an engine runs. Models and users write it as they like; only the text is looked at, and whatever is wrong with it is
 * said by the engine.
 */
export function moduleOf({ language, code }: TaskCode): string {
  return language === 'py' ? pythonOf(code) : javaScriptOf(code);
}

/** It may be a module already, a function `(page) => ...`, the body of one with `return`, or a bare expression. */
function javaScriptOf(code: string): string {
  const text = code.trim().replace(/;\s*$/u, '');
  if (/^\s*export\s+default\b/mu.test(text)) return text;
  if (/^(?:async\s+)?(?:function\b|\(?[\w\s,{}]*\)?\s*=>)/u.test(text)) return `export default ${text}`;
  return /\breturn\b/u.test(text)
    ? `export default async (page, host) => {\n${text}\n}`
    : `export default async (page, host) => (\n${text}\n)`;
}

/** Statements without a value, at the start of a line. */
const VALUELESS = /^(?:return|raise|pass|del|global|assert|import|from|for|while|if|elif|else|try|except|finally|with|class|def|@)(?![\w(])/u; // prettier-ignore
/** `name = ...`, not `name == ...`: what it gave the name is the value. */
const ASSIGNED = /^(\w+)(?::[^=]*)?\s*=(?!=)/u;
const DEFINED = /^(?:def\s+(\w+)\s*\(([^)]*)\)|(\w+)\s*=\s*lambda\s*([^:]*):)/u;

/**
 * It may be a module already, with `def run(page, host)`; or a function of the page, the body of one, or statements of which the last has the
 * value. A text over several lines gets the indentation, too.
 */
function pythonOf(code: string): string {
  const lines = dedented(code);
  if (lines.some((line) => /^def\s+run\s*\([^,)]+,[^)]+\)/u.test(line))) return lines.join('\n');
  const at = lines.findLastIndex((line) => /^[^\s#)\]}]/u.test(line));
  const last = lines[at] ?? '';
  const [, name = '', params = '', lambda = name, of = params] = DEFINED.exec(last) ?? [];
  const assigned = ASSIGNED.exec(last)?.[1];
  if (lambda !== '') lines.push(`return ${lambda}(${['page', 'host'].slice(0, countOf(of)).join(', ')})`);
  else if (assigned !== undefined) lines.push(`return ${assigned}`);
  else if (at >= 0 && !VALUELESS.test(last)) lines[at] = `return ${last}`;
  return ['def run(page, host):', ...lines.map((line) => `    ${line}`), '    pass'].join('\n');
}

function countOf(params: string): number {
  return params.split(',').filter((param) => param.trim() !== '').length;
}

/** Without what all lines are indented by, and without empty ones around them. */
function dedented(code: string): string[] {
  const lines = code.replaceAll('\t', '    ').trimEnd().split(/\r?\n/u);
  while (lines[0]?.trim() === '') lines.shift();
  const by = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/u)));
  return lines.map((line) => line.slice(by));
}

const NAMES = { js: 'JavaScript', py: 'Python' } as const;

export function codeManifest(language: CodeLanguage, sha256: string): Manifest {
  return {
    name: 'code',
    title: 'Code',
    description: '',
    inputSchema: { type: 'object' },
    outputSchema: { type: 'object' },
    _meta: {
      'locus.example/sandbox': {
        abi: `${language}/1`,
        sha256,
        language: NAMES[language],
        limits: LIMITS,
        capabilities: [],
      },
    },
  };
}
