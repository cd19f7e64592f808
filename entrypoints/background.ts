import { defineBackground } from 'wxt/utils/define-background';

import { type Background, boot } from '@/lib/background/index.ts';
import { openSites } from '@/lib/memory/index.ts';
import { factsOf } from '@/lib/tabs/index.ts';

declare global {
  /** Set by entrypoints/driver/, in the same global scope. */
  var locusBackground: Background | undefined;
}

/** What a start of the background has to read: its listeners. Everything else is in entrypoints/driver/ (docs/decisions/0019). */
export default defineBackground(() => {
  const { read: sites, watchSettings } = openSites();
  boot({ load, factsOf, sites, watchSettings });
});

/** Of service workers; at once, unlike `import()`, which they have not. */
declare function importScripts(url: string): void;

function load(): Background {
  // Firefox's event page has it as its second script (modules/driver.ts).
  if (!import.meta.env.FIREFOX) importScripts('/driver.js');
  const { locusBackground } = globalThis;
  if (locusBackground === undefined) throw new Error('driver.js is not there');
  return locusBackground;
}
