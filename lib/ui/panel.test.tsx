// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { MAX_TASK } from '@/lib/contracts/index.ts';
import type { FakeOptions, FakeWorld } from '@/tests/gallery/fake-ports.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';
import { GUARD_MS } from './question.tsx';

let world: FakeWorld;

async function open(options?: FakeOptions) {
  world = await openPanel(options);
}

beforeEach(() => {
  vi.useFakeTimers({ now: made.NOON, toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  closePanel();
  vi.useRealTimers();
});

const composer = () => {
  const box = id('composer');
  if (!(box instanceof HTMLTextAreaElement)) throw new Error('the composer is no textarea');
  return box;
};
const asked = (type: string) => world.asked.filter((request) => request.type === type);

async function write(text: string) {
  composer().value = text;
  composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled();
}

/** As a browser does: a key on a focused button is a click without a pointer, unless it was prevented. */
async function press(element: HTMLElement, key: string, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  element.dispatchEvent(event);
  const clicks = element instanceof HTMLButtonElement && (key === 'Enter' || key === ' ');
  if (clicks && !event.defaultPrevented) element.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 }));
  await settled();
}

async function click(element: HTMLElement) {
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  await settled();
}

test('Enter sends what was written, once, and empties the box', async () => {
  await open();
  await write('What is this page about?');
  await press(composer(), 'Enter');
  expect(asked('run.start')).toMatchObject([
    {
      tabId: 1,
      by: 'panel',
      task: { kind: 'ask', text: 'What is this page about?' },
      runId: expect.stringMatching(/^r_/),
    },
  ]);
  expect(composer().value).toBe('');
});

test('Shift+Enter, Enter while an input method composes, and a held Enter do not send', async () => {
  await open();
  await write('日本');
  await press(composer(), 'Enter', { shiftKey: true });
  await press(composer(), 'Enter', { isComposing: true });
  await press(composer(), 'Enter', { repeat: true });
  expect(asked('run.start')).toEqual([]);
});

test('a paste of 100,000 characters is refused in words and kept for the user to shorten', async () => {
  await open();
  await write('x'.repeat(100_000));
  await press(composer(), 'Enter');
  expect(asked('run.start')).toEqual([]);
  expect(id('problem').dataset['code']).toBe('run.too_long');
  expect(id('problem').textContent).toContain('20,000');
  expect(composer().value).toHaveLength(100_000);
  await write('x'.repeat(MAX_TASK));
  await press(composer(), 'Enter');
  expect(asked('run.start')).toHaveLength(1);
});

test('what was asked is shown at once, and a start that fails says why', async () => {
  await open({ problems: { 'run.start': { code: 'page.restricted' } } });
  await write('hello');
  await press(composer(), 'Enter');
  expect(find('article').textContent).toContain('hello');
  expect(id('problem').dataset['code']).toBe('page.restricted');
  expect(document.querySelector('[data-testid="stop"]')).toBeNull();
});

test('stop is there from the first moment, before the journal knows of the run', async () => {
  await open();
  await write('hello');
  await press(composer(), 'Enter');
  const [start] = asked('run.start');
  expect(start).toBeDefined();
  await click(id('stop'));
  expect(asked('run.stop')).toEqual([{ type: 'run.stop', runId: start && 'runId' in start ? start.runId : '' }]);
});

test('stop is there in every stage and while a question waits, and Esc does the same', async () => {
  await open();
  for (const journal of [made.asking(), made.ordering(), made.approval(), made.access()]) {
    world.show(journal.run());
    await settled();
    expect(id('stop')).toHaveProperty('disabled', false);
    world.asked.length = 0;
    await press(document.body, 'Escape');
    expect(asked('run.stop')).toEqual([{ type: 'run.stop', runId: journal.run().id }]);
  }
  world.show(made.answered().run());
  await settled();
  expect(document.querySelector('[data-testid="stop"]')).toBeNull();
});

test('a stop is seen at once; one that nobody heard can be pressed again and says so', async () => {
  await open({ runs: [made.asking().run()], problems: { 'run.stop': { code: 'internal' } } });
  id('stop').click();
  await settled();
  expect(id('problem').dataset['code']).toBe('internal');
  await click(id('stop'));
  expect(asked('run.stop')).toHaveLength(2);
});

