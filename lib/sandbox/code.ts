import type { Manifest } from './manifest.ts';

/** What code of one task may use up. */
const LIMITS = { fuel: 20_000_000_000, ms: 5000, pages: 1024, outputBytes: 200_000, logBytes: 20_000 };

/**
 * Code as a module of `js/1`. It may be one already, a function `(page) => ...`, the body of one with `return`, or a bare expression.
 * Only the text is looked at, and whatever is wrong with it is said by the engine.
 */
export function moduleOf(code: string): string {
  const text = code.trim().replace(/;\s*$/u, '');
  if (/^\s*export\s+default\b/mu.test(text)) return text;
  if (/^(?:async\s+)?(?:function\b|\(?[\w\s,{}]*\)?\s*=>)/u.test(text)) return `export default ${text}`;
  return /\breturn\b/u.test(text)
    ? `export default async (page, host) => {\n${text}\n}`
    : `export default async (page, host) => (\n${text}\n)`;
}

export function codeManifest(sha256: string): Manifest {
  return {
    name: 'code',
    title: 'Code',
    description: '',
    inputSchema: { type: 'object' },
    outputSchema: { type: 'object' },
    _meta: {
      'locus.example/sandbox': { abi: 'js/1', sha256, language: 'JavaScript', limits: LIMITS, capabilities: [] },
    },
  };
}
