import { serveSite } from '../fixtures/server.ts';
import { runChecks } from './checks.ts';
import { findFirefox, Firefox } from './firefox.ts';
import { readingChecks } from './reading.ts';
await runChecks(async () => {
  const site = await serveSite();
  const firefox = await Firefox.launch(findFirefox() ?? '', site.origin);
  try { await readingChecks(firefox, site); } finally { await firefox.close(); await site.close(); }
});
