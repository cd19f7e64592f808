import de from '@/assets/public/_locales/de/messages.json';
import type { ModelInfo } from '@/lib/contracts/index.ts';

import { asksBack, cited, closedFrames, giving, packed, toolAsks, toolUsed, upload } from './additions.ts';
import type { FakeOptions, FakeWorld } from './fake-ports.ts';
import * as forks from './forks.ts';
import * as made from './records.ts';
import { TOOL_ASKS, TOOL_RAN } from './tools.ts';

/** A state of the panel worth looking at: what the world is like, and what happens once the panel is there. */
export interface State {
  world: FakeOptions;
  next?: (world: FakeWorld) => void;
}

const MODEL: Omit<ModelInfo, 'id' | 'name'> = {
  kind: 'webllm',
  contextTokens: 4096,
  state: 'absent',
  haveBytes: 0,
  source: 'huggingface.co',
};
const MODELS: ModelInfo[] = [
  { ...MODEL, kind: 'cpu', id: 'smollm2-135m', name: 'SmolLM2 135M', licence: 'Apache-2.0', downloadBytes: 98_300_000, memoryBytes: 210_000_000, state: 'downloading', haveBytes: 63_000_000 }, // prettier-ignore
  { ...MODEL, kind: 'cpu', id: 'qwen3-0.6b', name: 'Qwen3 0.6B', licence: 'Apache-2.0', downloadBytes: 397_000_000, state: 'ready', haveBytes: 397_000_000 }, // prettier-ignore
  ...['Qwen3-0.6B-q4f16_1-MLC', 'Llama-3.2-1B-Instruct-q4f16_1-MLC', 'Qwen3-1.7B-q4f16_1-MLC', 'gemma-2-2b-it-q4f16_1-MLC', 'Phi-3.5-mini-instruct-q4f16_1-MLC', 'Llama-3.1-8B-Instruct-q4f32_1-MLC'].map((id, at) => ({ ...MODEL, id, name: id.replace(/-MLC$/, ''), memoryBytes: (at + 1) * 900_000_000 })), // prettier-ignore
];

function downloading(world: FakeWorld) {
  world.hostSays({
    type: 'model',
    progress: { kind: 'cpu', id: 'smollm2-135m', phase: 'download', done: 63_000_000, total: 98_300_000, bytesPerSecond: 11_800_000 }, // prettier-ignore
  });
}

const NESS = {
  title: 'The lighthouse at Ness',
  origin: 'https://history.example',
  url: 'https://history.example/ness',
};

