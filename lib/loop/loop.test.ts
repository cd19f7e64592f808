import { assert, asyncProperty, boolean, constantFrom, integer } from 'fast-check';
import { expect, test } from 'vitest';

import { NO_CHANGE, type Outcome, problem } from '@/lib/contracts/index.ts';

import { drive, FakeSite, finish, MODEL, RULES_ONLY, type Script, started } from './fakes.ts';

const press = (ref: string, number: number, of: number) => ({ rule: 'command.click', action: { do: 'click', ref }, step: { number, of } }) as const; // prettier-ignore
const twoSteps = (iteration: number) => [press('e1', 1, 2), press('e2', 2, 2), finish][iteration - 1];

test('a run of two commands writes every stage, in order, intent before outcome', async () => {
  const script = await started({ rules: twoSteps }, RULES_ONLY);
  const run = await drive(script);
  expect(run.status).toBe('done');
  const step = ['interpretation', 'decision', 'verdict', 'intent', 'outcome'];
  expect(script.journal.kinds()).toEqual(['signal', ...step, ...step, 'interpretation', 'decision', 'check', 'end']);
  expect(script.site.effects).toEqual(['{"do":"click","ref":"e1"}', '{"do":"click","ref":"e2"}']);
});

test('a model acts under the grammar and ends with its answer; its tokens are counted', async () => {
  const script = await started({ replies: ['{"do":"click","ref":"e2"}', '{"do":"answer","text":"pressed"}'] });
  const run = await drive(script);
  expect(run).toMatchObject({ status: 'done', answer: 'pressed' });
  expect(run.iterations[0]?.decision).toMatchObject({ by: 'model', target: 'Two', usage: { completionTokens: 4 } });
});

test('an engine that answers nonsense is asked once more, then the run ends with the reason', async () => {
  const script = await started({ replies: ['Sure! I will click it.'] });
  const run = await drive(script);
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'engine.bad_reply' } });
  expect(run.iterations[0]?.decision).toMatchObject({ raw: 'Sure! I will click it.', usage: { completionTokens: 8 } });
  expect(script.site.effects).toEqual([]);
});

test('a reply that names an element that is not on the page does nothing', async () => {
  const script = await started({ replies: ['{"do":"click","ref":"e99"}'] });
  expect((await drive(script)).problem?.code).toBe('engine.bad_reply');
  expect(script.site.effects).toEqual([]);
});

test('a model that wants the same act again, though it changed nothing, is told so once, then the run ends', async () => {
  const site = new FakeSite();
  site.outcome = () => ({
    status: 'ok',
    change: NO_CHANGE,
    ms: 1,
  });
  const run = await drive(await started({ site, replies: ['{"do":"click","ref":"e1"}'] }));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'run.no_progress' } });
  expect(site.effects).toHaveLength(1);
});

test('a step that fails twice ends the run with its own reason', async () => {
  const site = new FakeSite();
  site.outcome = () => ({ status: 'failed', problem: problem('element.gone'), ms: 1 });
  const run = await drive(await started({ site, rules: () => press('e1', 1, 1) }, RULES_ONLY));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'element.gone' } });
});

test('rules alone say that they did not understand', async () => {
  const run = await drive(await started({}, RULES_ONLY));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'run.not_understood' } });
});

test('an act that asks waits for the reply, and happens only after a yes', async () => {
  for (const [reply, effects, status] of [
    ['yes', 1, 'done'],
    ['no', 0, 'refused'],
    ['mine', 0, 'paused'],
  ] as const) {
    // prettier-ignore
    const script = await started({ verdict: 'ask', rules: (n) => [press('e1', 1, 1), finish][n - 1] }, RULES_ONLY);
    const running = drive(script);
    await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
    expect(script.site.effects).toEqual([]);
    const entry = { kind: 'reply', questionId: 'r:1:approve', reply } as const;
    await script.journal.append({ runId: 'r', iteration: 1, at: 9, entry });
    expect((await running).status).toBe(status);
    expect(script.site.effects).toHaveLength(effects);
  }
});

test('what policy forbids never happens', async () => {
  const script = await started({ verdict: 'no', rules: () => press('e1', 1, 1) }, RULES_ONLY);
  expect((await drive(script)).status).toBe('refused');
  expect(script.site.effects).toEqual([]);
});

test('a page without permission asks for its site and goes on once it may', async () => {
  const site = new FakeSite();
  site.problem = problem('page.needs_access', { params: { origin: 'https://shop.example' } });
  const script = await started({ site, rules: (n) => [press('e1', 1, 1), finish][n - 1] }, RULES_ONLY);
  const running = drive(script);
  await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
  site.problem = undefined;
  const entry = { kind: 'reply', questionId: 'r:1:access:0', reply: 'once' } as const;
  await script.journal.append({ runId: 'r', iteration: 1, at: 9, entry });
  expect((await running).status).toBe('done');
});

const LED = { from: 'https://shop.example', to: 'https://evil.example' };
const led = (iteration: number) => (iteration === 2 ? LED : undefined);
const SAYS = (script: Script, reply: 'yes' | 'no') =>
  script.journal.append({ runId: 'r', iteration: 2, at: 9, entry: { kind: 'reply', questionId: `r:2:landed:${LED.to}`, reply } }); // prettier-ignore

test('a site that a page led to is asked about before any of it is in a prompt', async () => {
  const script = await started({
    landed: led,
    replies: ['{"do":"click","ref":"e2"}', '{"do":"answer","text":"done"}'],
  });
  const running = drive(script);
  await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
  expect(script.journal.records.at(-1)).toMatchObject({
    iteration: 2,
    entry: { question: { kind: 'landed', ...LED } },
  });
  expect(script.journal.kinds().filter((kind) => kind === 'interpretation')).toHaveLength(1);
  script.landed = () => undefined;
  await SAYS(script, 'yes');
  expect((await running).status).toBe('done');
});