test('a question never takes the focus, and Enter in the composer does not answer it', async () => {
  await open();
  composer().focus();
  world.show(made.approval().run());
  await settled();
  expect(document.activeElement).toBe(composer());
  vi.setSystemTime(made.NOON + 10_000);
  vi.advanceTimersByTime(10_000);
  await write('yes');
  await press(composer(), 'Enter');
  await press(document.body, 'Enter');
  expect(asked('run.reply')).toEqual([]);
  expect(asked('run.start')).toEqual([]);
  expect(composer().value).toBe('yes');
});

test('a key within the first moment and a held key approve nothing; a real press does', async () => {
  await open({ runs: [made.approval().run()] });
  const yes = find('[data-reply="yes"]');
  await press(yes, 'Enter');
  expect(asked('run.reply')).toEqual([]);
  vi.advanceTimersByTime(GUARD_MS + 1);
  await press(yes, 'Enter', { repeat: true });
  expect(asked('run.reply')).toEqual([]);
  await press(yes, 'Enter');
  expect(asked('run.reply')).toEqual([{ type: 'run.reply', runId: 'r_order', questionId: 'q_1', reply: 'yes' }]);
});

test('a second press of an answered question sends nothing', async () => {
  await open({ runs: [made.approval().run()] });
  await click(find('[data-reply="no"]'));
  await click(find('[data-reply="yes"]'));
  expect(asked('run.reply')).toMatchObject([{ reply: 'no' }]);
});

test('an approval names the act, the site and the exact values, and offers three ways', async () => {
  await open({ runs: [made.approval().run()] });
  const card = id('question');
  for (const words of [
    "can't be taken back",
    'Place the order',
    'bakery.example',
    'Large rye loaf, sliced',
    'ada@example.org',
  ]) {
    expect(card.textContent).toContain(words);
  }
  expect([...card.querySelectorAll('button')].map((button) => button.dataset['reply'])).toEqual(['no', 'mine', 'yes']);
  expect(card.querySelector('[autofocus], [type="submit"]')).toBeNull();
});

test('access asks the browser for that very site; a refusal there answers nothing', async () => {
  await open({ runs: [made.access().run()], grant: false });
  await click(find('[data-reply="once"]'));
  expect(world.origins).toEqual(['https://history.example']);
  expect(asked('run.reply')).toEqual([]);
  expect(id('question').textContent).toContain('no access');
  await click(find('[data-reply="never"]'));
  expect(asked('run.reply')).toMatchObject([{ reply: 'never' }]);
  expect(world.origins).toHaveLength(1);
});

test('where the browser names no site, the toolbar button gives access and the run goes on by itself', async () => {
  const run = made.journal('r_u', 'read').add({ kind: 'question', question: { kind: 'access', id: 'q_u', origin: '' } }, 1, 1).run(); // prettier-ignore
  await open({ runs: [run], look: { access: 'needed', origin: '', title: '', url: '' } });
  expect(id('question').textContent).toContain('toolbar');
  expect(document.querySelector('[data-reply="once"]')).toBeNull();
  world.say({ type: 'focus', tabId: 1 });
  await settled();
  expect(asked('run.reply')).toEqual([]);
  world.lookIs({ access: 'granted', origin: 'https://a.example' });
  world.say({ type: 'focus', tabId: 1 });
  await settled();
  expect(asked('run.reply')).toEqual([{ type: 'run.reply', runId: 'r_u', questionId: 'q_u', reply: 'once' }]);
});

test('streamed prose is shown, and replaced by the answer of the journal', async () => {
  await open({ runs: [made.asking().run()] });
  world.say({ type: 'streaming', runId: 'r_answer', iteration: 1, text: 'A **half', tokens: 3 });
  await settled();
  expect(id('answer').textContent).toBe('A half');
  expect(id('answer').dataset['streaming']).toBe('true');
  world.show(made.answered('r_answer', made.SMALL, 'The whole answer.').run());
  await settled();
  expect(id('answer').textContent).toBe('The whole answer.');
  expect(id('answer').dataset['streaming']).toBe('false');
});

test('a decision that is being spelled out is never shown as an answer', async () => {
  await open({ runs: [made.ordering().add(made.seen(), 1, 4).run()] });
  world.say({ type: 'streaming', runId: 'r_order', iteration: 4, text: '{"do":"click"', tokens: 5 });
  await settled();
  expect(document.querySelector('[data-testid="answer"]')).toBeNull();
  expect(find('.head').textContent).toContain('5 tokens');
});

