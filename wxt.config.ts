import { fileURLToPath } from 'node:url';

import { preact } from '@preact/preset-vite';
import { defineConfig } from 'wxt';

const COMMON = ['activeTab', 'scripting', 'storage', 'unlimitedStorage', 'contextMenus', 'alarms'];

/**
 * Trusted input (clicks and keys that pages cannot tell from a person's) needs Chrome's debugger. Chrome takes it in no list of optional
 * permissions, and what it would say of it at every install is more than Locus wants: so that it is in a build of its own.
 */
const hasDebugger = (mode: string) => mode === 'trusted' || mode === 'e2e';

export default defineConfig({
  publicDir: 'assets/public',
  imports: false,
  vite: () => ({
    plugins: [preact()],
    // Chrome has both, and makes ready another whole set of its APIs for whoever touches the second one: 2 ms of each start of the worker.
    resolve: { alias: { 'wxt/browser': fileURLToPath(new URL('lib/shared/native.ts', import.meta.url)) } },
  }),
  manifest: ({ browser, mode }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    minimum_chrome_version: '148',
    permissions:
      browser === 'firefox'
        ? COMMON
        : [...COMMON, 'sidePanel', 'offscreen', ...(hasDebugger(mode) ? ['debugger'] : [])],
    optional_host_permissions: ['http://*/*', 'https://*/*'],
    // The end-to-end build differs from the release build in this line and the debugger only.
    ...(mode === 'e2e' && { host_permissions: ['http://127.0.0.1/*'] }),
    action: { default_title: '__MSG_actionTitle__' },
    omnibox: { keyword: 'locus' },
    commands: {
      'open-panel': { suggested_key: { default: 'Alt+Shift+L' }, description: '__MSG_commandOpenPanel__' },
      'summarise-page': { suggested_key: { default: 'Alt+Shift+S' }, description: '__MSG_commandSummarise__' },
      'explain-selection': { suggested_key: { default: 'Alt+Shift+E' }, description: '__MSG_commandExplain__' },
      'recipe-1': { description: '__MSG_commandRecipe1__' },
      'recipe-2': { description: '__MSG_commandRecipe2__' },
      'recipe-3': { description: '__MSG_commandRecipe3__' },
      'stop-run': { suggested_key: { default: 'Alt+Shift+Q' }, description: '__MSG_commandStop__' },
    },
    content_security_policy: {
      extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'; frame-src 'self'",
      // Guests of the sandbox. Firefox has no such page; there the frame's attribute and the page's own policy say the same.
      ...(browser !== 'firefox' && {
        sandbox:
          "sandbox allow-scripts; default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'",
      }),
    },
    ...(browser !== 'firefox' && { sandbox: { pages: ['sandbox/index.html'] } }),
    ...(browser === 'firefox' && {
      browser_specific_settings: {
        gecko: {
          id: 'locus@locus.example',
          strict_min_version: '140.0',
          data_collection_permissions: { required: ['none'] },
        },
      },
    }),
  }),
});
