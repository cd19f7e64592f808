import type { Locator, Page } from '@playwright/test';

import {
  foldRun,
  type JournalRecord,
  type Question,
  type Reply,
  type Run,
  RUN_ENDS,
} from '../../lib/contracts/index.ts';
import type { Eye } from './eye.ts';
import { recordOf, refusal } from './record.ts';
import type { Approve, RunOptions, RunRecord, RunTask } from './types.ts';

export interface RunParts {
  eye: Eye;
  panel: Page;
  /** Lets a site in before the click that asks for it. */
  allow: (origin: string) => Promise<void>;
}

const START_MS = 15_000;
const STOP_MS = 15_000;
const ENDS: readonly string[] = RUN_ENDS;

/** One task, through the panel's own controls. See `Driver.run`. */
export async function runTask(
  parts: RunParts,
  task: RunTask,
  options: RunOptions & { approve: Approve },
): Promise<RunRecord> {
  options.signal?.throwIfAborted();
  const started = await start(parts.panel, task);
  if ('refused' in started) return refusal(task, started);
  const watch = new Watch(parts, started.runId, options);
  return watch.untilEnd(task);
}

type Started = { runId: string } | { refused: string; code?: string };

/** Types the task, presses the button, and waits for the run to show. Refusals that the panel words itself come back as text. */
async function start(panel: Page, task: RunTask): Promise<Started> {
  const known = new Set(await runIds(panel));
  const until = Date.now() + START_MS;
  const isText = typeof task === 'string';
  if (isText) await composer(panel).fill(task);
  const button = panel.getByTestId(isText ? 'ask' : `chip-${task.kind}`);
  while (!(await button.isEnabled())) {
    const said = await note(
      panel.locator('footer [data-testid=problem], [data-testid=access][data-access=restricted]'),
    );
    if (said !== undefined) return said;
    if (Date.now() > until) throw new Error('the panel takes no task: its button stays disabled');
    await panel.waitForTimeout(30);
  }
  await button.click();
  for (;;) {
    // Told that the task says a password, the user sends it as it is.
    const asIs = panel.getByTestId('spoken-send');
    if (isText && (await asIs.count()) > 0) await asIs.click({ timeout: 1000 }).catch(() => undefined);
    const runId = (await runIds(panel)).find((id) => !known.has(id));
    if (runId !== undefined) return settle(panel, runId, until);
    const said = await note(panel.locator('footer [data-testid=problem]'));
    if (said !== undefined) return said;
    if (Date.now() > until) throw new Error('the panel took the task, but shows neither a run nor a reason');
    await panel.waitForTimeout(30);
  }
}

/** The panel shows a run before the journal has it (`asked`), or, for ever, one that the background refused. */
async function settle(panel: Page, runId: string, until: number): Promise<Started> {
  const card = panel.locator(`article[data-run-id="${runId}"]`);
  for (;;) {
    const status = await card.getAttribute('data-status', { timeout: 1000 }).catch(() => null);
    if (status !== null && status !== 'asked') return { runId };
    const said = await note(card.getByTestId('problem'));
    if (status === 'asked' && said !== undefined) return said;
    if (Date.now() > until) throw new Error(`the run ${runId} was asked for, but never began`);
    await panel.waitForTimeout(30);
  }
}

/** What a note in the panel says, where there is one. */
async function note(notes: Locator): Promise<{ refused: string; code?: string } | undefined> {
  if ((await notes.count()) === 0) return undefined;
  const code = await notes.first().getAttribute('data-code');
  return { refused: await notes.first().innerText(), ...(code !== null && { code }) };
}

function composer(panel: Page): Locator {
  return panel.locator('textarea[data-testid=composer], [data-testid=composer] textarea').first();
}

function runIds(panel: Page): Promise<string[]> {
  return panel
    .locator('article[data-testid=run]')
    .evaluateAll((cards) => cards.flatMap((card) => card.getAttribute('data-run-id') ?? []));
}

