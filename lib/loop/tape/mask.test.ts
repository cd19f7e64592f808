import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  option,
  property,
  record as recordOf,
  string,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';

import { NO_CHANGE, type PageElement, type Trace } from '@/lib/contracts/index.ts';

import { begin, FakeJournal, FakeSite, portsFor, RULES_ONLY, type Script } from '../fakes.ts';
import { runLoop } from '../loop.ts';
import { openTrace, recording, replay, sealed } from './index.ts';

const field: PageElement = { ref: 'e3', at: 0, block: 0, kind: 'text', role: 'textbox', name: 'Password', states: [], secret: true }; // prettier-ignore
const DEVICE = { browser: 'test' };

/** A run that types this into a password field of a page that shows and links whatever is typed. */
async function typed(secret: string, words = 'sign me in', killAt?: FakeJournal['killAt']): Promise<Script> {
  const site = new FakeSite();
  site.elements = [...site.elements, field];
  const change = {
    ...NO_CHANGE,
    changed: [{ ref: 'e3', name: 'Password', what: 'filled in (secret)' }],
    texts: [`${secret} it is`],
  };
  site.outcome = () => ({ status: 'ok', change, ms: 1 });
  site.afterEffect = () => {
    site.notices = [`You typed ${secret}!`];
    site.url = `https://shop.example/?q=${encodeURIComponent(secret)}`;
  };
  const action = { do: 'type', ref: 'e3', text: secret } as const;
  const finish = { rule: 'finish.all-done', action: { do: 'answer', text: '' } } as const;
  const journal = new FakeJournal();
  const script: Script = {
    site,
    journal,
    rules: (n) => [{ rule: 'command.fill', action, target: 'Password' }, finish][n - 1],
  };
  await begin(journal, RULES_ONLY, { kind: 'ask', text: words });
  const { signal } = new AbortController();
  journal.killAt = killAt;
  while (!journal.kinds().includes('end')) {
    await runLoop('r', recording(portsFor(script), signal), signal).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'killed') throw error;
    });
    await journal.append({ runId: 'r', iteration: 1, at: 1, entry: { kind: 'resumed', after: 'running' } });
  }
  return script;
}

test('a password that a run types is nowhere in its trace, whatever it is and wherever the page put it', async () => {
  const letters = constantFrom(...Array.from('abcxyzABC0189 -_.!?"\'\\/&<>%+äß€😀'));
  const passwords = string({ unit: letters, minLength: 6, maxLength: 60 }).filter((text) => text.trim().length >= 6);
  const kill = option(
    recordOf({ count: integer({ min: 1, max: 8 }), when: constantFrom('lost' as const, 'kept' as const) }),
    { nil: undefined },
  );
  await assert(
    asyncProperty(passwords, boolean(), kill, async (secret, told, killAt) => {
      const { journal } = await typed(secret, told ? `fill Password with "${secret}"` : 'sign me in', killAt);
      const file = JSON.stringify(sealed(journal, DEVICE));
      for (const spelling of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
        expect(file).not.toContain(spelling);
      // Nor in what is kept on this device beside the journal.
      expect(JSON.stringify(journal.tape)).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
    { numRuns: 500 },
  );
});

test('a trace with dots in it is still the same when it is replayed', async () => {
  const secret = 'open sesame 42';
  const { journal, ...rest } = await typed(secret, `fill Password with "${secret}"`);
  const trace = sealed(journal, DEVICE);
  expect(trace.masked).toBe(1);
  const dots = '•'.repeat(secret.length);
  const action = { do: 'type', ref: 'e3', text: dots } as const;
  const finish = { rule: 'finish.all-done', action: { do: 'answer', text: '' } } as const;
  const script: Script = {
    ...rest,
    journal,
    rules: (n) => [{ rule: 'command.fill', action, target: 'Password' }, finish][n - 1],
  };
  const { rules, recipes, policy, grammar } = portsFor(script);
  const replayed = await replay(trace, {
    rules,
    recipes,
    policy: () => policy,
    grammar,
    countTokens: (text) => text.length,
  });
  expect(replayed.difference).toBeUndefined();
});

test('a short secret is dots where it stands alone, and leaves numbers and names of the file alone', async () => {
  const { journal } = await typed('e1', 'fill PIN with e1, then press e12');
  const trace = sealed(journal, DEVICE);
  const [signal] = trace.records;
  expect(signal?.entry).toMatchObject({ signal: { task: { text: 'fill PIN with ••, then press e12' } } });
  const page = trace.tape[0]?.items.find((item) => item.is === 'observe');
  expect(page).toMatchObject({ page: { elements: [{ ref: 'e1' }, { ref: 'e2' }, { ref: 'e3' }] } });
});

test('a password in a task that never came to be typed is dots, too', async () => {
  const tasks = [
    ['log in with password: hunter2secret', 'hunter2secret'],
    ['fill Password with "hunter2 secret" and press Sign in', 'hunter2 secret'],
    ['type hunter2secret into the password field', 'hunter2secret'],
    ['fülle Passwort mit hunter2secret', 'hunter2secret'],
  ] as const;
  for (const [task, secret] of tasks) {
    const journal = new FakeJournal();
    await begin(journal, RULES_ONLY, { kind: 'ask', text: task });
    expect(JSON.stringify(sealed(journal, DEVICE)), task).not.toContain(secret);
  }
});

test('a trace file comes back as it was', async () => {
  const { journal } = await typed('open sesame 42');
  const trace: Trace = sealed(journal, DEVICE);
  expect(openTrace(JSON.stringify(trace))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(trace)) });
});

test('what is no trace is refused with a reason, and breaks nothing', async () => {
  const { journal } = await typed('open sesame 42');
  const whole = JSON.stringify(sealed(journal, DEVICE));
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const withDeep = whole.replace('"tape":', `"more":${deep},"tape":`);
  const gap = JSON.stringify({ ...sealed(journal, DEVICE), records: journal.records.slice(1) });
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    whole.slice(0, -5),
    deep,
    withDeep,
    gap,
    whole.replace('"version":1', '"version":2'),
  ])
    expect(openTrace(text)).toMatchObject({ ok: false, problem: { code: 'trace.unreadable' } });
  const big = openTrace(' '.repeat(64_000_001));
  expect(big).toMatchObject({ ok: false, problem: { code: 'trace.too_big' } });
});

test('any damage to a trace file is refused or read, never thrown', async () => {
  const { journal } = await typed('open sesame 42');
  const whole = JSON.stringify(sealed(journal, DEVICE));
  const cuts = array(
    tuple(constantFrom(...Array.from(whole, (_, at) => at)), constantFrom('"', '{', '7', 'null', '')),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  assert(
    property(cuts, (given) => {
      let text = whole;
      for (const [at, put] of given) text = text.slice(0, at) + put + text.slice(at + 1);
      expect(typeof openTrace(text).ok).toBe('boolean');
    }),
    { numRuns: 300 },
  );
});
