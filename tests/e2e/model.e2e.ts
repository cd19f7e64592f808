/** The real small model, on the CPU, inside the extension. It is 135M parameters: what is proved is the path, not the wisdom. */
import { parse } from 'valibot';

import { Action } from '../../lib/contracts/index.ts';
import type { RunRecord } from '../driver/index.ts';
import { expect, kinds, test } from './harness.ts';

test.setTimeout(480_000);

/** Every decision of the model is an action of the closed union, on an element that its grammar allowed. */
function expectDecisionsToBeValid(record: RunRecord): void {
  for (const { decide, interpret } of record.iterations) {
    if (decide === undefined || interpret === undefined || decide.by === 'rule') continue;
    expect(parse(Action, decide.action)).toEqual(decide.action);
    if ('ref' in decide.action && decide.action.ref !== undefined) expect(interpret.refs).toContain(decide.action.ref);
    expect(decide.engine).toMatchObject({ kind: 'cpu', placement: 'local' });
    expect(decide.usage.completionTokens).toBeGreaterThan(0);
  }
}

test('summary, an act under the grammar, and stop in the middle of generation', async ({ site, start, gguf }) => {
  // One browser for all: the model is brought in once.
  const driver = await start({ url: site.origin, engine: { kind: 'cpu', gguf }, approve: 'all' });

  await test.step('the summary is written by the model on this device', async () => {
    const record = await driver.run({ kind: 'summarise' }, { timeoutMs: 240_000 });
    expect(record).toMatchObject({ status: 'done', sentBytes: {}, timedOut: false });
    expect(record.answer.trim()).not.toBe('');
    expect(record.iterations.some(({ decide }) => decide?.by === 'model' || decide?.by === 'hybrid')).toBe(true);
    expect(record.usage.completionTokens).toBeGreaterThan(0);
    expectDecisionsToBeValid(record);
  });

  await test.step('an act that no rule names is decided under the grammar of this page', async () => {
    const record = await driver.run('open the page about prices', { timeoutMs: 240_000 });
    expect(record.timedOut).toBe(false);
    const decided = record.iterations.filter(({ decide }) => decide?.by === 'model' || decide?.by === 'hybrid');
    expect(decided.length).toBeGreaterThan(0);
    expectDecisionsToBeValid(record);
    const order = kinds(record);
    for (const [index, kind] of order.entries()) {
      if (kind === 'outcome') expect(order.slice(0, index)).toContain('intent');
    }
    // The tab may be anywhere on the site now, but it was never led astray.
    expect(new URL(driver.page.url()).origin).toBe(site.origin);
  });

  await test.step('stop ends the generation', async () => {
    await driver.page.goto(site.url('long.html'));
    const panel = await driver.panel();
    let pressed = 0;
    const record = await driver.run('What does chapter 12 say, and what does chapter 13 say? Tell me at length.', {
      timeoutMs: 240_000,
      onText: () => {
        if (pressed > 0) return;
        pressed = Date.now();
        void panel.getByTestId('stop').click();
      },
    });
    expect(record.status).toBe('stopped');
    const end = record.records.at(-1)?.at ?? 0;
    test.info().annotations.push({ type: 'measured', description: `stop to end of run: ${end - pressed} ms` });
    expect(end - pressed).toBeLessThan(5000);
  });
});
