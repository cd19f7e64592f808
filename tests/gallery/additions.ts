import type { Asked, Reached, Run } from '@/lib/contracts/index.ts';
import type { ToolInfo } from '@/lib/protocol/index.ts';

import * as made from './records.ts';

/** A run that was given two files and asks before one goes to the page. */
export function upload(): Run {
  const action = { do: 'upload', ref: 'e9', file: 1 } as const;
  const verdict = { allow: 'ask', rule: 'upload', reversibility: 'final' } as const;
  const run = made
    .journal('r_upload', 'Upload my CV to Your documents')
    .add(made.seen(), 30, 1)
    .add(made.decided(action, { target: 'Your documents', rule: 'command.upload' }))
    .add({ kind: 'verdict', verdict })
    .add({
      kind: 'question',
      question: {
        kind: 'approve',
        id: 'q_1',
        action,
        target: 'Your documents',
        origin: 'https://bakery.example',
        verdict,
        values: [{ name: 'Your documents', value: 'ada-lovelace-cv-2026.pdf' }],
      },
    })
    .run();
  const files = [
    { id: 'f1', name: 'ada-lovelace-cv-2026.pdf', type: 'application/pdf', size: 148_000 },
    {
      id: 'f2',
      name: 'a-photo-with-a-name-that-is-far-too-long-for-any-panel-of-this-width.jpeg',
      type: '',
      size: 3_400_000,
    },
  ];
  return { ...run, signal: { ...run.signal, files } };
}

/** The page asked something when the act was done, and nobody had seen its words. */
export function asksBack(): Run {
  const action = { do: 'click', ref: 'e9' } as const;
  const verdict = { allow: 'ask', rule: 'page_asks', reversibility: 'final' } as const;
  const asks = ['Delete 340 letters for good? Those that are starred go, too.'];
  return made
    .journal('r_asks', 'tidy up my letters')
    .add(made.seen(), 30, 1)
    .add(made.decided(action, { target: 'Tidy up', rule: 'command.click' }))
    .add({ kind: 'verdict', verdict })
    .add({
      kind: 'question',
      question: { kind: 'approve', id: 'q_1', action, target: 'Tidy up', origin: 'https://mail.example', verdict, values: [], asks },
    })
    .run(); // prettier-ignore
}

/** A secret was given by rules, and a model wants to give another one. */
export function giving(): Run {
  const verdict = { allow: 'ask', rule: 'give_asked', reversibility: 'compensable' } as const;
  const pin = { do: 'give', ref: 'e4', secret: 's2' } as const;
  return made
    .journal('r_give', 'Sign me in', made.SMALL)
    .add(made.seen(), 30, 1)
    .add(made.decided({ do: 'give', ref: 'e3', secret: 's1' }, { target: 'Password of bakery.example', rule: 'command.give' }))
    .add(made.worked('filled in (secret)', true), 160)
    .add(made.seen(), 30, 2)
    .add(made.byModel(pin, { target: 'My PIN' }), 1100)
    .add({ kind: 'verdict', verdict })
    .add({
      kind: 'question',
      question: { kind: 'approve', id: 'q_1', action: pin, target: 'My PIN', origin: 'https://bakery.example', verdict, values: [{ name: 'Code', value: '••••' }] },
    })
    .run();
} // prettier-ignore

/** An answer about a page with parts of two other sites. */
export function closedFrames(): Run {
  const sites = ['https://pay.example', 'https://maps.a-rather-long-name.example'];
  return made
    .journal('r_frames', 'How do I pay here?')
    .add(made.seen({ leftOut: [{ what: 'closedFrames', left: 2, of: 3, sites }] }), 30, 1)
    .add(made.decided({ do: 'answer', text: 'The page says that you pay below.' }))
    .add({ kind: 'end', status: 'done', answer: 'The page says that you pay below.' })
    .run();
}

