/** What the loop takes care of by itself: ends that are no ends, acts that were refused, the user's own hands, budgets. */
import { expect, test } from 'vitest';

import { type Entry, NO_CHANGE, NO_USAGE, type PageElement } from '@/lib/contracts/index.ts';

import {
  button,
  drive,
  FakeJournal,
  FakeSite,
  finish,
  MODEL,
  portsFor,
  RULES_ONLY,
  type Script,
  started,
} from './fakes.ts';
import { runLoop } from './loop.ts';

const ask = (text: string) => ({ kind: 'ask', text }) as const;
const press = (ref: string) => ({ rule: 'command.click', action: { do: 'click', ref }, step: { number: 1, of: 1 } }) as const; // prettier-ignore
const click = (ref: string) => `{"do":"click","ref":"${ref}"}`;
const DONE = '{"do":"answer","text":"done"}';

const write = ({ journal }: Script, entry: Entry) =>
  journal.append({ runId: 'r', iteration: journal.records.at(-1)?.iteration ?? 0, at: journal.records.length * 10, entry }); // prettier-ignore
const asked = ({ journal }: Script) => expect.poll(() => journal.kinds().at(-1)).toBe('question');

const SEND: PageElement = { ...button('e2', 'Send'), group: 'Contact', submits: { method: 'post', origin: 'https://shop.example' } }; // prettier-ignore
const EMAIL: PageElement = { ref: 'e3', at: 0, block: 0, kind: 'text', role: 'textbox', name: 'Email', states: ['required'], group: 'Contact' }; // prettier-ignore
const NOTHING = () => ({ status: 'ok', change: NO_CHANGE, ms: 1 }) as const;

test('"done" with a required field of the sent form empty goes back into the loop, with what was seen', async () => {
  const site = new FakeSite();
  site.elements = [SEND, EMAIL];
  const prompts: string[] = [];
  const script = await started({ site, replies: [click('e2'), DONE, DONE] });
  const ports = portsFor(script);
  const engine = ports.engine;
  ports.engine = (profile) => {
    const made = engine(profile);
    return { ...made, predict: (request, signal) => { prompts.push(request.messages.at(-1)?.content ?? ''); return made.predict(request, signal); } }; // prettier-ignore
  };
  const run = await runLoop('r', ports, new AbortController().signal);
  expect(run.iterations.map(({ doubts }) => doubts)).toEqual([
    undefined,
    [{ what: 'required', name: 'Email' }],
    [{ what: 'required', name: 'Email' }],
  ]);
  expect(prompts[1]).not.toContain('Not done yet');
  expect(prompts[2]).toContain('Not done yet: empty required field "Email"');
  // Said again in sight of the same: believed, and the user is told what the page shows.
  expect(run).toMatchObject({ status: 'done', problem: { code: 'run.doubtful', params: { seen: 'Email' } } });
});

test('"done" is believed where the page shows nothing against it', async () => {
  const site = new FakeSite();
  site.elements = [SEND, { ...EMAIL, value: 'a@b.example' }, { ...EMAIL, ref: 'e4', group: 'Newsletter' }];
  const run = await drive(await started({ site, replies: [click('e2'), DONE] }));
  expect(run.status).toBe('done');
  expect(run.problem).toBeUndefined();
});

test('rules do not call it done where the page says that it failed', async () => {
  const site = new FakeSite();
  site.notices = ['Error: that date is not possible.'];
  site.outcome = () => ({ status: 'ok', change: { ...NO_CHANGE, notices: site.notices }, ms: 1 });
  const run = await drive(await started({ site, rules: (n) => [press('e1'), finish][n - 1] }, RULES_ONLY));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'run.doubtful' } });
});

test('what the user refuses teaches the next decision, and is not asked again', async () => {
  const script = await started({ verdict: 'ask', replies: [click('e1'), click('e1'), DONE] });
  const running = drive(script);
  await asked(script);
  await write(script, { kind: 'reply', questionId: 'r:1:approve', reply: 'no' });
  const run = await running;
  // The scripted engine insists; it is asked twice in that iteration, and then the run ends.
  expect(run).toMatchObject({ status: 'refused', problem: { code: 'action.refused' } });
  expect(run.iterations).toHaveLength(2);
  expect(script.site.effects).toEqual([]);
});

test('after a refusal another act may be decided', async () => {
  const script = await started({ verdict: 'ask', replies: [click('e1'), click('e2'), DONE] });
  const running = drive(script);
  await asked(script);
  await write(script, { kind: 'reply', questionId: 'r:1:approve', reply: 'no' });
  await expect.poll(() => script.journal.kinds().filter((kind) => kind === 'question').length).toBe(2);
  await write(script, { kind: 'reply', questionId: 'r:2:approve', reply: 'yes' });
  expect((await running).status).toBe('done');
  expect(script.site.effects).toEqual([click('e2')]);
});

test('the same form is not sent twice without asking', async () => {
  const site = new FakeSite();
  site.elements = [SEND, button('e1', 'One')];
  const script = await started({ site, replies: [click('e2'), click('e1'), click('e2'), DONE] });
  const running = drive(script);
  await asked(script);
  expect(script.journal.records.findLast(({ entry }) => entry.kind === 'verdict')?.entry).toMatchObject({
    verdict: { allow: 'ask', rule: 'sent_before' },
  });
  expect(site.effects).toEqual([click('e2'), click('e1')]);
  await write(script, { kind: 'reply', questionId: 'r:3:approve', reply: 'yes' });
  expect((await running).status).toBe('done');
});

