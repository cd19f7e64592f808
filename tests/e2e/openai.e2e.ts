/** Any OpenAI-compatible server: what it streams, what was sent to it, and what the panel says when it fails. */
import type { ProblemCode } from '../../lib/contracts/index.ts';
import { type Mood, serveOpenAI } from '../fixtures/openai-server.ts';
import { expect, problemWords, shownRun, test, words } from './harness.ts';

const QUESTION = 'what is sold here, and why does it take so long?';
const ANSWER = 'Six kinds of bread are sold; the dough rests for twenty-two hours.';

test('the answer streams, and every byte that left is counted', async ({ site, start }) => {
  const server = await serveOpenAI(() => ANSWER);
  const engine = { kind: 'openai' as const, baseURL: server.baseURL, model: 'fake-model', apiKey: 'sk-test' };
  const driver = await start({ url: site.origin, engine });
  const texts: string[] = [];
  const record = await driver.run(QUESTION, { onText: (text) => texts.push(text) });
  expect(record).toMatchObject({ status: 'done', answer: ANSWER });
  expect(texts.length).toBeGreaterThan(0);
  expect(server.keys).toContain('Bearer sk-test');
  expect(Object.values(record.sentBytes).reduce((sum, bytes) => sum + bytes, 0)).toBe(server.received());
  expect(Object.keys(record.sentBytes)).toEqual([new URL(server.baseURL).host]);
  expect(record.usage.promptTokens).toBeGreaterThan(0);
  expect(record.usage.estimated).toBe(false);
  expect(JSON.stringify(record)).not.toContain('sk-test');
  await server.close();
});

test('page text goes as data with its origin, never as an instruction of the user', async ({ site, start }) => {
  const server = await serveOpenAI(() => ANSWER);
  const driver = await start({
    url: site.origin,
    engine: { kind: 'openai', baseURL: server.baseURL, model: 'fake-model' },
  });
  await driver.run(QUESTION);
  const sent = server.asked.flatMap(({ messages }) => messages);
  expect(sent.some(({ content }) => content.includes(QUESTION))).toBe(true);
  expect(sent.some(({ content }) => content.includes(site.origin))).toBe(true);
  expect(server.keys.every((key) => key === '')).toBe(true);
  await server.close();
});

test('a question that follows another knows what was said before', async ({ site, start }) => {
  const server = await serveOpenAI(() => ANSWER);
  const driver = await start({
    url: site.origin,
    engine: { kind: 'openai', baseURL: server.baseURL, model: 'fake-model' },
  });
  await driver.run(QUESTION);
  await driver.run('and who weighs the flour?');
  const [first, second] = server.asked.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  expect(first).not.toContain(ANSWER);
  expect(second).toContain(ANSWER);
  await server.close();
});

const FAILURES: [Mood | 'unreachable', ProblemCode][] = [
  ['unauthorised', 'engine.unauthorised'],
  ['forbidden', 'engine.forbidden'],
  ['missing', 'engine.wrong_path'],
  ['no-such-model', 'engine.no_such_model'],
  ['not-json', 'engine.wrong_path'],
  ['unreachable', 'engine.network'],
];

test('each way in which a server fails is told in words, with a remedy', async ({ site, start }) => {
  const server = await serveOpenAI(() => ANSWER);
  const engine = { kind: 'openai' as const, baseURL: server.baseURL, model: 'ghost' };
  const driver = await start({ url: site.origin, engine });
  for (const [mood, code] of FAILURES) {
    await test.step(`${mood}: ${code}`, async () => {
      if (mood === 'unreachable') await server.close();
      else server.be(mood);
      const record = await driver.run(QUESTION);
      expect(record.status).toBe('failed');
      expect(record.problem?.code).toBe(code);
      const shown = await shownRun(driver, record.runId);
      expect(shown).toContain(problemWords(code));
      expect(shown).toContain(words(`remedy_${code.replaceAll('.', '_')}`));
    });
  }
});

test('stop ends a request that the server never answers', async ({ site, start }) => {
  const server = await serveOpenAI(() => ANSWER);
  server.be('hangs');
  const driver = await start({
    url: site.origin,
    engine: { kind: 'openai', baseURL: server.baseURL, model: 'fake-model' },
  });
  const record = await driver.run(QUESTION, { timeoutMs: 3000 });
  expect(record).toMatchObject({ status: 'stopped', timedOut: true });
  await server.close();
});

test('the connection test in the settings names the trouble before anything is asked', async ({ start }) => {
  const server = await serveOpenAI(() => ANSWER);
  const driver = await start();
  const panel = await driver.panel();
  const choice = { kind: 'openai', baseURL: server.baseURL, model: 'fake-model' };
  expect(await driver.ask({ type: 'models.test', choice })).toMatchObject({
    ok: true,
    value: { ok: true, models: ['fake-model'] },
  });
  server.be('forbidden');
  expect(await driver.ask({ type: 'models.test', choice })).toMatchObject({
    ok: true,
    value: { ok: false, problem: { code: 'engine.forbidden' } },
  });
  await expect(panel.getByTestId('composer')).toBeVisible();
  await server.close();
});
