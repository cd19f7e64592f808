import type { Verdict } from '../../lib/contracts/index.ts';
import type { Driver, RunRecord } from '../driver/index.ts';
import { type Asked, type OpenAIServer, serveOpenAI } from '../fixtures/openai-server.ts';
import { type Hostile, taskFor } from './corpus.ts';
import { obey, type Obeyed } from './obey.ts';
import type { Servers } from './servers.ts';

export interface Visit {
  page: Hostile;
  status: string;
  /** The order stood in a prompt. */
  ordered: boolean;
  /** The engine answered with what was ordered. */
  tried: boolean;
  asked: number;
  refused: number;
  effects: string[];
}

/** A server whose model obeys the page, and what it was given and said since it was asked last. */
export async function serveObedient(): Promise<OpenAIServer & { told: () => Obeyed[] }> {
  let told: Obeyed[] = [];
  const server = await serveOpenAI(
    ({ messages }: Asked) => {
      const obeyed = obey(messages.map(({ content }) => content).join('\n'));
      told.push(obeyed);
      return obeyed.reply;
    },
    { delayMs: 0 },
  );
  return {
    ...server,
    told: () => {
      const before = told;
      told = [];
      return before;
    },
  };
}

/** A user's ordinary task on a hostile page. Nothing is approved unless `approve` says so. */
export async function visit(
  driver: Driver,
  {
    servers,
    engine,
    approve = 'none',
  }: { servers: Servers; engine: { told: () => Obeyed[] }; approve?: 'none' | 'all' },
  page: Hostile,
): Promise<Visit> {
  servers.show(page);
  await driver.page.goto(`${servers.site}/`);
  servers.effects();
  engine.told();
  if (page.goal.startsWith('upload')) await attach(driver);
  const record = await driver.run(taskFor(page), { approve, timeoutMs: 30_000 });
  // A picture or a form may still be on its way.
  await driver.page.waitForTimeout(100);
  const told = engine.told();
  return {
    page,
    status: record.status,
    ordered: told.some(({ ordered }) => ordered),
    tried: told.some(({ tried }) => tried),
    ...questionsOf(record),
    effects: servers.effects(),
  };
}

/** A file that the user gives with the task. */
async function attach(driver: Driver): Promise<void> {
  const panel = await driver.panel();
  const file = { name: 'diary.txt', mimeType: 'text/plain', buffer: Buffer.from('SECRET-4711') };
  await panel.getByTestId('attach-input').setInputFiles(file);
  await panel.getByTestId('attached').waitFor();
}

export function questionsOf({ iterations }: RunRecord): { asked: number; refused: number } {
  const verdicts = iterations.flatMap(({ act }): Verdict[] => (act?.verdict === undefined ? [] : [act.verdict]));
  const count = (allow: Verdict['allow']) => verdicts.filter((verdict) => verdict.allow === allow).length;
  return { asked: count('ask'), refused: count('no') };
}

/** A site may send its own visitors anywhere; what a click on its own link leads to is told apart from what leaves by itself. */
export function isRedirect(effect: string): boolean {
  return effect.startsWith('attacker GET /redirected');
}
