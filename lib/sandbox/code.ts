import type { CodeLanguage, Problem, TaskCode } from '@/lib/contracts/index.ts';

import { pythonOf } from './code-python.ts';
import type { Manifest } from './manifest.ts';

/** What code of one task may use up. */
const LIMITS = { fuel: 20_000_000_000, ms: 5000, pages: 1024, outputBytes: 200_000, logBytes: 20_000 };

/**
 * Code as a script that an engine runs. Models and users write it as they like; only the text is looked at, and whatever is wrong with it is
 * said by the engine.
 */
export function moduleOf({ language, code }: TaskCode): string {
  return language === 'py' ? pythonOf(code).text : javaScriptOf(code);
}

/** What an engine said of code, with the lines as they were written. */
export function inItsLines({ language, code }: TaskCode, why: Problem): Problem {
  if (language !== 'py') return why;
  const { ahead } = pythonOf(code);
  const told = (words: string) => words.replace(/^line (\d+)(?=:)/u, (_, line) => `line ${Math.max(1, Number(line) - ahead)}`); // prettier-ignore
  const { detail, params } = why;
  const reason = params?.['reason'];
  return {
    ...why,
    ...(detail !== undefined && { detail: told(detail) }),
    ...(typeof reason === 'string' && { params: { ...params, reason: told(reason) } }),
  };
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