test('where the user does not want to go on there, the run ends and says so', async () => {
  const script = await started({
    landed: led,
    replies: ['{"do":"click","ref":"e2"}', '{"do":"answer","text":"done"}'],
  });
  const running = drive(script);
  await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
  await SAYS(script, 'no');
  expect(await running).toMatchObject({ status: 'refused', problem: { code: 'page.strayed', params: { site: 'evil.example' } } }); // prettier-ignore
});

test('what rules end by the user’s own words asks about no site that it ended on', async () => {
  const run = await drive(await started({ landed: led, rules: (n) => [press('e1', 1, 1), finish][n - 1] }, RULES_ONLY));
  expect(run.status).toBe('done');
});

test('"never" for a site ends the run without another question', async () => {
  const site = new FakeSite();
  site.problem = problem('page.needs_access', { params: { origin: 'https://shop.example' } });
  const script = await started({ site }, RULES_ONLY);
  const running = drive(script);
  await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
  const entry = { kind: 'reply', questionId: 'r:1:access:0', reply: 'never' } as const;
  await script.journal.append({ runId: 'r', iteration: 1, at: 9, entry });
  expect(await running).toMatchObject({ status: 'refused', problem: { code: 'page.never' } });
});

test('a stop in the middle of an answer keeps what had come, and says that it was stopped', async () => {
  const controller = new AbortController();
  const script = await started({
    mode: 'answer',
    predict: async function* (_request, signal) {
      yield { type: 'delta', text: 'Half an ans', tokens: 3 };
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      );
    },
  });
  const running = drive(script, controller.signal);
  await expect.poll(() => script.journal.kinds()).toContain('interpretation');
  await script.journal.append({ runId: 'r', iteration: 1, at: 9, entry: { kind: 'stop' } });
  controller.abort();
  expect(await running).toMatchObject({ status: 'stopped', answer: 'Half an ans' });
});

test('an abort that is no stop leaves the run open for the next background', async () => {
  const controller = new AbortController();
  const script = await started({
    mode: 'answer',
    predict: async function* (_request, signal) {
      yield { type: 'delta', text: '', tokens: 0 };
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      );
    },
  });
  const running = drive(script, controller.signal);
  await expect.poll(() => script.journal.kinds()).toContain('interpretation');
  controller.abort(new DOMException('', 'AbortError'));
  await expect(running).rejects.toThrow();
  expect(script.journal.kinds()).not.toContain('end');
});

test('killed at any record, before or after it is durable, a run still does each act exactly once', async () => {
  await assert(
    asyncProperty(
      integer({ min: 1, max: 14 }),
      constantFrom('lost' as const, 'kept' as const),
      boolean(),
      async (count, when, model) => {
        const replies = ['{"do":"click","ref":"e1"}', '{"do":"click","ref":"e2"}', '{"do":"answer","text":"done"}'];
        const script = await started(model ? { replies } : { rules: twoSteps }, model ? MODEL : RULES_ONLY);
        script.journal.killAt = { count, when };
        const first = await drive(script).catch((error: unknown) => error);
        if (first instanceof Error) expect(first.message).toBe('killed');
        expect((await drive(script)).status).toBe('done');
        expect(script.site.effects).toEqual(['{"do":"click","ref":"e1"}', '{"do":"click","ref":"e2"}']);
      },
    ),
    { numRuns: 120 },
  );
});

test('killed while the page goes away because of the act, the run does not act again but looks', async () => {
  const site = new FakeSite();
  const script = await started({ site, rules: (n) => [press('e1', 1, 1), finish][n - 1] }, RULES_ONLY);
  site.afterEffect = () => site.navigate('https://shop.example/next');
  script.journal.killAt = { count: 5, when: 'lost' };
  await expect(drive(script)).rejects.toThrow('killed');
  const run = await drive(script);
  expect(run.status).toBe('done');
  expect(run.iterations[0]?.outcome).toMatchObject({ status: 'unknown', looked: 'done' });
  expect(site.effects).toHaveLength(1);
});

test('where a look cannot tell what became of an act, the user is asked, and it is not done again', async () => {
  const site = new FakeSite();
  const script = await started({ site, rules: (n) => [press('e1', 1, 1), finish][n - 1] }, RULES_ONLY);
  site.afterEffect = () => {
    site.documentKey = 'doc-same-address';
  };
  script.journal.killAt = { count: 5, when: 'lost' };
  await expect(drive(script)).rejects.toThrow('killed');
  const running = drive(script);
  await expect.poll(() => script.journal.kinds().at(-1)).toBe('question');
  const entry = { kind: 'reply', questionId: 'r:1:happened', reply: 'yes' } as const;
  await script.journal.append({ runId: 'r', iteration: 1, at: 99, entry });
  expect(await running).toMatchObject({ status: 'done', iterations: [{ outcome: { looked: 'done' } }, {}] });
  expect(site.effects).toHaveLength(1);
});

test('a run has a budget of iterations', async () => {
  const site = new FakeSite();
  let turn = 0;
  site.outcome = (): Outcome => {
    turn += 1;
    return {
      status: 'ok',
      change: { ...NO_CHANGE, added: turn },
      ms: 1,
    };
  };
  const run = await drive(await started({ site, replies: ['{"do":"click","ref":"e1"}'] }));
  expect(run).toMatchObject({ status: 'budget', problem: { code: 'run.budget' } });
  expect(site.effects).toHaveLength(10);
});
