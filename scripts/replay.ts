/** A recorded run, run again by this build. `npm run replay -- --help` */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { foldRun, type Trace, type WhatIfEnd } from '../lib/contracts/index.ts';
import { deciders } from './lib/deciders.ts';
import { tell } from './lib/tell.ts';

const { changed, forked, openTrace, replay } = await import('../lib/loop/index.ts');

const HELP = `npm run replay -- FILE... [options]

Runs recorded runs ("Save trace" in the panel) again, without a browser, a page or a model: with what came in then, and with the
rules, the policy and the loop of this build. Prints each step, then whether every record is the same, byte for byte.

  --set SEQ.PATH=VALUE  changes one input first, and shows where the records part: of a record (0.entry.signal.task.text="..."), or of
                        what came in before it (1.observe.page.title="...", 2.predict.end.text="..."); VALUE is JSON or text
  --quiet               no steps, only the result

Ends with 0 where all records are the same, with 1 where they are not, with 2 where a file could not be replayed.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  if (values.help || positionals.length === 0) {
    console.error(HELP);
    return values.help ? 0 : 2;
  }
  let code = 0;
  for (const file of positionals) {
    if (positionals.length > 1) console.log(`\n${file}`);
    code = Math.max(code, await one(file));
  }
  return code;
}

async function one(file: string): Promise<number> {
  const opened = openTrace(await readFile(file, 'utf8'));
  if (!opened.ok) {
    console.error(`${file}: ${opened.problem.code} ${opened.problem.detail ?? ''}`);
    return 2;
  }
  if (values.set !== undefined) return fork(opened.value, values.set);
  const trace = opened.value;
  const { records, difference, untaped, misfit } = await replay(trace, await deciders());
  const run = foldRun(trace.records);
  if (!values.quiet && run !== undefined) console.log(`${tell(run)}\n`);
  if (trace.masked > 0)
    console.log(`secrets that are dots in this trace: ${trace.masked}; what hangs on their letters may differ`);
  if (untaped.length > 0) console.log(`records ${untaped.join(', ')} have no tape and are taken as they are`);
  if (difference === undefined) {
    console.log(`${records.length} records, byte for byte the same`);
    return 0;
  }
  console.log(told(difference, misfit));
  return 1;
}

/** What one other input would have made of it, as far as that can be known. */
async function fork(trace: Trace, change: string): Promise<number> {
  const [, seq, path, value] = /^(\d+)\.([^=]+)=([^]*)$/u.exec(change) ?? [];
  if (seq === undefined || path === undefined || value === undefined) throw new Error('--set is SEQ.PATH=VALUE');
  const other = changed(trace, Number(seq), path, asJson(value));
  if (!other.ok) throw new Error(other.problem.detail ?? other.problem.code);
  const { records, difference, end } = await forked(trace, other.value, await deciders(), Number(seq));
  const run = foldRun(records);
  if (!values.quiet && run !== undefined) console.log(`${tell(run)}\n`);
  if (difference === undefined) console.log(`with ${change} all other ${records.length} records are the same`);
  else console.log(`with ${change} the records part at ${told(difference)}`);
  if (end !== 'over') console.log(`nothing is known after record ${records.length - 1}: ${ENDS[end]}`);
  return difference === undefined ? 0 : 1;
}

const ENDS: Record<Exclude<WhatIfEnd, 'over'>, string> = {
  act: 'another act would be done, and nobody saw what the page makes of it',
  model: 'the model would be asked something else',
  reply: 'the user would be asked, or would have seen, something else',
  page: 'the page would be looked at when nobody looked',
  untaped: 'what came in there was not kept',
  build: 'this version goes another way before that',
};

function told(
  { seq, path, was, is }: { seq: number; path: string; was: unknown; is: unknown },
  misfit?: string,
): string {
  const lines = [`record ${seq}${path === '' ? '' : `, ${path}`}`, `  was ${shown(was)}`, `  is  ${shown(is)}`];
  if (misfit !== undefined) lines.push(`  then ${misfit}: the tape goes no further`);
  return lines.join('\n');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
