import * as v from 'valibot';

import { Action } from './action.ts';
import { Undo } from './ask.ts';
import { EngineProfile, Message, PLACEMENTS, Sent, Strain, Usage, GrammarSet } from './engine.ts';
import { Asked } from './grants.ts';
import { Change } from './page.ts';
import { Problem } from './problem-codes.ts';
import { BoundRecipe, Sketch } from './recipe.ts';
import { Signal } from './signal.ts';
import { Sites } from './sites.ts';
import { Gave } from './tools.ts';

/** A passage that an answer cites. */
export const Source = v.object({
  number: v.number(),
  anchor: v.string(),
  documentKey: v.string(),
  /** Its beginning, at most 160 characters. */
  text: v.string(),
  page: v.optional(v.number()),
});
export type Source = v.InferOutput<typeof Source>;

/** What a decision needs, made by Interpret: pure data, so that a killed worker decides from the journal as it would have. */
export const Interpretation = v.object({
  /** What is wanted now: prose about the page (`answer`), or one action on it (`act`). */
  mode: v.picklist(['answer', 'act']),
  goal: v.string(),
  /** One sentence on where we stand: page, step, last outcome. */
  situation: v.string(),
  url: v.string(),
  origin: v.string(),
  title: v.string(),
  /** Where documents in frames of the page are from, as far as they were read and are of other origins. */
  frames: v.optional(v.array(v.string())),
  /** The prompt; empty where rules decided without one. */
  messages: v.array(Message),
  /** Refs that the grammar allows; empty in `answer` mode. */
  refs: v.array(v.string()),
  grammar: v.optional(GrammarSet),
  tokens: v.object({ prompt: v.number(), limit: v.number(), view: v.number(), text: v.number() }),
  /** Glances that the grammar allows: what `look` may name, and whether there is something to `find` or `more` of. */
  glances: v.optional(
    v.object({
      looks: v.array(v.string()),
      search: v.boolean(),
      more: v.boolean(),
      tools: v.optional(v.array(v.string())),
      files: v.optional(v.number()),
      tabs: v.optional(v.number()),
      /** Names of the tools in the sandbox that may be used, tables of the page that they may be given, and whether code may be run. */
      own: v.optional(v.array(v.string())),
      tables: v.optional(v.array(v.string())),
      code: v.optional(v.boolean()),
    }),
  ),
  /** What did not fit or was not read: `elements: 212 of 260`, `passages: 110 of 120`; `text` in characters. For the panel to word. */
  leftOut: v.array(
    v.object({
      what: v.picklist(['elements', 'passages', 'text', 'history', 'frames', 'closedFrames']),
      left: v.number(),
      of: v.number(),
      /** For `closedFrames`: origins that the user could let Locus into. */
      sites: v.optional(v.array(v.string())),
    }),
  ),
  /** Numbered passages in the prompt, that an answer can cite as `[3]`, and where they are. */
  sources: v.optional(v.array(Source)),
  /** The recipe that fits what the user asks for; in the first interpretation of a run. */
  recipe: v.optional(BoundRecipe),
  /** Milliseconds to read the page and to interpret it. */
  ms: v.object({ read: v.number(), interpret: v.number() }),
});
export type Interpretation = v.InferOutput<typeof Interpretation>;

export const Decision = v.object({
  /** `tool`: a tool in the sandbox proposed it (`page.act`), and nobody else said so. */
  by: v.picklist(['rule', 'recipe', 'model', 'hybrid', 'tool']),
  /** Rule id, for `rule` and `hybrid`: `command.fill`, `summary.extract`, `finish.single-step`, ... */
  rule: v.optional(v.string()),
  engine: v.optional(EngineProfile),
  placement: v.picklist(PLACEMENTS),
  seed: v.optional(v.number()),
  action: Action,
  /** Name of the element named by the action, as the user reads it. */
  target: v.optional(v.string()),
  /** What it is like, and what a drag ends on: how it is found again on another day. */
  sketch: v.optional(Sketch),
  onto: v.optional(Sketch),
  /** What the model said, where it was no action (then `action` is an answer that says so). */
  raw: v.optional(v.string()),
  usage: Usage,
  ms: v.number(),
  /** Of that, what the engine itself was busy. */
  busy: v.optional(v.object({ load: v.number(), prefill: v.number(), decode: v.number() })),
  strain: v.optional(Strain),
  sent: v.array(Sent),
  /** `length` or `aborted` where the text was cut. */
  cut: v.optional(v.picklist(['length', 'aborted'])),
  problem: v.optional(Problem),
  /** Passages that the answer cites: those of the interpretation that it names, or the quotes of a rule. */
  sources: v.optional(v.array(Source)),
  /** Commands of the user's sentence that this decision fulfilled, counted from 1, and how many there are. */
  step: v.optional(v.object({ number: v.number(), of: v.number() })),
});
export type Decision = v.InferOutput<typeof Decision>;

