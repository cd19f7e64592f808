import { expect, test } from 'vitest';

import { problem } from '@/lib/contracts/index.ts';

import { begin, FakeJournal, FakeSite, MODEL, portsFor, type Script } from './fakes.ts';
import { runLoop } from './loop.ts';

test('where policy lets nothing leave, no engine is asked, and the run ends with the reason', async () => {
  let asked = 0;
  const predict: Script['predict'] = async function* () {
    asked += 1;
    yield* [];
  };
  const script = { site: new FakeSite(), journal: new FakeJournal(), predict, kept: problem('site.local_only') };
  await begin(script.journal, { ...MODEL, placement: 'cloud' }, { kind: 'ask', text: 'do it' });
  const run = await runLoop('r', portsFor(script), new AbortController().signal);
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'site.local_only' } });
  expect(asked).toBe(0);
});
