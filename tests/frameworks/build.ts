import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type Plugin, type Rollup } from 'vite';

/** Pages made by the frameworks themselves, from npm: what their setters, re-renders and shadow roots do is the real thing. */
export const FRAMEWORKS = ['react', 'vue', 'svelte', 'lit', 'jquery', 'plain', 'editors'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

const ENTRIES: Record<Framework, string> = {
  react: 'react.jsx',
  vue: 'vue.js',
  svelte: 'svelte.js',
  lit: 'lit.js',
  jquery: 'jquery.js',
  plain: 'plain.js',
  editors: 'editors.js',
};

/** jQuery UI looks for jQuery in the global scope. */
const withJQuery: Plugin = {
  name: 'with-jquery',
  transform: (code, id) => (id.endsWith('jquery-ui.js') ? `import jQuery from 'jquery';\n${code}` : undefined),
};

/** The page of a framework as one html text, with script and style in it; it asks for nothing from outside. */
export function frameworkPage(framework: Framework): Promise<string> {
  return entryPage(ENTRIES[framework], framework);
}

/** The same of any entry in `pages`. */
export async function entryPage(entry: string, title: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: fileURLToPath(new URL('pages/', import.meta.url)),
    logLevel: 'error',
    // The house's own setting is for Preact.
    oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: title === 'svelte' ? [svelte({ configFile: false })] : [withJQuery],
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      assetsInlineLimit: Infinity,
      lib: { entry, formats: ['iife'], name: 'page' },
    },
  });
  const outputs: Rollup.RollupOutput[] = Array.isArray(result) ? result : 'output' in result ? [result] : [];
  const files = outputs.flatMap(({ output }) => output);
  const code = files.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
  const css = files.map((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? String(file.source) : ''));
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${css.join('\n')}</style></head>`,
    `<body><div id="app"></div><script>${code.replaceAll('</script', '<\\/script')}</script></body></html>`,
  ].join('\n');
}