test('a step that the user does by hand counts as done once they let the run go on', async () => {
  const script = await started({ verdict: 'ask', rules: (n) => [press('e1'), finish][n - 1] }, RULES_ONLY);
  const running = drive(script);
  await asked(script);
  await write(script, { kind: 'reply', questionId: 'r:1:approve', reply: 'mine' });
  expect(await running).toMatchObject({ status: 'paused', paused: 'mine' });
  await write(script, { kind: 'go' });
  expect((await drive(script)).status).toBe('done');
  expect(script.site.effects).toEqual([]);
});

test('a pause while a question is open decides anew afterwards', async () => {
  const script = await started({ verdict: 'ask', replies: [click('e1'), click('e2'), DONE] });
  const running = drive(script);
  await asked(script);
  const { length } = script.journal.records;
  await write(script, { kind: 'pause', why: 'user' });
  expect((await running).status).toBe('paused');
  expect(script.journal.records).toHaveLength(length + 1);
  await write(script, { kind: 'go', tabId: 9 });
  const again = drive(script);
  await expect.poll(() => script.journal.records.at(-1)?.entry).toMatchObject({ question: { id: 'r:2:approve' } });
  await write(script, { kind: 'stop' });
  expect((await again).status).toBe('stopped');
});

test('an act that was intended before the pause is settled after it, and done once', async () => {
  const script = await started({ replies: [click('e1'), DONE] });
  script.journal.killAt = { count: 4, when: 'kept' };
  await expect(drive(script)).rejects.toThrow('killed');
  await write(script, { kind: 'pause', why: 'restart' });
  expect((await drive(script)).status).toBe('paused');
  await write(script, { kind: 'go' });
  expect((await drive(script)).status).toBe('done');
  expect(script.site.effects).toEqual([click('e1')]);
});

for (const [limits, code] of [
  [{ iterations: 3, ms: 1e9, tokens: 1e9 }, 'run.budget'],
  [{ iterations: 99, ms: 40, tokens: 1e9 }, 'run.budget_time'],
  [{ iterations: 99, ms: 1e9, tokens: 10 }, 'run.budget_tokens'],
] as const) {
  test(`a run ends by itself where its limit is reached: ${code}`, async () => {
    const whole = { site: new FakeSite(), journal: new FakeJournal(), replies: [click('e1')] };
    let turn = 0;
    whole.site.outcome = () => ({ status: 'ok', change: { ...NO_CHANGE, added: (turn += 1) }, ms: 1 });
    const signal = { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task: ask('on and on') } as const; // prettier-ignore
    await whole.journal.append({ runId: 'r', iteration: 0, at: 0, entry: { kind: 'signal', engine: MODEL, seed: 7, signal, limits } }); // prettier-ignore
    expect(await drive(whole)).toMatchObject({ status: 'budget', problem: { code } });
  });
}

test('idle acts of other elements are no repetition', async () => {
  const site = new FakeSite();
  site.outcome = NOTHING;
  const run = await drive(await started({ site, replies: [click('e1'), click('e2'), click('e1'), DONE] }));
  expect(run.status).toBe('done');
  expect(site.effects).toHaveLength(3);
});

test('a device that is too hot gets a rest, once; on a server of the user it is no matter', async () => {
  for (const [placement, status] of [
    ['local', 'paused'],
    ['edge', 'done'],
  ] as const) {
    const script = await started({ replies: [click('e1'), DONE] }, { ...MODEL, placement });
    const ports = portsFor(script);
    const { engine } = ports;
    ports.engine = (profile) => {
      const made = engine(profile);
      return {
        ...made,
        async *predict(request, signal) {
          for await (const event of made.predict(request, signal))
            yield event.type === 'end' ? { ...event, strain: { pressure: 'critical' } } : event;
        },
      };
    };
    const again = () => runLoop('r', ports, new AbortController().signal);
    expect((await again()).status).toBe(status);
    if (status === 'done') continue;
    await write(script, { kind: 'go' });
    expect((await again()).status).toBe('done');
  }
});

test('where the engine is lost, the one that the user allowed goes on; without one the run says why it ended', async () => {
  const spare = { ...MODEL, model: 'other' };
  for (const [given, status] of [
    [spare, 'done'],
    [undefined, 'failed'],
  ] as const) {
    const journal = new FakeJournal();
    const script: Script = { site: new FakeSite(), journal, replies: [click('e1'), click('e1'), DONE] };
    const signal = { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task: ask('do it') } as const;
    await journal.append({ runId: 'r', iteration: 0, at: 0, entry: { kind: 'signal', engine: MODEL, seed: 7, signal, ...(given !== undefined && { spare: given }) } }); // prettier-ignore
    const ports = portsFor(script);
    const { engine } = ports;
    ports.engine = (profile) => {
      const made = engine(profile);
      if (profile.model === 'other') return made;
      return {
        ...made,
        async *predict() {
          yield { type: 'end', reason: 'error', text: '', usage: NO_USAGE, ms: { load: 0, prefill: 0, decode: 0 }, sent: [], problem: { code: 'engine.device_lost' } }; // prettier-ignore
        },
      };
    };
    const run = await runLoop('r', ports, new AbortController().signal);
    expect(run.status).toBe(status);
    if (status === 'done') expect(run.iterations[1]?.decision?.engine?.model).toBe('other');
    else expect(run.problem?.code).toBe('engine.device_lost');
  }
});
