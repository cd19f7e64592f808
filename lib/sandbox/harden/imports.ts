import type { Import } from './module.ts';
import { Refused } from './refused.ts';

/**
 * What a module may import: `module.name` to the signature of the function, as letters of its parameters and, after the colon, of its
 * results: `i` is i32, `I` is i64, `f` and `F` are f32 and f64. `memory` stands for a memory. `everything`
 * is for a module of our own.
 */
export type Allowed = Readonly<Record<string, string>> | 'everything';

const LETTERS: Readonly<Record<number, string>> = { 0x7f: 'i', 0x7e: 'I', 0x7d: 'f', 0x7c: 'F' };

const letters = (types: readonly number[]) => types.map((type) => LETTERS[type] ?? '?').join('');

/** Throws `Refused` for the first import that is not allowed, or not as it is. */
export function checkImports(imports: readonly Import[], allowed: Allowed): void {
  if (allowed === 'everything') return;
  for (const { path, of } of imports) {
    const wanted = Object.hasOwn(allowed, path) ? allowed[path] : undefined;
    if (wanted === undefined) throw new Refused('import', `it imports "${path}", which was not granted`);
    const found = of === 'memory' ? of : `${letters(of.params)}:${letters(of.results)}`;
    if (found !== wanted) throw new Refused('import', `it imports "${path}" as ${found}; it is ${wanted}`);
  }
}
