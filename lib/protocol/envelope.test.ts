import { anything, assert, asyncProperty } from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';

import { problem } from '@/lib/contracts/index.ts';
import { failure, success } from '@/lib/shared/index.ts';

import { answerWith } from './answer.ts';
import { ask } from './envelope.ts';

const fast = { pauseMs: 1 };

test('a request is sent again while nobody answers, and the first answer counts', async () => {
  const replies: unknown[] = [undefined, undefined, success(7)];
  const result = await ask(async () => replies.shift(), v.number(), fast);
  expect(result).toEqual({ ok: true, value: 7 });
  expect(replies).toEqual([]);
});

test('a receiver that does not exist yet is asked again', async () => {
  let tries = 0;
  const result = await ask(
    async () => {
      tries += 1;
      if (tries < 3) throw new Error('Could not establish connection. Receiving end does not exist.');
      return success('here');
    },
    v.string(),
    fast,
  );
  expect(result).toEqual({ ok: true, value: 'here' });
});

test('an answer of the other side that is a problem is not asked for again', async () => {
  let tries = 0;
  const result = await ask(
    async () => {
      tries += 1;
      return failure(problem('page.gone'));
    },
    v.string(),
    fast,
  );
  expect(result).toEqual({ ok: false, problem: { code: 'page.gone' } });
  expect(tries).toBe(1);
});

test('whatever comes over the border, the caller gets what the schema promises or a problem', async () => {
  await assert(
    asyncProperty(anything(), async (reply) => {
      const result = await ask(async () => reply, v.object({ n: v.number() }), { tries: 1 });
      if (result.ok) expect(typeof result.value.n).toBe('number');
      else expect(typeof result.problem.code).toBe('string');
    }),
  );
});

test('a handler that throws answers with a problem, so that nobody waits for ever', async () => {
  const reply = await new Promise((resolve) => {
    answerWith(Promise.reject(new Error('broken')), resolve);
  });
  expect(reply).toEqual({ ok: false, problem: { code: 'internal', detail: 'broken' } });
});
