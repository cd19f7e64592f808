/** What decides in this build, for replays in Node. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import type { Deciders } from '../../lib/loop/index.ts';
import './alias.ts';
import { ROOT } from './build.ts';

const { createGrammar } = await import('../../lib/loop/index.ts');
const { createPolicy } = await import('../../lib/policy/index.ts');
const { createRules, loadRank } = await import('../../lib/rules/index.ts');
const { countTokens } = await import('../../lib/shared/index.ts');

const MODULE = `${ROOT}wasm/build/rank.wasm`;

export async function deciders(): Promise<Deciders> {
  if (!existsSync(MODULE)) execFileSync('npm', ['run', '--silent', 'wasm'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  const rules = createRules(await loadRank(await readFile(MODULE)));
  return { rules, policy: createPolicy(), grammar: createGrammar(), countTokens };
}
