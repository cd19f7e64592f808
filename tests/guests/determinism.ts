/**
 * The example tools give the same for the same input, on every host: `npm run determinism -- --help`. Writes its counts to $REPORT.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import * as v from 'valibot';

import '../../scripts/lib/alias.ts';
import { ensureBuild, ROOT } from '../../scripts/lib/build.ts';
import { engineOf, workerScript } from '../../scripts/lib/tools.ts';
import { launch } from '../driver/index.ts';
import { findFirefox, Firefox } from '../firefox/firefox.ts';
import { serveSite, type Site } from '../fixtures/server.ts';
import { bundle } from '../support/bundle.ts';
import type { Subject, Tally } from './rounds.ts';

const { sandboxOf } = await import('../../lib/sandbox/manifest.ts');
const { nodeCells } = await import('../../scripts/lib/guests/cells.ts');
const { ALL, example } = await import('./examples.ts');
const { repeat } = await import('./rounds.ts');

const HELP = `npm run determinism [-- --times N] [--hosts node,chromium,firefox]

Calls each example of wasm/guests/check_codes with one input N times (default 100) in Node and in the built extension in both browsers,
and prints one line a tool: the SHA-256 of output, fuel and logs, and how often each host came to it.

Ends with 0 where each tool has one hash over all hosts, with 1 where one has more.`;

type Host = (subject: Subject) => Promise<Tally>;

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    hosts: { type: 'string', default: 'node,chromium,firefox' },
    help: { type: 'boolean', default: false },
  },
});
const times = Number(values.times);

/** All the vectors' texts as one. */
async function subjects(): Promise<Subject[]> {
  const found: Subject[] = [];
  for (const language of ALL) {
    const tool = await example(language);
    if (tool === undefined) {
      console.log(`${language}: not tried, nothing on this machine builds it`);
      continue;
    }
    const texts = v.parse(v.array(v.object({ input: v.object({ text: v.string() }) })), tool.vectors);
    const input = JSON.stringify({ text: texts.map((vector) => vector.input.text).join('\n') });
    const { abi, limits } = sandboxOf(tool.manifest);
    found.push({ name: language, abi, limits, input, base64: Buffer.from(tool.bytes).toString('base64') });
  }
  return found;
}

interface Opened {
  host: Host;
  close: () => Promise<void>;
}

const OPEN: Readonly<Record<string, (site: Site) => Promise<Opened>>> = {
  async node() {
    const spawn = nodeCells(await workerScript(ROOT.replace(/\/$/u, '')));
    return { host: (subject) => repeat({ spawn, engine: engineOf }, subject, times), close: async () => undefined };
  },
  async chromium(site) {
    await ensureBuild();
    const driver = await launch({ url: site.origin });
    return { host: await inPage(await driver.panel()), close: () => driver.close() };
  },
  async firefox(site) {
    const executable = findFirefox();
    if (executable === undefined) throw new Error('no Firefox on this machine: set FIREFOX to the path of one');
    const firefox = await Firefox.launch(executable, site.origin);
    return { host: await inPage(firefox.panel), close: () => firefox.close() };
  },
};

async function inPage(page: { evaluate(expression: string): Promise<unknown> }): Promise<Host> {
  await page.evaluate(`${await bundle('tests/guests/entry.ts')};globalThis.bundled = bundled;undefined`);
  return async (subject) =>
    v.parse(
      v.record(v.string(), v.number()),
      await page.evaluate(`bundled.repeatHere(${JSON.stringify(subject)}, ${times})`),
    );
}

/** What each host came to, by the name of the tool. */
type Found = Map<string, Map<string, Tally>>;

async function tried(names: readonly string[]): Promise<Found> {
  const all = await subjects();
  const found: Found = new Map(all.map(({ name }) => [name, new Map()]));
  const site = await serveSite();
  try {
    for (const name of names) {
      const open = OPEN[name];
      if (open === undefined) throw new Error(`no host ${name}; there are ${Object.keys(OPEN).join(', ')}`);
      const { host, close } = await open(site);
      try {
        for (const subject of all) found.get(subject.name)?.set(name, await host(subject));
      } finally {
        await close();
      }
    }
  } finally {
    await site.close();
  }
  return found;
}

async function main(): Promise<number> {
  if (values.help) {
    console.error(HELP);
    return 0;
  }
  if (!Number.isSafeInteger(times) || times < 1) throw new Error('--times is a whole number, from 1');
  const hosts = values.hosts.split(',');
  const failed: string[] = [];
  const found = await tried(hosts);
  console.log(
    `${'tool'.padEnd(6)}${hosts.map((host) => host.padStart(10)).join('')}  SHA-256 of output, fuel and logs`,
  );
  for (const [name, tallies] of found) {
    const hashes = [...new Set([...tallies.values()].flatMap((tally) => Object.keys(tally)))];
    for (const hash of hashes) {
      const counts = hosts.map((host) => `${tallies.get(host)?.[hash] ?? 0}`.padStart(10));
      console.log(`${name.padEnd(6)}${counts.join('')}  ${hash}`);
    }
    if (hashes.length !== 1) failed.push(name);
  }
  console.log(`${found.size - failed.length} tools the same everywhere, ${failed.length} not`);
  const report = process.env['REPORT'];
  const counts = { passed: found.size - failed.length, failed: failed.length, names: failed };
  if (report !== undefined) writeFileSync(report, JSON.stringify(counts));
  return failed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