test('a step says what was done, who decided, and unfolds to what the model saw and what was left out', async () => {
  await open({ runs: [made.ordering().add({ kind: 'end', status: 'done', answer: '' }).run()] });
  const step = find('[data-testid="step"][data-iteration="3"]');
  expect(step.textContent).toContain('Tick Wrap as a present');
  expect(step.textContent).toContain('SmolLM2-135M');
  await click(find('[data-iteration="3"] .what'));
  expect(step.textContent).toContain('212 of 260 controls');
  expect(step.textContent).toContain('[e9] button "Place the order"');
  expect(step.textContent).toContain('318 in (120 from cache), 38 out');
});

test('undo asks for that step, and says when it is done', async () => {
  await open({ runs: [made.ordering().run()] });
  await click(find('[data-iteration="2"] [data-testid="undo"]'));
  expect(asked('run.undo')).toEqual([{ type: 'run.undo', runId: 'r_order', iteration: 2 }]);
  world.show(
    made
      .ordering()
      .add({ kind: 'undo', of: 2, outcome: { status: 'ok', ms: 1 } })
      .run(),
  );
  await settled();
  expect(find('[data-iteration="2"]').textContent).toContain('undone');
});

test('what a page calls its buttons is text, whatever it is', async () => {
  const name = '<img src=x onerror=alert(1)> *bold* $1 \u{E000}';
  const run = made
    .journal('r_x', 'press it')
    .add(made.seen(), 1, 1)
    .add(made.decided({ do: 'click', ref: 'e1' }, { target: name }))
    .run();
  await open({ runs: [run] });
  expect(find('[data-testid="step"] .name').textContent).toBe(`Press ${name}`);
  expect(document.querySelector('img')).toBeNull();
});

test('on a page that the browser keeps closed, it says so and the chips rest, but commands may be typed', async () => {
  await open({ look: { access: 'restricted', url: 'chrome://extensions/', origin: 'chrome://extensions' } });
  expect(id('problem').dataset['code']).toBe('page.restricted');
  expect(id('chip-summarise')).toHaveProperty('disabled', true);
  await write('open example.org');
  expect(id('ask')).toHaveProperty('disabled', false);
});

test('a run that is forgotten does not come back as one that is still to begin', async () => {
  await open();
  await write('hello');
  await press(composer(), 'Enter');
  const [start] = asked('run.start');
  const run = made.journal(start?.type === 'run.start' ? start.runId : '', 'hello').add({ kind: 'end', status: 'done', answer: 'Hi.' }).run(); // prettier-ignore
  world.show(run);
  await settled();
  world.show();
  await settled();
  expect(document.querySelector('article')).toBeNull();
  expect(document.querySelector('[data-testid="stop"]')).toBeNull();
});

test('runs of another tab come with the tab, and none of this one stay', async () => {
  await open({ runs: [made.ordering().run()] });
  expect(find('article').dataset['runId']).toBe('r_order');
  world.goTo(2);
  world.show();
  await settled();
  expect(document.querySelector('article')).toBeNull();
  expect(world.asked.at(-1)).toEqual({ type: 'tab.look', tabId: 2 });
});

test('a place from "act here" goes along with the next task only, and can be taken off', async () => {
  await open();
  const place = { ref: 'e4', label: 'Delivery address' };
  world.lookIs({ place });
  world.say({ type: 'focus', tabId: 1 });
  await settled();
  expect(document.activeElement).toBe(composer());
  await write('fill it');
  await press(composer(), 'Enter');
  expect(asked('run.start')).toMatchObject([{ place }]);
  expect(document.querySelector('[data-testid="place"]')).toBeNull();
  world.lookIs({ place });
  world.say({ type: 'focus', tabId: 1 });
  await settled();
  await click(find('[data-testid="place"] button'));
  expect(document.querySelector('[data-testid="place"]')).toBeNull();
});

test('the first run takes three steps and is not shown again', async () => {
  await open({ settings: { introduced: false } });
  for (const step of ['1', '2', '3']) {
    expect(id('intro').dataset['step']).toBe(step);
    await click(id('intro-next'));
  }
  expect(world.settings.introduced).toBe(true);
  expect(composer()).toBe(document.activeElement);
});
