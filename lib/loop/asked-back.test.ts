/** What a page asks by a dialog of the browser is the user's to answer. */
import { expect, test } from 'vitest';

import { type Entry, NO_CHANGE, type PageDialog } from '@/lib/contracts/index.ts';

import { drive, FakeSite, finish, RULES_ONLY, type Script, started } from './fakes.ts';

const WORDS = 'Delete 340 letters for good?';
const click = (ref: string) => `{"do":"click","ref":"${ref}"}`;
const DONE = '{"do":"answer","text":"done"}';
const press = (ref: string) => ({ rule: 'command.click', action: { do: 'click', ref }, step: { number: 1, of: 1 } }) as const; // prettier-ignore

/** A page that asks before it does anything; `words` may be others each time. */
function askingSite(words: (time: number) => string = () => WORDS): FakeSite {
  const site = new FakeSite();
  site.outcome = () => {
    const message = words(site.effects.length);
    const accepted = site.agreed.at(-1)?.includes(message) ?? false;
    const dialogs: PageDialog[] = [{ type: 'confirm', message, accepted }];
    return { status: 'ok', change: { ...NO_CHANGE, ...(accepted && { title: 'Gone' }), dialogs }, ms: 1 };
  };
  return site;
}

async function answerTo(
  script: Script,
  reply: 'yes' | 'no',
): Promise<Extract<Entry, { kind: 'question' }>['question']> {
  const { journal } = script;
  await expect.poll(() => journal.kinds().at(-1)).toBe('question');
  const last = journal.records.at(-1);
  if (last?.entry.kind !== 'question') throw new Error('no question');
  const { question } = last.entry;
  await journal.append({ runId: 'r', iteration: last.iteration, at: 100, entry: { kind: 'reply', questionId: question.id, reply } }); // prettier-ignore
  return question;
}

test('an act that a page asks about is done once more, with a yes to its words, once the user has read them', async () => {
  const site = askingSite();
  const script = await started({ site, replies: [click('e1'), DONE, DONE] });
  const running = drive(script);
  expect(await answerTo(script, 'yes')).toMatchObject({
    kind: 'approve',
    action: { do: 'click', ref: 'e1' },
    verdict: { allow: 'ask', rule: 'page_asks', reversibility: 'final' },
    asks: [WORDS],
  });
  const run = await running;
  expect(run.status).toBe('done');
  expect(site.agreed).toEqual([[], [WORDS]]);
  // The second time nobody had to think.
  expect(run.iterations[1]?.decision).toMatchObject({ by: 'model', rule: 'page_asks', usage: { completionTokens: 0 } });
});

test('a no to what the page asks is a no to the act, and teaches the next decision', async () => {
  const site = askingSite();
  const script = await started({ site, replies: [click('e1'), DONE, DONE] });
  const running = drive(script);
  await answerTo(script, 'no');
  expect((await running).status).toBe('done');
  expect(site.agreed).toEqual([[]]);
});

test('what the user said in so many words is asked about by the page as well', async () => {
  const site = askingSite();
  const script = await started({ site, rules: (n) => [press('e1'), press('e2'), finish][n - 1] }, RULES_ONLY);
  const running = drive(script);
  await answerTo(script, 'yes');
  const run = await running;
  expect(site.effects).toEqual([click('e1'), click('e1')]);
  expect(run.iterations[1]?.decision).toMatchObject({ by: 'rule', rule: 'command.click', step: { number: 1 } });
});

test('a yes is one to these words: a page that asks for something else then is not told yes, nor asked for ever', async () => {
  const site = askingSite((time) => `Pay ${time * 100}?`);
  const script = await started({ site, replies: [click('e1')] });
  const running = drive(script);
  expect(await answerTo(script, 'yes')).toMatchObject({ asks: ['Pay 100?'] });
  const run = await running;
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'run.no_progress' } });
  expect(run.iterations.map(({ outcome }) => outcome?.change?.dialogs?.[0])).toMatchObject([
    { message: 'Pay 100?', accepted: false },
    { message: 'Pay 200?', accepted: false },
  ]);
});

test('rules do not say that it is done where the page was not told yes in the end', async () => {
  const site = askingSite((time) => `Pay ${time * 100}?`);
  const script = await started({ site, rules: (n) => [press('e1'), finish][Math.min(n, 2) - 1] }, RULES_ONLY);
  const running = drive(script);
  await answerTo(script, 'yes');
  const run = await running;
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'run.doubtful', params: { seen: 'Pay 200?' } } });
});

test('where policy says yes or asks anyway, the words of the page are what is asked about; a never stays a never', async () => {
  const site = askingSite();
  const script = await started({ site, verdict: 'no', replies: [click('e1')] });
  expect((await drive(script)).status).toBe('refused');
  expect(site.effects).toEqual([]);
});