const REVERSIBILITY = ['read', 'reversible', 'compensable', 'final'] as const;
export type Reversibility = (typeof REVERSIBILITY)[number];

/** What policy says of a decision. `reason` is worded by the locale files as `reason_<rule>`. */
export const Verdict = v.object({
  allow: v.picklist(['yes', 'ask', 'no']),
  rule: v.string(),
  reversibility: v.picklist(REVERSIBILITY),
  /**
   * Of an act that goes from one site to another, or takes there what was read: both, for the question. A yes lets the run work at `to`,
   * unless it is a tool in the sandbox that would send it there.
   */
  origins: v.optional(v.object({ from: v.string(), to: v.string() })),
  /** The user's rules that were in force for the sites that the act reaches, by origin, where there is one beside `always`. */
  sites: v.optional(Sites),
});
export type Verdict = v.InferOutput<typeof Verdict>;

/** What a tool in the sandbox wants of the user before it is called. A yes is a grant, and says that what was read there may go there. */
export const ToolAsks = v.object({
  title: v.string(),
  /** Of the module: grants belong to it. */
  sha256: v.string(),
  /** What no grant covers yet, and what would take along what was read; in the tool's own words why. */
  asks: v.array(Asked),
  /** Origins of what may be in its input or is read by it, and host patterns of where it may send that; both empty where nothing is carried. */
  from: v.array(v.string()),
  to: v.array(v.string()),
});
export type ToolAsks = v.InferOutput<typeof ToolAsks>;

/** A question to the user. The run waits; nothing happens until it is answered. */
export const Question = v.variant('kind', [
  v.object({ kind: v.literal('access'), id: v.string(), origin: v.string() }),
  /** The run finds itself at a site that nobody named: a redirect, a new tab. Nothing of it went into a prompt yet. Origins. */
  v.object({ kind: v.literal('landed'), id: v.string(), from: v.string(), to: v.string() }),
  /** Nobody saw how an act ended, and looking cannot tell: did it happen? */
  v.object({
    kind: v.literal('happened'),
    id: v.string(),
    action: Action,
    target: v.string(),
    origin: v.string(),
  }),
  v.object({
    kind: v.literal('approve'),
    id: v.string(),
    action: Action,
    target: v.string(),
    origin: v.string(),
    verdict: Verdict,
    /** Exact values that would go: label and value of the form's fields. Secret values are dots. */
    values: v.array(v.object({ name: v.string(), value: v.string() })),
    /** Of a tool in the sandbox that asks for something outside of it. */
    tool: v.optional(ToolAsks),
    /** What the page asked when this very act was done and nobody had said yes: a yes is the answer to these words and to no others. */
    asks: v.optional(v.array(v.string())),
  }),
]);
export type Question = v.InferOutput<typeof Question>;

const ACCESS_REPLIES = ['once', 'always', 'never'] as const;
/**
 * access: once | always | never. approve: yes | no | mine ("let me do it": the run pauses while the user does it); of a tool that asks for
 * something: yes (this once) | run | site | always | no. landed, happened: yes | no.
 */
export const Reply = v.picklist([...ACCESS_REPLIES, 'yes', 'no', 'mine', 'run', 'site']);
export type Reply = v.InferOutput<typeof Reply>;

/** How to take a step back; those beside `Undo` are the browser's to do, not the page's. */
export const StepUndo = v.variant('do', [
  ...Undo.options,
  /** A tab that was closed: its address once more, in a new tab. */
  v.object({ do: v.literal('reopen'), url: v.string() }),
  /** A tab that was opened. */
  v.object({ do: v.literal('shut'), tabId: v.number() }),
]);
export type StepUndo = v.InferOutput<typeof StepUndo>;

