import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { patch } from '../../../modules/wllama.ts';

const source = readFileSync(new URL('../../../node_modules/@wllama/wllama/esm/index.js', import.meta.url), 'utf8');

describe('the packaging patch of wllama', () => {
  it('leaves no address of a CDN and no worker made of a blob', () => {
    const { library, worker, pthread } = patch(source);
    expect(library + worker + pthread).not.toContain('jsdelivr');
    expect(library).not.toContain('new Blob([moduleCode]');
    expect(library).toContain("new URL('worker.js', this.resources.wasmPath)");
  });

  it('makes workers that parse, one as a module and one as a classic script', () => {
    const { worker, pthread } = patch(source);
    for (const code of [worker, pthread]) {
      // oxlint-disable-next-line typescript/no-implied-eval -- parsed only, never called
      expect(() => new Function(`return async () => {${code}}`)).not.toThrow();
    }
  });

  it.each([
    'this.worker = createWorker(completeCode);',
    'new Blob([moduleCode]',
    'LLAMA_CPP_WORKER_CODE',
    'https://cdn.',
  ])('fails the build where %s is not in the library any more', (part) => {
    expect(() => patch(source.replaceAll(part, 'elsewhere'))).toThrow(/wllama/);
  });
});
