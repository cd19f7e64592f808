import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Sites } from '@/lib/contracts/index.ts';

/**
 * Of the settings what a start of the background needs, without the schema of all of them (see settings.ts): the rules for sites, none
 * where they do not fit; and that something changed.
 */
export function openSites(): { read: () => Promise<Sites>; watchSettings: (listener: () => void) => void } {
  return {
    async read() {
      const { settings } = await browser.storage.local.get('settings');
      const sites = v.safeParse(v.object({ sites: Sites }), settings);
      return sites.success ? sites.output.sites : {};
    },
    watchSettings(listener) {
      browser.storage.onChanged.addListener((changes, area) => {
        if (area === 'local' && changes['settings'] !== undefined) listener();
      });
    },
  };
}
