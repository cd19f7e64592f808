import { join } from 'node:path';

import { build, type Plugin } from 'vite';

/** One entry with all that it imports, as one minified file: a classic script, or (for guests of the sandbox) a module. */
export async function oneFile(
  root: string,
  entry: string,
  { format = 'iife', plugins = [] }: { format?: 'iife' | 'es'; plugins?: Plugin[] } = {},
): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins,
    resolve: { alias: { '@': root } },
    build: {
      write: false,
      minify: true,
      target: 'esnext',
      lib: { entry: join(root, entry), formats: [format], name: 'packaged' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  for (const output of Array.isArray(result) ? result : [result]) {
    if ('output' in output && output.output.length === 1) return output.output[0].code;
  }
  throw new Error(`${entry} is to be one file`);
}
