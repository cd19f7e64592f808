import type { Action, CapabilityName, Decision, EngineProfile, Placement, Problem, ProblemCode, RunStatus, Task } from '@/lib/contracts/index.ts'; // prettier-ignore
import { clip, impossible, oneLine } from '@/lib/shared/index.ts';

import type { Format } from './format.ts';
import type { MessageKey, Translate } from './translate.ts';

/** A text of the locale files with values to put in: the values are shown as they are, whatever they contain. */
export interface Phrase {
  key: MessageKey;
  values: string[];
}

const phrase = (key: MessageKey, ...values: string[]): Phrase => ({ key, values });
const SHOWN = 80;

/** What a step of a run did; the last of a run of commands only saw that all were done. */
export function stepPhrase({ rule, action, target }: Decision, t: Translate): Phrase {
  return rule?.startsWith('finish.') === true ? phrase('deed_finished') : deedPhrase(action, target, t);
}

/** What a step does, in a few words. `*` in the locale text marks the verb. */
export function deedPhrase(action: Action, target: string | undefined, t: Translate): Phrase {
  const name = clip(oneLine(target ?? ''), SHOWN) || t('deed_unnamed');
  switch (action.do) {
    case 'click':
      return phrase(action.how === undefined ? 'deed_click' : `deed_${action.how}_click`, name);
    case 'hover':
    case 'drag':
    case 'mark':
    case 'copy':
    case 'paste':
    case 'upload':
    case 'submit':
    case 'look':
    case 'give':
      return phrase(`deed_${action.do}`, name);
    case 'set':
      return phrase('deed_set', name, clip(oneLine(action.value), SHOWN));
    case 'type':
      return phrase('deed_type', name, clip(oneLine(action.text), SHOWN));
    case 'select':
      return phrase('deed_select', name, clip(oneLine(action.option), SHOWN));
    case 'check':
      return phrase(action.on ? 'deed_check' : 'deed_uncheck', name);
    case 'press':
      return action.ref === undefined ? phrase('deed_press', action.key) : phrase('deed_press_in', action.key, name);
    case 'scroll':
      return phrase(`deed_scroll_${action.to}`, ...(action.to === 'view' ? [name] : []));
    case 'goto':
      return phrase('deed_goto', clip(action.url, 200));
    case 'back':
    case 'forward':
    case 'reload':
    case 'more':
      return phrase(`deed_${action.do}`);
    case 'open':
      return phrase('deed_open', clip(action.url, 200));
    case 'switch':
    case 'close':
      return phrase(`deed_${action.do}`, String(action.tab));
    case 'find':
      return phrase('deed_find', clip(oneLine(action.text), SHOWN));
    case 'call':
      return phrase('deed_call', clip(oneLine(action.tool), SHOWN));
    case 'use':
      return phrase('deed_use', toolTitle(action.tool, t));
    case 'run':
      return phrase('deed_run');
    case 'wait':
      return waitPhrase(action.for, name);
    case 'answer':
      return phrase('deed_answer');
    default:
      return impossible(action);
  }
}

/** Tools that come with Locus, in the user's language; others speak for themselves. */
export const OWN_TOOLS: Readonly<Record<string, readonly [title: MessageKey, text: MessageKey]>> = {
  calculator: ['tool_calculator', 'tool_calculator_text'],
  dates: ['tool_dates', 'tool_dates_text'],
  table: ['tool_table', 'tool_table_text'],
  extract: ['tool_extract', 'tool_extract_text'],
  json_query: ['tool_json_query', 'tool_json_query_text'],
  text_diff: ['tool_text_diff', 'tool_text_diff_text'],
  chart: ['tool_chart', 'tool_chart_text'],
  page_report: ['tool_page_report', 'tool_page_report_text'],
  text_statistics: ['tool_text_statistics', 'tool_text_statistics_text'],
};

function toolTitle(name: string, t: Translate): string {
  const [title] = (Object.hasOwn(OWN_TOOLS, name) ? OWN_TOOLS[name] : undefined) ?? [];
  return title === undefined ? clip(oneLine(name), SHOWN) : t(title);
}