export const Outcome = v.object({
  /** `unknown`: the act was intended and nobody saw how it ended. It is looked at, never repeated. */
  status: v.picklist(['ok', 'failed', 'refused', 'unknown']),
  problem: v.optional(Problem),
  change: v.optional(Change),
  undo: v.optional(StepUndo),
  /** What `copy` took, or what a page's tool answered (JSON text). Page text; at most 20,000 characters. */
  copied: v.optional(v.string()),
  /** What a tool in the sandbox, or code that was run there, gave. */
  gave: v.optional(Gave),
  /** True: done with the browser's own mouse and keyboard. False: that was wanted, could not be had, and the page did it. */
  trusted: v.optional(v.boolean()),
  /** Browser's id of a tab that the act opened and where the run does not go on by itself. */
  openedTabId: v.optional(v.number()),
  /** Browser's id of the tab where the run goes on, where the act changed that. */
  tabId: v.optional(v.number()),
  /** For `unknown`: what a look at the page said afterwards. */
  looked: v.optional(v.picklist(['done', 'not_done', 'cannot_tell'])),
  ms: v.number(),
});
export type Outcome = v.InferOutput<typeof Outcome>;

export const RUN_ENDS = ['done', 'stopped', 'failed', 'refused', 'budget'] as const;

/** What on the page speaks against a claim that the task is done. */
export const Doubt = v.object({
  /**
   * `dialog`: one that the run worked in is still open. `required`: a field of the form that was sent is empty. `invalid`: it is marked
   * wrong. `error`: the page says so. `unsent`: what was to be sent still stands in the form. `asked`: the page asked this by a dialog, and was
   * not told yes.
   */
  what: v.picklist(['dialog', 'required', 'invalid', 'error', 'unsent', 'asked']),
  /** Name of the field or dialog, or the page's words. */
  name: v.string(),
});
export type Doubt = v.InferOutput<typeof Doubt>;

/** After how much a run ends by itself. Fixed when it begins. */
export const Limits = v.object({ iterations: v.number(), ms: v.number(), tokens: v.number() });
export type Limits = v.InferOutput<typeof Limits>;

const PAUSES = ['user', 'mine', 'restart', 'heat', 'battery'] as const;

/** What a record says; one union for the whole journal. */
export const Entry = v.variant('kind', [
  v.object({
    kind: v.literal('signal'),
    signal: Signal,
    engine: EngineProfile,
    seed: v.number(),
    limits: v.optional(Limits),
    /** What takes over where the engine fails, if the user allowed that. */
    spare: v.optional(EngineProfile),
  }),
  /** The engine failed for good; the spare one decides from the next iteration on. */
  v.object({ kind: v.literal('engine'), engine: EngineProfile }),
  v.object({ kind: v.literal('interpretation'), interpretation: Interpretation }),
  v.object({ kind: v.literal('decision'), decision: Decision }),
  v.object({ kind: v.literal('verdict'), verdict: Verdict }),
  v.object({ kind: v.literal('question'), question: Question }),
  v.object({ kind: v.literal('reply'), questionId: v.string(), reply: Reply }),
  /** Written before the act. `actId` goes with the message to the page, which performs it at most once. */
  v.object({ kind: v.literal('intent'), actId: v.string(), documentKey: v.string(), url: v.string() }),
  v.object({ kind: v.literal('outcome'), outcome: Outcome }),
  /** After a decision that says that the task is done: what the page shows against it. Empty: nothing does. */
  v.object({ kind: v.literal('check'), doubts: v.array(Doubt) }),
  v.object({ kind: v.literal('stop') }),
  /** Nothing happens until `go`. `restart`: the browser was started anew, and asks nobody's page by itself. `heat`, `battery`: the device needs a rest. */
  v.object({ kind: v.literal('pause'), why: v.picklist(PAUSES) }),
  /** The user lets it go on; what they did by hand meanwhile is there to be seen. `tabId`: in that tab, where it is another one. */
  v.object({ kind: v.literal('go'), tabId: v.optional(v.number()) }),
  /** The user took a step back: the only record that may come after the end. */
  v.object({ kind: v.literal('undo'), of: v.number(), outcome: Outcome }),
  v.object({ kind: v.literal('resumed'), after: v.string() }),
  v.object({ kind: v.literal('end'), status: v.picklist(RUN_ENDS), answer: v.string(), problem: v.optional(Problem) }),
]);
export type Entry = v.InferOutput<typeof Entry>;

/** A line of the journal. Key: [runId, seq]; written once, never changed. */
export const JournalRecord = v.object({
  runId: v.string(),
  seq: v.number(),
  /** Iteration it belongs to, from 1; 0 for the signal. */
  iteration: v.number(),
  /** Milliseconds since the epoch. */
  at: v.number(),
  entry: Entry,
});
export type JournalRecord = v.InferOutput<typeof JournalRecord>;

/** What is to be written; the journal gives it its place. */
export interface Draft extends Omit<JournalRecord, 'seq'> {
  /** What the loop took in since its last record, as JSON (lib/loop/tape); with the first of several. */
  tape?: string;
}
