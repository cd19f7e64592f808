/** A tool of the sandbox, outside of the browser. `npm run tool -- --help` */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import './lib/alias.ts';
import type { GuestTool } from './lib/guests/folder.ts';
import type { GuestHost, Outcome } from './lib/guests/host.ts';

const { readFolder, readPackFile } = await import('./lib/guests/folder.ts');
const { make } = await import('./lib/guests/make.ts');
const { openHost } = await import('./lib/guests/host.ts');
const { failedVectors } = await import('./lib/guests/vectors.ts');
const { listOfTools } = await import('./lib/tools.ts');

const HELP = `npm run --silent tool FOLDER|FILE < in.json
npm run tool FOLDER -- --vectors
npm run --silent tool -- --list

Runs the tool of a pack (.locus-tool) or folder (manifest.json, and the tool.wasm, tool.js or tool.py of it) as the extension does: with its schemas
and limits, in a locked worker. The input is JSON on standard input. The output is on standard output, the very text that the tool
gave; its logs and what it cost are on standard error. Nobody grants anything here: host.call answers "not_granted".

  --vectors     runs the tool's vectors instead, and says which fail
  --list        prints the tools that come with Locus as MCP's tools/list does
  --build       first runs the build.sh of a folder, and writes the hash of what it made into manifest.json

Ends with 0 where all went well, else with
  1  the tool says that it cannot do it, or a vector failed     5  the output does not fit the tool's schema
  2  no such file, no JSON on standard input, or not built      6  it was stopped: fuel, time, memory, stack, output or calls
  3  the tool may not run: manifest, hash, schema or module     7  it broke
  4  the input does not fit the tool's schema`;

const CODES = {
  failed: 1,
  refused: 3,
  input: 4,
  unfit: 5,
  fuel: 6,
  time: 6,
  memory: 6,
  stack: 6,
  output: 6,
  calls: 6,
  trap: 7,
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vectors: { type: 'boolean', default: false },
    build: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const [given, ...more] = positionals;
  if (values.list) {
    console.log(JSON.stringify(await listOfTools(path.resolve(import.meta.dirname, '..')), undefined, 2));
    return 0;
  }
  if (values.help || given === undefined || more.length > 0) {
    console.error(HELP);
    return values.help ? 0 : 2;
  }
  // npm runs this in the repository; paths are from where the user is.
  const at = path.resolve(process.env['INIT_CWD'] ?? '.', given);
  const there = await stat(at).catch(() => undefined);
  if (there === undefined) {
    console.error(`there is no ${given}`);
    return 2;
  }
  if (values.build) {
    const built = await make(at);
    if (!built.ok) {
      console.error(built.problem);
      return 2;
    }
    console.error(`built: ${built.value}`);
    if (!values.vectors) return 0;
  }
  const tool = await (there.isDirectory() ? readFolder(at) : readPackFile(at));
  if (!tool.ok) {
    console.error(tool.problem);
    return CODES.refused;
  }
  const host = await openHost();
  try {
    return await (values.vectors ? vectors(host, tool.value) : once(host, tool.value));
  } finally {
    host.close();
  }
}

async function once(host: GuestHost, tool: GuestTool): Promise<number> {
  let input: unknown;
  try {
    input = JSON.parse(await text(process.stdin));
  } catch (error) {
    console.error(`standard input is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const outcome = await host.call(tool, input);
  return told(outcome);
}

function told({ result, logs, fuel, ms }: Outcome): number {
  for (const line of logs) console.error(`log: ${line}`);
  console.error(`cost: ${fuel} fuel, ${ms.toFixed(1)} ms`);
  if (result.ok) {
    process.stdout.write(result.value.endsWith('\n') ? result.value : `${result.value}\n`);
    return 0;
  }
  console.error(`${result.problem.fault}: ${result.problem.reason}`);
  return CODES[result.problem.fault];
}

async function vectors(host: GuestHost, tool: GuestTool): Promise<number> {
  const failed = await failedVectors(host, tool);
  for (const each of failed) console.error(each);
  console.log(`${tool.vectors.length - failed.length} vectors passed, ${failed.length} failed`);
  return failed.length > 0 || tool.vectors.length === 0 ? 1 : 0;
}

process.exitCode = await main();