function waitPhrase(what: Extract<Action, { do: 'wait' }>['for'], name: string): Phrase {
  switch (what.what) {
    case 'time':
      return phrase('deed_wait_time');
    case 'gone':
      return phrase('deed_wait_gone', name);
    case 'quiet':
      return phrase('deed_wait_quiet');
    case 'element':
      return phrase('deed_wait_text', clip(oneLine(what.name), SHOWN));
    case 'text':
    case 'url':
      return phrase('deed_wait_text', clip(oneLine(what.text), SHOWN));
  }
}

/** The short verb on the button that approves an act. */
export function approveLabel(action: Action, target: string, t: Translate): string {
  const name = clip(oneLine(target), 40);
  if (action.do === 'click' && name !== '') return name;
  if (action.do === 'goto') return t('approve_goto');
  if (action.do === 'press') return t('approve_press', action.key);
  if (action.do === 'run') return t('approve_run');
  return t('approve_do');
}

export function taskWords(task: Task, t: Translate): string {
  if (task.kind === 'ask') return task.text;
  return task.kind === 'summarise' ? t('task_summarise') : t('task_explain');
}

/** Who decided: rules, or the model by name. */
export function deciderWords(decision: Decision, t: Translate): string {
  if (decision.by === 'rule') return t('by_rule');
  if (decision.by === 'recipe') return t('by_recipe');
  const model = decision.engine === undefined ? t('some_model') : modelWords(decision.engine);
  return decision.by === 'hybrid' ? t('by_hybrid', model) : model;
}

/** A model's name without path, file ending and quantisation; the whole of it is in the trace. */
function modelWords({ model }: Pick<EngineProfile, 'model'>): string {
  const file = model.split('/').at(-1) ?? model;
  const name = file.replace(/(\.gguf|-MLC)$/i, '').replace(/[.-](i?q\d|b?f(16|32))[\w.]*$/i, '');
  return clip(name.replace(/-(instruct|it|chat)$/i, ''), 24);
}

const STATUS: Record<RunStatus, MessageKey> = {
  running: 'status_running',
  waiting: 'status_waiting',
  paused: 'status_paused',
  done: 'status_done',
  stopped: 'status_stopped',
  failed: 'status_failed',
  refused: 'status_refused',
  budget: 'status_budget',
};

export function statusWords(status: RunStatus, t: Translate): string {
  return t(STATUS[status]);
}

const PLACES: Record<Placement, MessageKey> = { local: 'place_local', edge: 'place_edge', cloud: 'place_cloud' };

export function placementWords(placement: Placement, t: Translate): string {
  return t(PLACES[placement]);
}

/** Which params a problem's texts take, in the order of `$1`, `$2`. */
const PARAMS: Partial<Record<ProblemCode, readonly string[]>> = {
  'page.too_big': ['read', 'total'],
  'run.budget_time': ['minutes'],
  'run.budget_tokens': ['tokens'],
  'run.doubtful': ['seen'],
  'page.pdf_big': ['limit'],
  'site.local_only': ['site'],
  'element.not_found': ['name'],
  'element.ambiguous': ['name', 'count'],
  'option.not_found': ['option'],
  'engine.network': ['host'],
  'engine.integrity': ['file'],
  'engine.model_missing': ['model'],
  'engine.no_such_model': ['model'],
  'engine.forbidden': ['host', 'origin'],
  'engine.server_error': ['status'],
  'engine.context_full': ['tokens', 'limit'],
  'engine.needs_consent': ['bytes'],
  'engine.no_space': ['bytes'],
  'run.too_long': ['limit'],
  'run.budget': ['limit'],
  'trace.too_big': ['limit'],
  'sandbox.no_tool': ['tool'],
  'sandbox.input': ['tool', 'reason'],
  'sandbox.output': ['tool', 'reason'],
  'sandbox.refused': ['tool', 'reason'],
  'sandbox.failed': ['tool', 'reason'],
  'sandbox.fuel': ['tool'],
  'sandbox.time': ['tool'],
  'sandbox.memory': ['tool'],
  'sandbox.stack': ['tool'],
  'sandbox.flood': ['tool'],
  'sandbox.trap': ['tool'],
  'pack.too_big': ['file', 'limit'],
  'pack.path': ['file'],
  'pack.twice': ['file'],
  'pack.link': ['file'],
  'pack.locked': ['file'],
  'pack.stranger': ['file'],
  'pack.missing': ['file'],
  'pack.manifest': ['reason'],
  'pack.hidden': ['file'],
  'pack.abi': ['abi'],
  'pack.capability': ['reason'],
  'pack.module': ['reason'],
  'pack.lies': ['reason'],
  'pack.schema': ['file', 'reason'],
  'pack.imitates': ['name', 'tool'],
  'pack.vectors': ['reason'],
  'pack.vector': ['count', 'reason'],
  'pack.slow': ['count'],
  'pack.full': ['limit'],
};