/** An answer that names two passages of the page. */
export function cited(text: string): Run {
  const sources = [
    { number: 1, anchor: 'a4', documentKey: 'd1', text: 'In January 1881 the keeper lay ill.', page: 12 },
    { number: 2, anchor: 'a9', documentKey: 'd1', text: 'She rowed out alone and lit it by hand.' },
  ];
  const run = made.answered('r_cited', undefined, text).run();
  const iterations = run.iterations.map((each) => (each.decision === undefined ? each : { ...each, decision: { ...each.decision, sources } })); // prettier-ignore
  return { ...run, iterations };
}

/** A tool that came in a pack; the second version asks for more. */
export function packed(version: '1.0' | '2.0'): ToolInfo {
  const isNew = version === '2.0';
  return {
    name: 'check_codes',
    title: 'Check codes',
    description: 'Finds IBANs, card numbers and ISBNs in a text, and says which of them have a wrong digit.',
    language: isNew ? 'Rust' : 'AssemblyScript',
    sha256: (isNew ? 'b7' : '3a').repeat(32),
    capabilities: isNew ? [{ name: 'http.fetch', reason: 'To ask the bank whether the account exists.', terms: '{"hosts":["iban.example"]}', about: 'iban.example', risk: 'sends' }] : [], // prettier-ignore
    inputSchema: { type: 'object' },
    example: { text: 'Pay to GB82 WEST 1234 5698 7654 32.' },
    added: {
      id: version,
      bytes: isNew ? 46_354 : 12_800,
      version,
      abi: 'reactor-json/1',
      licence: 'Apache License 2.0',
      limits: { fuel: 5_000_000_000, ms: isNew ? 20_000 : 10_000, pages: 1024 },
      vectors: 12,
    },
  };
}

const FETCH: Asked = { name: 'http.fetch', reason: 'To look up today’s rates.', terms: '{}', about: 'api.rates.example (GET)', risk: 'sends', hosts: ['api.rates.example'] }; // prettier-ignore
const CLOCK: Asked = { name: 'clock', reason: 'To say when it was.', terms: '{}', about: '', risk: 'none' };
const USE = { do: 'use', tool: 'rates', input: { sum: 100 } } as const;

/** A model wants to use a tool that asks for something, and could take along what was read. */
export function toolAsks(): Run {
  const verdict = { allow: 'ask', rule: 'own_tool_reaches', reversibility: 'final' } as const;
  const tool = { title: 'Rates of exchange', sha256: 'ab', asks: [FETCH, CLOCK], from: ['https://bakery.example'], to: ['api.rates.example'] }; // prettier-ignore
  return made
    .journal('r_tool', 'What is the cake in dollars?', made.SMALL)
    .add(made.seen(), 30, 1)
    .add(made.byModel(USE, {}), 900)
    .add({ kind: 'verdict', verdict })
    .add({
      kind: 'question',
      question: {
        kind: 'approve',
        id: 'q_1',
        action: USE,
        target: '',
        origin: 'https://bakery.example',
        verdict,
        values: [],
        tool,
      },
    }) // prettier-ignore
    .run();
}

/** The same, done: what it asked for, and what of that was kept. */
export function toolUsed(): Run {
  const table = { kind: 'table', columns: ['Currency', 'Worth'], rows: [['US dollar', 108.2]] };
  const calls: Reached[] = [
    { name: 'http.fetch', input: null, sent: { host: 'api.rates.example', bytes: 118 }, bytes: 412_000, ms: 214 },
    { name: 'clock', input: {}, answer: { ok: false, error: { code: 'not_granted', message: '' } }, bytes: 80, ms: 0 },
    { name: 'ui.show', input: table, answer: { ok: true, value: {} }, bytes: 22, ms: 0.4 },
  ];
  return made
    .journal('r_tool', 'What is the cake in dollars?', made.SMALL)
    .add(made.seen(), 30, 1)
    .add(made.byModel(USE, {}), 900)
    .add({ kind: 'verdict', verdict: { allow: 'yes', rule: 'own_tool_granted', reversibility: 'compensable' } })
    .add({ kind: 'intent', actId: 'r_tool:1', documentKey: 'd1', url: 'https://bakery.example/' })
    .add({
      kind: 'outcome',
      outcome: { status: 'ok', gave: { text: '{"usd":108.2}', fuel: 4_210_332, ms: 214, calls }, ms: 230 },
    }) // prettier-ignore
    .run();
}
