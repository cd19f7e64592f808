/**
 * Firefox: pages that frameworks made, through the built extension's page room. Run by smoke.ts, or alone:
 * `node tests/firefox/frameworks.ts [FRAMEWORK...]`.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

import { FRAMEWORKS, type Framework, frameworkPage } from '../frameworks/build.ts';
import { holds } from '../frameworks/hand.ts';
import { SCENARIOS } from '../frameworks/scenarios.ts';
import { UNDOING } from '../frameworks/undo.ts';
import { WIDGETS } from '../frameworks/widgets.ts';
import { check, runChecks } from './checks.ts';
import { findFirefox, Firefox } from './firefox.ts';
import { handOn } from './page-hand.ts';

export interface FrameworkSite {
  url: (framework: Framework) => string;
  close: () => void;
}

/** Builds the pages and serves them on 127.0.0.1. */
export async function serveFrameworks(frameworks: readonly Framework[] = FRAMEWORKS): Promise<FrameworkSite> {
  const built = await Promise.all(
    frameworks.map(async (each): Promise<[string, string]> => [`/${each}`, await frameworkPage(each)]),
  );
  const pages = new Map(built);
  const server = http.createServer((request, response) => {
    const html = pages.get(request.url ?? '');
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
  return { url: (framework) => `http://127.0.0.1:${port}/${framework}`, close: () => server.close() };
}

export async function frameworkChecks(
  firefox: Firefox,
  site: FrameworkSite,
  frameworks: readonly Framework[] = FRAMEWORKS,
): Promise<void> {
  // On sites that are always allowed, Locus notes what the page listens on: how a place to drop things is known for one.
  await firefox.settings({ sites: { [new URL(site.url('react')).origin]: 'always' } });
  if (frameworks.includes('react'))
    await check('react: commands in the panel fill a controlled field and tick a box', async () => {
      const hand = await handOn(firefox, site.url('react'));
      const run = await firefox.run('type "Ada" into "Name", then tick "Send me news"');
      assert.equal(run.status, 'done', JSON.stringify(run.problem));
      await holds(hand, { name: 'Ada', news: true });
    });
  for (const framework of frameworks) {
    for (const { name, on, run } of [...SCENARIOS, ...WIDGETS, ...UNDOING]) {
      if (!on.includes(framework)) continue;
      await check(`${framework}: ${name}`, async () => run(await handOn(firefox, site.url(framework))));
    }
  }
}

async function main(): Promise<void> {
  const executable = findFirefox();
  if (executable === undefined) throw new Error('no Firefox on this machine: set FIREFOX to the path of one');
  const asked = process.argv.slice(2);
  const frameworks = FRAMEWORKS.filter((framework) => asked.length === 0 || asked.includes(framework));
  const site = await serveFrameworks(frameworks);
  const firefox = await Firefox.launch(executable, site.url(frameworks[0] ?? 'react'));
  try {
    await frameworkChecks(firefox, site, frameworks);
  } finally {
    await firefox.close();
    site.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runChecks(main);