class Watch {
  readonly #parts: RunParts;
  readonly #runId: string;
  readonly #options: RunOptions & { approve: Approve };
  readonly #records: JournalRecord[] = [];
  readonly #answered = new Map<string, number>();
  #text = '';

  constructor(parts: RunParts, runId: string, options: RunOptions & { approve: Approve }) {
    this.#parts = parts;
    this.#runId = runId;
    this.#options = options;
  }

  async untilEnd(task: RunTask): Promise<RunRecord> {
    const { timeoutMs = 120_000, signal } = this.#options;
    let until = Date.now() + timeoutMs;
    let timedOut = false;
    for (;;) {
      const run = await this.#look();
      if (run !== undefined && ENDS.includes(run.status)) break;
      if ((signal?.aborted === true || Date.now() > until) && !timedOut) {
        timedOut = true;
        until = Date.now() + STOP_MS;
        await this.#stop();
      } else if (timedOut && Date.now() > until) break;
      if (run?.question !== undefined && !timedOut) await this.#answer(run.question);
      await this.#parts.eye.page.waitForTimeout(80);
    }
    signal?.throwIfAborted();
    return recordOf(task, this.#records, { timedOut, shown: await this.#shown() });
  }

  async #look(): Promise<Run | undefined> {
    const { records, streaming } = await this.#parts.eye.glance(this.#runId, (this.#records.at(-1)?.seq ?? -1) + 1);
    if (streaming !== undefined && streaming.text !== this.#text) {
      this.#text = streaming.text;
      this.#options.onText?.(streaming.text, streaming.iteration);
    }
    for (const record of records) {
      this.#records.push(record);
      this.#options.onRecord?.(record);
    }
    return foldRun(this.#records);
  }

  /** Clicks an answer in the question's card. A click may get lost while a background restarts: it is given again after a while. */
  async #answer(question: Question): Promise<void> {
    if (Date.now() - (this.#answered.get(question.id) ?? 0) < 5000) return;
    const reply = await replyTo(question, this.#options.approve);
    this.#answered.set(question.id, Date.now());
    if (reply === 'once' && question.kind === 'access') {
      await this.#parts.allow(question.origin);
      // Where the browser hides the address, the gesture on the page is the answer.
      if (question.origin === '') return;
    }
    const { panel } = this.#parts;
    if (panel.isClosed()) return;
    const button = panel.locator(
      `article[data-run-id="${this.#runId}"] [data-testid=question] [data-reply="${reply}"]`,
    );
    const clicking = button.first().click({ timeout: 10_000 });
    await clicking.catch((error: unknown) => {
      // Closed in the middle: the question waits for the next panel.
      if (!panel.isClosed()) throw error;
    });
  }

  async #stop(): Promise<void> {
    const { panel, eye } = this.#parts;
    const pressed = await panel
      .getByTestId('stop')
      .click({ timeout: 3000 })
      .then(() => true)
      .catch(() => false); // the run may have ended by itself, or the panel may be closed
    if (!pressed) await eye.send({ to: 'background', request: { type: 'run.stop', runId: this.#runId } });
  }

  async #shown(): Promise<boolean> {
    const { panel } = this.#parts;
    const status = foldRun(this.#records)?.status ?? '';
    if (panel.isClosed()) return false;
    const card = panel.locator(`article[data-run-id="${this.#runId}"][data-status="${status}"]`);
    return card
      .waitFor({ state: 'attached', timeout: 5000 })
      .then(() => true)
      .catch(() => false);
  }
}

async function replyTo(question: Question, approve: Approve): Promise<Reply> {
  const yes = typeof approve === 'function' ? await approve(question) : approve === 'all' || question.kind === 'access';
  if (typeof yes === 'string') return yes;
  // A site without a name cannot be refused for ever.
  if (question.kind === 'access') return yes ? 'once' : question.origin === '' ? 'no' : 'never';
  return yes ? 'yes' : 'no';
}
