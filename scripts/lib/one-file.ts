import { resolve } from 'node:path';

import { build, type Plugin } from 'vite';

interface Making {
  /** A classic script, or (for guests of the sandbox) a module. */
  format?: 'iife' | 'es';
  /** What a classic script calls what its entry exports. */
  name?: string;
  minify?: boolean;
  plugins?: Plugin[];
  define?: Record<string, string>;
}

/** One entry with all that it imports, as one file; the entry by its path below `root`, or an absolute one. */
export async function oneFile(
  root: string,
  entry: string,
  { format = 'iife', name = 'packaged', minify = true, plugins = [], define = {} }: Making = {},
): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins,
    resolve: { alias: { '@': root } },
    define,
    build: {
      write: false,
      minify,
      target: 'esnext',
      lib: { entry: resolve(root, entry), formats: [format], name },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  for (const output of Array.isArray(result) ? result : [result]) {
    if ('output' in output && output.output.length === 1) return output.output[0].code;
  }
  throw new Error(`${entry} is to be one file`);
}