export const STATES: Record<string, State> = {
  'first-run': { world: { settings: { introduced: false } } },
  empty: { world: { look: { ...NESS, access: 'needed' } } },
  restricted: {
    world: {
      look: { title: 'Extensions', origin: 'chrome://extensions', url: 'chrome://extensions/', access: 'restricted' },
    },
  },
  streaming: {
    world: { runs: [made.scrolled().run(), made.asking().run()], look: NESS },
    next: (world) => {
      const text = made.LIGHTHOUSE.slice(0, 190);
      world.say({ type: 'streaming', runId: 'r_answer', iteration: 1, text, tokens: 41 });
    },
  },
  answered: { world: { runs: [made.answered('r_answer', made.SERVER).run()], look: NESS, settings: { engine: { kind: 'openai', baseURL: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' } } } }, // prettier-ignore
  done: { world: { runs: [made.ordering().add({ kind: 'end', status: 'done', answer: 'The form is filled in. Nothing was sent.' }).run()] } }, // prettier-ignore
  approval: { world: { runs: [made.approval().run()] } },
  crossing: { world: { runs: [made.crossing().run()] } },
  'page-asks': { world: { runs: [asksBack()] } },
  'tool-asks-run': { world: { runs: [toolAsks()] } },
  'tool-used': { world: { runs: [toolUsed()] } },
  strained: {
    world: {
      runs: [made.ordering().add({ kind: 'pause', why: 'heat' }).run()],
    },
    next: () => {
      document.querySelector('details.ledger')?.setAttribute('open', '');
    },
  },
  paused: { world: { runs: [made.ordering().add({ kind: 'pause', why: 'mine' }).run()] } },
  'undo-run': {
    world: {
      runs: [made.ordering().add({ kind: 'undo', of: 2, outcome: { status: 'ok', ms: 4 } }).add({ kind: 'end', status: 'done', answer: '', problem: { code: 'run.doubtful', params: { seen: 'Email: Please fill in this field.' } } }).run()], // prettier-ignore
    },
  },
  'what-if': {
    world: {
      runs: [forks.over().run()],
      trace: forks.traceOf(forks.over()),
      inputs: forks.INPUTS,
      whatIf: forks.orderedAtOnce(),
    },
  },
  happened: {
    world: {
      runs: [made.ordering().add({ kind: 'question', question: { kind: 'happened', id: 'q', action: { do: 'click', ref: 'e9' }, target: 'Place the order', origin: 'https://bakery.example' } }).run()], // prettier-ignore
    },
  },
  landed: {
    world: {
      runs: [made.ordering().add({ kind: 'question', question: { kind: 'landed', id: 'q', from: 'https://bakery.example', to: 'https://win-a-prize.example' } }).run()], // prettier-ignore
    },
  },
  changes: { world: { settings: { sites: { 'https://bakery.example': 'ask' } } } },
  recipes: { world: { recipes: [made.RECIPE] } },
  pack: { world: { replies: { 'tools.list': [packed('1.0')] }, pack: { tool: packed('2.0'), before: packed('1.0'), kept: false } } }, // prettier-ignore
  'pack-refused': { world: { replies: { 'tools.list': [packed('1.0')] }, pack: { code: 'pack.imitates', params: { name: 'Саlсulаtоr', tool: 'Calculator' } } } }, // prettier-ignore
  access: { world: { runs: [made.access().run()], look: { ...NESS, access: 'needed' } } },
  'access-unknown': { world: { runs: [made.access('r_unknown', '').run()], look: { title: '', origin: '', url: '', access: 'needed' } } }, // prettier-ignore
  problem: { world: { runs: [made.covered().run(), made.unknownName().run()] } },
  settings: { world: { models: MODELS, settings: { engine: { kind: 'cpu', model: 'qwen3-0.6b' }, sites: { 'https://bakery.example': 'always', 'https://bank.example': 'never', 'https://mail.example': 'read', 'https://shop.example': 'ask' }, local: ['https://mail.example'], trusted: ['https://bakery.example'] } }, next: downloading }, // prettier-ignore
  server: {
    world: {
      settings: { engine: { kind: 'openai', baseURL: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' } },
      connection: { ok: false, models: [], ms: 12, problem: { code: 'engine.forbidden', params: { host: '127.0.0.1:11434', origin: 'chrome-extension://*' } } }, // prettier-ignore
      models: MODELS,
    },
  },
  tool: { world: TOOL_RAN },
  'tool-ask': { world: TOOL_ASKS },
  history: { world: { runs: [made.scrolled().run(), made.covered().run(), made.unknownName().run(), made.approval().run(), made.answered('r_answer', made.SERVER).run()] } }, // prettier-ignore
  place: { world: { look: { place: { ref: 'e4', label: 'Delivery address' } } } },
  'long-words': {
    world: {
      look: { title: 'صفحة طويلة جدا بعنوان لا ينتهي أبدا ولا يتسع له المكان', origin: 'https://example.org' },
      runs: [
        made
          .answered(
            'r_rtl',
            made.SMALL,
            `هذا ملخص الصفحة: **الخبز** جاهز.\n\n${'https://a-very-long-host.example/'.padEnd(160, 'path')}\n\n| a | b | c |\n|---|---|---|\n| 1 | two | ${'wide '.repeat(30)} |`,
          )
          .run(),
      ],
    },
  },
  upload: { world: { runs: [upload()] } },
  giving: { world: { runs: [giving()] } },
  secrets: {
    world: {
      secrets: [
        {
          secret: 's1',
          kind: 'password',
          label: 'Password of bakery.example',
          user: 'ada',
          origin: 'https://bakery.example',
          lasts: 'kept',
          here: true,
        },
        { secret: 's2', kind: 'code', label: 'My PIN', origin: 'https://bank.example', lasts: 'session', here: false },
      ],
    },
  },
  spoken: { world: {} },
  frames: { world: { runs: [closedFrames()] } },
  cited: {
    world: {
      runs: [
        cited(
          'She rowed out alone in January 1881 [2] and lit the lamp by hand, since the keeper lay ill [1].\n\n- Two boards disagreed [1] [2]',
        ),
      ],
    },
  },
  attach: { world: {} },
  german: { world: { runs: [made.approval().run()], messages: de, locale: 'de' } },
};
