/** One task on one page, from the command line. `npm run agent -- --help` */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { launch } from '../tests/driver/index.ts';
import { ensureBuild } from './lib/build.ts';
import { engineOption } from './lib/engine-option.ts';
import { ending, traceTable } from './lib/trace.ts';

const HELP = `npm run agent -- --url URL --task "..." [options]

  --engine KIND     rules (default), cpu, openai, webllm or scripted
  --gguf FILE       cpu: the model file; default: the small model of "npm run models"
  --base-url URL    openai: base of the server, as in http://127.0.0.1:11434/v1; the key comes from $LOCUS_API_KEY
  --model NAME      openai, webllm: the model
  --replies JSON    scripted: a JSON list of strings, or a file with one
  --approve HOW     none (default) or all: what becomes of acts that need approval
  --json FILE       writes the run record ("-": to standard output, and nothing else there)
  --timeout S       seconds until the run is stopped (default 120)
  --profile DIR     browser profile to keep, with models and history
  --headed          shows the browser

Ends with 0 where the run is done, with 1 where it is not, with 2 where it could not be tried.`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    task: { type: 'string' },
    engine: { type: 'string' },
    gguf: { type: 'string' },
    'base-url': { type: 'string' },
    model: { type: 'string' },
    replies: { type: 'string' },
    approve: { type: 'string', default: 'none' },
    json: { type: 'string' },
    timeout: { type: 'string', default: '120' },
    profile: { type: 'string' },
    headed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const { url, task, approve, json, profile, headed } = values;
  if (values.help || url === undefined || task === undefined) {
    console.error(HELP);
    return values.help ? 0 : 2;
  }
  if (approve !== 'none' && approve !== 'all') throw new Error('--approve is none or all');
  const seconds = Number(values.timeout);
  if (!(seconds > 0)) throw new Error('--timeout is a number of seconds');
  const engine = await engineOption(values);
  await ensureBuild();
  const driver = await launch({ engine, approve, url, headless: !headed, ...(profile !== undefined && { profile }) });
  try {
    const record = await driver.run(task, { timeoutMs: seconds * 1000 });
    const text = `${JSON.stringify(record, null, 2)}\n`;
    if (json === '-') process.stdout.write(text);
    else {
      if (json !== undefined) await writeFile(json, text);
      console.log(`${record.answer}\n\n${traceTable(record)}\n\n${ending(record)}`);
    }
    return record.status === 'done' ? 0 : 1;
  } finally {
    await driver.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
