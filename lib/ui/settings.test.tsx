// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { ModelInfo } from '@/lib/contracts/index.ts';
import { type FakeOptions, type FakeWorld, fakeWorld } from '@/tests/gallery/fake-ports.ts';
import * as made from '@/tests/gallery/records.ts';

import { mountPanel } from './mount.tsx';

let world: FakeWorld;
let unmount: () => void = () => {};
afterEach(() => {
  unmount();
  document.body.replaceChildren();
});

const CPU: ModelInfo = { kind: 'cpu', id: 'tiny', name: 'Tiny', downloadBytes: 98_300_000, contextTokens: 2048, state: 'absent', haveBytes: 0, source: 'huggingface.co' }; // prettier-ignore
const { downloadBytes: _unknown, ...rest } = CPU;
const GPU: ModelInfo = { ...rest, kind: 'webllm', id: 'big', name: 'Big', memoryBytes: 2e9 };

async function settled() {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

async function open(view: 'settings' | 'history', options: FakeOptions = {}) {
  world = fakeWorld({ models: [CPU, GPU], ...options });
  const root = document.createElement('div');
  document.body.append(root);
  unmount = mountPanel(root, world.ports);
  await settled();
  await click(`[data-testid="${view}-open"]`);
}

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing fits ${selector}`);
  return found;
}

async function click(selector: string) {
  find(selector).click();
  await settled();
}

async function fill(testId: string, text: string) {
  const input = find(`[data-testid="${testId}"]`);
  if (!(input instanceof HTMLInputElement)) throw new Error(`${testId} is no input`);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled();
}

const asked = (type: string) => world.asked.filter((request) => request.type === type);
const card = (model: string) => `[data-testid="model-${model}"]`;

test('a model with a known size shows it on the button that gets it', async () => {
  await open('settings');
  expect(find(`${card('tiny')} [data-testid="get"]`).textContent).toContain('98 MB');
  await click(`${card('tiny')} [data-testid="get"]`);
  expect(asked('models.get')).toEqual([{ type: 'models.get', kind: 'cpu', id: 'tiny', agreedBytes: 98_300_000 }]);
});

test('a model of unknown size is asked for its size first, and fetched only after a yes to that size', async () => {
  await open('settings');
  await click(`${card('big')} [data-testid="get"]`);
  expect(asked('models.inspect')).toHaveLength(1);
  expect(asked('models.get')).toEqual([]);
  expect(find(card('big')).textContent).toContain('1.1 GB');
  await click(`${card('big')} [data-testid="get"]`);
  expect(asked('models.get')).toMatchObject([{ id: 'big', agreedBytes: 1_130_000_000 }]);
});

test('a download shows how far and how fast it is, can be cancelled, and its failure says what to do', async () => {
  await open('settings');
  const progress = {
    kind: 'cpu',
    id: 'tiny',
    phase: 'download',
    done: 40e6,
    total: 98.3e6,
    bytesPerSecond: 12e6,
  } as const;
  world.hostSays({ type: 'model', progress });
  await settled();
  expect(find(`${card('tiny')} [data-testid="progress"]`).textContent).toContain('40 MB of 98 MB · 12 MB/s');
  await click(`${card('tiny')} [data-testid="cancel"]`);
  expect(asked('models.cancel')).toEqual([{ type: 'models.cancel', kind: 'cpu', id: 'tiny' }]);
  expect(document.querySelector(`${card('tiny')} [data-testid="progress"]`)).toBeNull();
  const problem = { code: 'engine.integrity', params: { file: 'tiny.gguf' } } as const;
  world.hostSays({ type: 'model', progress: { ...progress, phase: 'failed', problem } });
  await settled();
  expect(find(`${card('tiny')} [data-testid="problem"]`).textContent).toContain('tiny.gguf');
});

test('a model that is ready can be used, and removed only after a second press', async () => {
  await open('settings', { models: [{ ...CPU, state: 'ready', haveBytes: 98_300_000 }] });
  await click(`${card('tiny')} [data-testid="use"]`);
  expect(world.settings.engine).toEqual({ kind: 'cpu', model: 'tiny' });
  await click(`${card('tiny')} [data-testid="remove"]`);
  expect(asked('models.remove')).toEqual([]);
  await click(`${card('tiny')} [data-testid="remove"]`);
  expect(asked('models.remove')).toHaveLength(1);
});

test('without a graphics processor the list says so instead of offering what cannot run', async () => {
  await open('settings', { device: { webgpu: 'no', adapter: '' } });
  expect(find('[data-code="engine.no_webgpu"]')).toBeDefined();
  expect(document.querySelector(card('big'))).toBeNull();
});

test('a server is tested with what stands in the form, and its failure says what to do', async () => {
  await open('settings', {
    connection: { ok: false, models: [], ms: 5, problem: { code: 'engine.no_such_model', params: { model: 'nope' } } },
  });
  await fill('server-url', 'http://127.0.0.1:8080/v1');
  await fill('server-model', 'nope');
  await fill('server-key', 'secret');
  expect(find('[data-testid="server-key"]').getAttribute('type')).toBe('password');
  await click('[data-testid="server-test"]');
  const choice = { kind: 'openai', baseURL: 'http://127.0.0.1:8080/v1', model: 'nope', apiKey: 'secret' };
  expect(asked('models.test')).toEqual([{ type: 'models.test', choice }]);
  expect(world.origins).toEqual(['http://127.0.0.1:8080']);
  expect(find('[data-testid="connection"]').textContent).toContain('has no model “nope”');
  find('[data-testid="server"]').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
  expect(world.settings.engine).toEqual(choice);
});

test('an address that is no http address can neither be tested nor used', async () => {
  await open('settings');
  await fill('server-model', 'm');
  await fill('server-url', 'javascript:alert(1)');
  expect(find('[data-testid="server-test"]')).toHaveProperty('disabled', true);
  find('[data-testid="server"]').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
  expect(world.settings.engine).toEqual({ kind: 'rules' });
});

test('a rule for a site can be taken back', async () => {
  await open('settings', { settings: { sites: { 'https://a.example': 'never', 'https://b.example': 'always' } } });
  await click('[data-testid="site-rule"] button');
  expect(world.settings.sites).toEqual({ 'https://b.example': 'always' });
});

test('history lists the runs of all tabs, newest first, and forgets one or, after a yes, all that have ended', async () => {
  const open1 = made.approval('r_open').run();
  await open('history', { runs: [made.scrolled('r_1').run(), made.answered('r_2').run(), open1] });
  const ids = [...document.querySelectorAll<HTMLElement>('[data-testid="history-run"]')].map(
    (row) => row.dataset['runId'],
  );
  expect(ids).toEqual(['r_open', 'r_2', 'r_1']);
  await click('[data-testid="history-run"][data-run-id="r_1"] [data-testid="forget"]');
  expect(asked('run.forget')).toEqual([{ type: 'run.forget', runIds: ['r_1'] }]);
  await click('[data-testid="forget-all"]');
  expect(asked('run.forget')).toHaveLength(1);
  await click('[data-testid="forget-all-yes"]');
  expect(asked('run.forget').at(-1)).toEqual({ type: 'run.forget', runIds: ['r_2', 'r_1'] });
});

test('a run opened in the history shows its answer, and cannot be answered from there', async () => {
  await open('history', { runs: [made.approval('r_open').run(), made.answered('r_2').run()] });
  await click('[data-testid="history-run"][data-run-id="r_open"] .open');
  expect(find('[data-testid="history"] article').dataset['runId']).toBe('r_open');
  expect(document.querySelector('[data-testid="history"] [data-reply]')).toBeNull();
});

test('what was changed is told in words, and taken back by its button', async () => {
  await open('settings', { settings: { sites: { 'https://shop.example': 'ask' } } });
  const rule = find('[data-testid="site-choice"]');
  if (!(rule instanceof HTMLSelectElement)) throw new Error('no rule');
  rule.value = 'never';
  rule.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  expect(find('[data-testid="change"]').textContent).toContain('Locus here, bakery.example: asks first → never');
  await click('[data-testid="change-back"]');
  expect(world.settings.sites).toEqual({ 'https://shop.example': 'ask' });
});
