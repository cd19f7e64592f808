const MOST = 1000;
/** `.key`, `["any key"]`, `[0]`, `[-1]`, `[*]` or `.*`, and `..key`: whatever depth. */
const STEP =
  /\.\.(?:([\p{L}_$][\p{L}\p{N}_$-]*)|\*)|\.([\p{L}_$][\p{L}\p{N}_$-]*)|\[\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*\]|\[\s*(-?\d+)\s*\]|(\.\*|\[\s*\*\s*\])/uy;

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function jsonQuery({ json, path }: { json: string; path: string }) {
  let values = [JSON.parse(json) as unknown];
  for (const step of stepsOf(path)) values = values.flatMap(step);
  return { count: values.length, values: values.slice(0, MOST) };
}

type Step = (value: unknown) => unknown[];

function stepsOf(path: string): Step[] {
  const text = path.trim().replace(/^\$/u, '');
  const whole = text === '' || /^[.[]/u.test(text) ? text : `.${text}`;
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < whole.length) {
    const at = STEP.lastIndex;
    const found = STEP.exec(whole);
    if (found === null) throw new Error(`what is "${whole.slice(at, at + 20)}"?`);
    steps.push(stepOf(found));
  }
  return steps;
}

function stepOf([all, deep, key, quoted, index]: RegExpExecArray): Step {
  if (all.startsWith('..'))
    return (value) => [...below(value)].flatMap((each) => (deep === undefined ? each : own(each, deep)));
  if (key !== undefined) return (value) => own(value, key);
  if (quoted !== undefined)
    return (value) => own(value, quoted.startsWith('"') ? String(JSON.parse(quoted)) : quoted.slice(1, -1));
  if (index !== undefined) return (value) => (Array.isArray(value) ? value.slice(Number(index)).slice(0, 1) : []);
  return (value) => (typeof value === 'object' && value !== null ? Object.values(value) : []);
}

function own(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return [];
  return [Reflect.get(value, key)];
}

function* below(value: unknown): Generator {
  yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const each of Object.values(value)) yield* below(each);
}
