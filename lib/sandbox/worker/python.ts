import { randomOf } from '@/lib/shared/index.ts';

import { type Guest, LONGEST_ASKED } from '../call.ts';
import { type Gauge, gaugeOf, type Tank } from '../harden/gauge.ts';
import { payFor } from './ask.ts';
import { compiled } from './engine.ts';
import { DEPTH, Fault, faultOf, isFull, usedOf } from './fault.ts';
import type { Clock } from './lockdown.ts';
import { type Executed, MicroPython } from './micropython.ts';
import { seedOf } from './seed.ts';
import type { Runner } from './wasm.ts';

/** Pages that the engine has at its start; it can be given no less. */
const LEAST_PAGES = 259;

/** The name of the guest's file in what Python says of an error. */
const FILE = 'tool.py';

/**
 * Runs before the guest: what reaches for files, the network or JavaScript cannot be imported. Behind that wall is nothing, either; it is
 * there so that a tool hears at once what it cannot have.
 */
const PRELUDE = `
import builtins
def _prelude():
    found = builtins.__import__
    gone = ("js", "jsffi", "os", "vfs", "asyncio", "_asyncio", "select", "uctypes", "tarfile", "pathlib")
    def guarded(name, *rest):
        if name.split(".")[0] in gone:
            raise ImportError("a tool has no module '" + name + "'")
        return found(name, *rest)
    def closed(*_):
        raise OSError("a tool has no files")
    builtins.__import__ = guarded
    builtins.open = builtins.execfile = builtins.input = closed
_prelude()
del _prelude, builtins
`;

/** Loads the guest's file, in a module of its own. */
const LOAD = `
import locus_source
_tool = {"__name__": "tool"}
exec(compile(locus_source, "${FILE}", "exec"), _tool)
_state = "ready" if callable(_tool.get("run")) else "no run"
`;

/**
 * Calls it. Its output is read from the outside; so is what it asks for and nobody has answered yet: then it begins again, with the answer at
 * hand. Whoever catches what ends it there is begun again all the same.
 */
const CALL = `
import json, locus_input, locus_answers
_asked = ""
class _Unanswered(BaseException):
    pass
def _host(dumps, loads):
    known = loads(locus_answers)
    at = [0]
    class Host:
        def log(self, *words):
            print(*words)
        def call(self, name, input=None):
            global _asked
            request = '{"name":' + dumps(str(name)) + ',"input":' + dumps(input, separators=(",", ":")) + "}"
            if _asked == "" and at[0] < len(known):
                then, answer = known[at[0]]
                at[0] += 1
                if then != request:
                    raise RuntimeError("it asked something else the second time")
                return loads(answer)
            if _asked == "":
                _asked = request
            raise _Unanswered("it waits for an answer")
    return Host()
_output = json.dumps(_tool["run"](json.loads(locus_input), _host(json.dumps, json.loads)), separators=(",", ":"))
`;

/** Prepares a script of `py/1`: Python text that defines \`run(input, host)\`. */
export async function pythonRunner({ bytes, limits, engine }: Guest, clock: Clock): Promise<Runner> {
  if (engine === undefined) throw new Fault('refused', 'there is no engine for Python');
  if (limits.pages < LEAST_PAGES) throw new Fault('refused', `Python takes at least ${LEAST_PAGES} pages of memory`);
  const module = await compiled(engine);
  const source = new TextDecoder().decode(bytes);
  const tank: Tank = { fuel: limits.fuel, depth: DEPTH };
  let gauge: Gauge | undefined;
  return {
    async call(input, logs, ask) {
      const answers: [request: string, answer: string][] = [];
      for (;;) {
        gauge = undefined;
        clock.reset();
        logs.rewind();
        let python: MicroPython | undefined;
        try {
          // An engine of its own for each beginning; what it holds goes with it.
          python = new MicroPython(module, {
            print: (printed) => {
              logs.write(printed);
            },
            random: randomOf(seedOf(input)),
            now: clock.now,
            pages: limits.pages,
            meter(exports) {
              gauge = gaugeOf(exports);
              gauge.refill(tank);
              return gauge;
            },
          });
          const came = called(python, { source, input, answers, outputBytes: limits.outputBytes });
          if ('output' in came) return came.output;
          answers.push([came.asked, await ask(came.asked)]);
        } catch (error) {
          throw faultOf(error, gauge, python !== undefined && isFull(python.memory, limits.pages));
        }
      }
    },
    used: () => usedOf(gauge, tank),
  };
}

interface Given {
  source: string;
  input: string;
  /** What it asked so far, in order. */
  answers: readonly (readonly [request: string, answer: string])[];
  outputBytes: number;
}

/** What the tool gave, or what it asks for and has no answer to. */
type Came = { output: string } | { asked: string };

function called(python: MicroPython, { source, input, answers, outputBytes }: Given): Came {
  must(python.execute(PRELUDE));
  python.give('locus_source', source);
  must(python.execute(LOAD));
  if (python.read('_state', outputBytes) !== 'ready') throw new Fault('refused', 'it has no function run(input, host)');
  python.give('locus_input', input);
  for (const [request, answer] of answers) {
    payFor(python.gauge, request);
    payFor(python.gauge, answer);
  }
  python.give('locus_answers', JSON.stringify(answers));
  const executed = python.execute(CALL);
  const asked = python.read('_asked', LONGEST_ASKED);
  if (asked !== undefined && asked !== '') return { asked };
  must(executed);
  const output = python.read('_output', outputBytes);
  if (output === undefined) throw new Fault('failed', 'its output is no JSON');
  return { output };
}

/** What the guest raised, in words, with the line of its file. */
function must(executed: Executed): void {
  if (executed.ok) return;
  const { type, traceback } = executed;
  const lines = traceback.trimEnd().split('\n');
  const said = (lines.at(-1) ?? type).slice(0, 500);
  const line = lines.findLast((each) => each.includes(`"${FILE}"`))?.match(/line (\d+)/u)?.[1];
  const words = line === undefined ? said : `line ${line}: ${said}`;
  if (type === 'MemoryError') throw new Fault('memory', words);
  if (type === 'RuntimeError' && said.endsWith('maximum recursion depth exceeded')) throw new Fault('stack', words);
  throw new Fault('failed', words);
}
