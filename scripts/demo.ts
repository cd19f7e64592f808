/** Shows Locus at work, from a fresh clone on. `npm run demo [-- --url URL] [--task "..."] [--engine rules] [--headless]` */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type Driver, type EngineOption, launch, type RunRecord, type RunTask } from '../tests/driver/index.ts';
import { serveSite } from '../tests/fixtures/server.ts';
import { ensureBuild, ROOT } from './lib/build.ts';
import { engineOption } from './lib/engine-option.ts';
import { ending, traceTable } from './lib/trace.ts';

const OUTPUT = path.join(ROOT, 'demo-output');

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    task: { type: 'string' },
    engine: { type: 'string', default: 'cpu' },
    gguf: { type: 'string' },
    'base-url': { type: 'string' },
    model: { type: 'string' },
    headless: { type: 'boolean', default: false },
  },
});

interface Ask {
  name: string;
  why: string;
  task: RunTask;
}

function asks(): Ask[] {
  const summary = { name: 'summary', why: 'A summary of the page, in words.', task: { kind: 'summarise' } } as const;
  if (values.url !== undefined) {
    return [
      summary,
      { name: 'command', why: 'A plain command. Rules decide it.', task: 'scroll down' },
      {
        name: 'model',
        why: 'An act that the model decides, under a grammar made from this page.',
        task: values.task ?? 'open the page that tells more about this',
      },
    ];
  }
  return [
    summary,
    {
      name: 'command',
      why: 'Plain command words. Rules decide them, no model is asked.',
      task: 'fill Name with Ada, choose Large, press Order',
    },
    {
      name: 'model',
      why: 'No link is called that, so no rule fits: the model decides, and its grammar lets it name only what is on this page.',
      task: values.task ?? 'open the page about prices',
    },
  ];
}

/** The engine of the demo, and what to say of it. Without a model the demo goes on with rules. */
async function chooseEngine(): Promise<{ engine: EngineOption; words: string }> {
  try {
    const engine = await engineOption(values);
    return { engine, words: wordsFor(engine) };
  } catch (error) {
    if (values.engine !== 'cpu') throw error;
    const why = error instanceof Error ? error.message : String(error);
    return {
      engine: { kind: 'rules' },
      words: `No model could be had (${why}). Rules decide alone: they summarise by quoting and follow plain commands; the third task, which needs a model, will be declined.`,
    };
  }
}

function wordsFor(engine: EngineOption): string {
  switch (engine.kind) {
    case 'cpu':
      return values.gguf === undefined
        ? 'The model is SmolLM2-135M-Instruct, on this CPU, inside the browser. It has 135 million parameters: it shows that the whole path is real. Expect short, clumsy and sometimes wrong sentences, and do not expect the right link every time: for good answers choose a larger model in the settings.'
        : `The model is ${path.basename(engine.gguf)}, on this CPU, inside the browser.`;
    case 'rules':
      return 'No model: rules decide alone. They summarise by quoting and follow plain commands.';
    case 'openai':
      return `The model is ${engine.model} at ${new URL(engine.baseURL).host}: what it is asked leaves this device, and the table says how much.`;
    case 'webllm':
      return `The model is ${engine.model}, on the GPU, inside the browser.`;
    case 'scripted':
      return 'No model: the replies come from a list.';
  }
}

/** Prints text that grows as it grows. */
function stream(): (text: string) => void {
  let shown = '';
  return (text) => {
    if (!text.startsWith(shown)) process.stdout.write(`\n${text}`);
    else process.stdout.write(text.slice(shown.length));
    shown = text;
  };
}

async function show(driver: Driver, ask: Ask, number: number): Promise<RunRecord> {
  const words = typeof ask.task === 'string' ? `"${ask.task}"` : 'Summarise this page';
  console.log(`\n=== ${number}. ${words}\n    ${ask.why}\n`);
  let streamed = '';
  const print = stream();
  const record = await driver.run(ask.task, {
    timeoutMs: 600_000,
    onText: (text) => {
      streamed = text;
      print(text);
    },
    approve: (question) => {
      if (question.kind === 'access') console.log(`[the demo lets Locus read ${question.origin} once]`);
      else if (question.kind === 'landed') console.log(`[led to ${question.to}: the demo goes on there]`);
      else
        console.log(
          `[Locus asks: ${question.action.do} "${question.target}" at ${question.origin}? The demo approves it.]`,
        );
      return true;
    },
  });
  if (streamed !== '') console.log();
  const answer = record.answer.trim();
  if (answer !== '' && answer !== streamed.trim()) console.log(`\nAnswer:\n${answer}`);
  await driver.page.waitForLoadState().catch(() => undefined);
  const shown = `${await driver.page.title()}, ${driver.page.url()}`;
  console.log(`\n${traceTable(record)}\n\n${ending(record)}\nThe page is now: ${shown}`);
  await driver.page.screenshot({ path: path.join(OUTPUT, `${number}-${ask.name}-page.png`) });
  await (await driver.panel()).screenshot({ path: path.join(OUTPUT, `${number}-${ask.name}-panel.png`) });
  return record;
}

async function untilClosed(driver: Driver): Promise<void> {
  console.log('\nThe window stays open: go on in the panel. Ctrl+C ends the demo.');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    driver.context.once('close', () => {
      resolve();
    });
  });
}

async function main(): Promise<void> {
  const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  const headless = values.headless || !display;
  console.log('Locus demo. Getting the model and building the extension (the first time takes a minute or two) ...');
  const { engine, words } = await chooseEngine();
  await ensureBuild();
  await mkdir(OUTPUT, { recursive: true });
  const site = await serveSite();
  const url = values.url ?? site.origin;
  console.log(`\nStarting ${headless ? 'a headless browser' : 'a browser'} with Locus, at ${url}\n${words}`);
  const driver = await launch({ engine, headless, url });
  try {
    const records: RunRecord[] = [];
    for (const [index, ask] of asks().entries()) {
      await driver.page.goto(url);
      records.push(await show(driver, ask, index + 1));
    }
    const ended = records.map((record, index) => `${index + 1} ${record.status}`).join(', ');
    console.log(`\nThe three tasks ended: ${ended}. Screenshots: demo-output/.\n${words}`);
    if (!headless) await untilClosed(driver);
  } finally {
    await driver.close().catch(() => undefined); // the user may have closed it
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
