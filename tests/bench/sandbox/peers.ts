/** Runs in a worker of Node: calls a script by @sebastianwessel/quickjs, with its limits set as ours are. */
import { parentPort } from 'node:worker_threads';

import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { loadQuickJs } from '@sebastianwessel/quickjs';

const { runSandboxed } = await loadQuickJs(variant);

parentPort?.on('message', (input: string) => {
  const code = `import { input } from 'given';\nexport default ((input) => input)(input);`;
  void runSandboxed(({ evalCode }) => evalCode(code), {
    executionTimeout: 20_000,
    memoryLimit: 64 * 2 ** 20,
    nodeModules: { given: { 'index.js': `export const input = ${input}` } },
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origin
  }).then((result) => parentPort?.postMessage(result));
});
