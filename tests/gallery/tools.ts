import type { Asked, CapabilityCall, Grant, ToolUse } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolResult } from '@/lib/protocol/index.ts';

import type { FakeOptions } from './fake-ports.ts';
import { NOON } from './records.ts';

const FETCH: Asked = { name: 'http.fetch', reason: 'To look up today’s rates of exchange.', terms: '{}', about: 'api.rates.example (GET)', risk: 'sends' }; // prettier-ignore
const SHOW: Asked = { name: 'ui.show', reason: 'To draw them.', terms: '{}', about: '', risk: 'none' };

const TOOL: ToolInfo = {
  name: 'rates',
  title: 'Rates of exchange',
  description: 'What a sum is worth in other currencies today.',
  language: 'Rust',
  sha256: 'ab'.repeat(32),
  example: { sum: 100, from: 'EUR' },
  inputSchema: { type: 'object' },
  capabilities: [FETCH, SHOW],
};

const GRANT: Grant = { id: 'g', sha256: TOOL.sha256, tool: TOOL.name, capability: 'ui.show', terms: '{}', about: '', scope: 'site', of: 'https://bakery.example', at: NOON }; // prettier-ignore
const USE: ToolUse = {
  sha256: TOOL.sha256,
  tool: TOOL.name,
  calls: 12,
  ms: 1430,
  fuel: 48_210_332,
  capabilities: { 'http.fetch': 12, 'ui.show': 11 },
  sent: { 'api.rates.example': 1420 },
  usedAt: NOON,
  problem: 'sandbox.time',
};

const shown = (input: unknown): CapabilityCall => ({ name: 'ui.show', input, answer: { ok: true, value: {} }, bytes: 22, ms: 0.4 }); // prettier-ignore
const POINTS = [
  { label: 'US dollar', value: 108.2 },
  { label: '<b>Yen, in thousands</b>', value: 16.9 },
  { label: 'a-word-that-is-far-too-long-for-its-place', value: -84 },
];
const RESULT: ToolResult = {
  output: { usd: 108.2 },
  logs: ['asked api.rates.example'],
  ms: 214,
  fuel: 4_210_332,
  calls: [
    { name: 'http.fetch', input: { url: 'https://api.rates.example/' }, answer: { ok: true, value: {} }, bytes: 812, sent: { host: 'api.rates.example', bytes: 118 }, ms: 214 }, // prettier-ignore
    shown({ kind: 'chart', title: '100 EUR', points: POINTS }),
    shown({ kind: 'table', title: 'The same', columns: ['Currency', 'Worth'], rows: POINTS.map(({ label, value }) => [label, value]) }), // prettier-ignore
    { name: 'clock', input: {}, answer: { ok: false, error: { code: 'not_declared', message: '' } }, bytes: 80, ms: 0 },
  ],
};

const known = { 'tools.list': [TOOL], 'grants.list': { grants: [GRANT], uses: [USE] } };

export const TOOL_RAN: FakeOptions = { replies: { ...known, 'tools.call': RESULT } };
export const TOOL_ASKS: FakeOptions = {
  replies: known,
  problems: { 'tools.call': { code: 'sandbox.needs_grant', params: { tool: TOOL.title, capability: 'http.fetch', reason: FETCH.reason } } }, // prettier-ignore
};
