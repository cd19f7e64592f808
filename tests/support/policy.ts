import { readFile } from 'node:fs/promises';

import { createPolicy, loadPolicy } from '@/lib/policy/index.ts';

const NO_RULES = { sites: {}, local: [] };

/** The policy that ships, on the module that ships. `rules`: what the user has said about sites. */
export async function testPolicy(rules: Parameters<typeof createPolicy>[1] = () => NO_RULES) {
  return createPolicy(await policyModule(), rules);
}

export async function policyModule() {
  return loadPolicy(await readFile(new URL('../../wasm/build/policy.wasm', import.meta.url)));
}