const FALLBACK: Record<string, MessageKey> = {
  host: 'some_host',
  site: 'some_origin',
  origin: 'some_origin',
  model: 'some_model',
  file: 'some_file',
  name: 'some_element',
  option: 'some_option',
  bytes: 'some_size',
};

/** What happened, and what the user can do about it. */
export function problemWords(found: Problem, t: Translate, format: Format): { happened: string; remedy: string } {
  const values = (PARAMS[found.code] ?? []).map((name) => {
    const value = found.params?.[name];
    const fallback = FALLBACK[name];
    if (value === undefined) return fallback === undefined ? '?' : t(fallback);
    if (typeof value === 'string') return clip(oneLine(value), 120);
    if (name === 'status') return String(value);
    return name === 'bytes' ? format.bytes(value) : format.number(value);
  });
  return { happened: t(problemKey(found.code), ...values), remedy: t(remedyKey(found.code), ...values) };
}

/** Why policy asks or refuses, by its rule. Rules that let an act pass need no words. */
const REASONS: Record<string, MessageKey> = {
  download: 'reason_download',
  sent_before: 'reason_sent_before',
  page_asks: 'reason_page_asks',
  close_first: 'reason_close_first',
  leaves_site: 'reason_leaves_site',
  opens_app: 'reason_opens_app',
  upload: 'reason_upload',
  page_tool: 'reason_page_tool',
  submits: 'reason_submits',
  final_word: 'reason_final_word',
  unnamed: 'reason_unnamed',
  unknown_key: 'reason_unknown_key',
  unknown_element: 'reason_unknown_element',
  scheme: 'reason_scheme',
  secret: 'reason_secret',
  carries: 'reason_carries',
  strayed: 'reason_strayed',
  site_ask: 'reason_site_ask',
  site_read: 'reason_site_read',
  site_never: 'reason_site_never',
  own_tool_reaches: 'reason_own_tool_reaches',
  code_unseen: 'reason_code_unseen',
  malformed: 'reason_malformed',
  give_asked: 'reason_give_asked',
  give_unfit: 'reason_give_unfit',
};

export function reasonKey(rule: string): MessageKey | undefined {
  return REASONS[rule];
}

/** What a tool may do with a capability, for the user; `$1` of it is what limits it. */
export function capabilityKey(name: CapabilityName): MessageKey {
  return `capability_${underscored(name)}`;
}

type Underscored<S extends string> = S extends `${infer A}.${infer B}` ? `${A}_${B}` : S;

function underscored<C extends ProblemCode | CapabilityName>(code: C): Underscored<C> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a code has one dot at most; the type says the same
  return code.replace('.', '_') as Underscored<C>;
}

export function problemKey(code: ProblemCode): MessageKey {
  return `problem_${underscored(code)}`;
}

export function remedyKey(code: ProblemCode): MessageKey {
  return `remedy_${underscored(code)}`;
}
