/** A line of Python as it was written, and what it begins in. */
interface Line {
  text: string;
  /** It begins inside of a string over several lines, where each blank counts. */
  inString: boolean;
  /** A statement may begin with it: it goes on with no bracket, no string and no other line. */
  begins: boolean;
}

/** Where a statement begins, outside of strings and brackets. */
interface Statement {
  line: number;
  at: number;
  /** It gives something a value: `=`, `+=`, `<<=`. */
  assigns: boolean;
}

export interface Script {
  text: string;
  /** Lines before the first that was written, less those that were left out. */
  ahead: number;
}

/** Statements without a value. */
const VALUELESS = /^(?:@|(?:return|raise|pass|break|continue|del|global|nonlocal|assert|import|from|for|while|if|elif|else|try|except|finally|with|class|def)\b)/u; // prettier-ignore
/** `name = ...`, `name: int = ...`, `name += ...`: what it gave the name is the value. */
const ASSIGNED = /^(\w+)(?:\s*:[^=]*)?\s*(?:\*\*|\/\/|<<|>>|[-+*/%&|^@])?=(?!=)/u;
const DEFINED = /^(?:def\s+(\w+)\s*\(([^)]*)\)|(\w+)\s*=\s*lambda\s*([^:]*):)/u;

/**
 * Python as a script with `def run(page, host)`. It may be one already; or a function of the page, the body of one, or statements of which the
 * last has the value. Only the text is looked at, as far as strings, brackets and lines go; whatever is wrong with it is said by the engine.
 */
export function pythonOf(code: string): Script {
  const { lines, statements, from } = dedented(scan(code.trimEnd()));
  const wrapped = (inside: readonly string[]): Script => ({
    text: ['def run(page, host):', ...inside, '    pass'].join('\n'),
    ahead: 1 - from,
  });
  if (lines.some(({ text, begins }) => begins && /^def\s+run\s*\([^,)]+,[^)]+\)/u.test(text))) return { text: lines.map(({ text }) => text).join('\n'), ahead: -from }; // prettier-ignore
  const body = lines.map(({ text, inString }) => (inString ? text : `    ${text}`));
  const first = statements.findLast(({ line, at }) => at === 0 && lines[line]?.begins === true);
  const last = statements.findLast(({ line }) => line === first?.line);
  const text = last === undefined ? '' : (lines[last.line]?.text.slice(last.at) ?? '');
  const [, name = '', params = '', lambda = name, of = params] = DEFINED.exec(text) ?? [];
  if (first === undefined || last === undefined) return wrapped(body);
  if (lambda !== '')
    return wrapped([...body, `    return ${lambda}(${['page', 'host'].slice(0, countOf(of)).join(', ')})`]);
  if (VALUELESS.test(lines[first.line]?.text ?? '') || VALUELESS.test(text)) return wrapped(body);
  if (last.assigns) {
    const assigned = ASSIGNED.exec(text)?.[1];
    return wrapped(assigned === undefined ? body : [...body, `    return ${assigned}`]);
  }
  // The body is four blanks further in.
  const whole = body[last.line] ?? '';
  body[last.line] = `${whole.slice(0, last.at + 4)}return ${whole.slice(last.at + 4)}`;
  return wrapped(body);
}

function countOf(params: string): number {
  return params.split(',').filter((param) => param.trim() !== '').length;
}

interface Scanned {
  lines: Line[];
  statements: Statement[];
}

/** Lines and statements, by strings, brackets, comments and `\` at the end of a line. */
function scan(code: string): Scanned {
  const statements: Statement[] = [];
  let quote = '';
  let depth = 0;
  let goesOn = false;
  const lines = code.split(/\r\n?|\n/u).map((text, line): Line => {
    const inString = quote !== '';
    const begins = !inString && depth === 0 && !goesOn;
    let fresh = begins;
    goesOn = false;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charAt(at);
      if (quote !== '') {
        if (sign === '\\') at += 1;
        else if (text.startsWith(quote, at)) {
          at += quote.length - 1;
          quote = '';
        }
        continue;
      }
      if (sign === '#') break;
      if (/\s/u.test(sign)) continue;
      if (fresh) statements.push({ line, at, assigns: false });
      fresh = false;
      if (sign === '"' || sign === "'") {
        quote = text.startsWith(sign.repeat(3), at) ? sign.repeat(3) : sign;
        at += quote.length - 1;
      } else if ('([{'.includes(sign)) depth += 1;
      else if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
      else if (sign === '\\' && at === text.length - 1) goesOn = true;
      else if (depth === 0 && sign === ';') fresh = true;
      else if (depth === 0 && isAssigning(text, at)) {
        const statement = statements.at(-1);
        if (statement !== undefined) statement.assigns = true;
      }
    }
    // What was not closed is for the engine to say.
    if (quote.length === 1 && !text.endsWith('\\')) quote = '';
    return { text, inString, begins };
  });
  return { lines, statements };
}

/** An `=` that is part of no comparison. */
function isAssigning(text: string, at: number): boolean {
  if (text[at] !== '=' || text[at + 1] === '=') return false;
  const before = text.slice(Math.max(0, at - 2), at);
  return before === '<<' || before === '>>' || !/[=!<>:]$/u.test(before);
}

/** Without what all statements are indented by, tabs as blanks, and without the first `from` lines, which are empty. */
function dedented({ lines, statements }: Scanned): Scanned & { from: number } {
  const spaced = lines.map((line) => (line.inString ? line : { ...line, text: line.text.replace(/^[ \t]+/u, (blank) => blank.replaceAll('\t', '    ')) })); // prettier-ignore
  const by = Math.min(
    ...spaced.filter(({ text, begins }) => begins && /^\s*[^\s#]/u.test(text)).map(({ text }) => text.search(/\S/u)),
  );
  const within = Number.isFinite(by) ? by : 0;
  const cut = spaced.map((line) => (line.inString ? line : { ...line, text: line.text.slice(Math.min(within, Math.max(0, line.text.search(/\S/u)))) })); // prettier-ignore
  const moved = statements.map((statement) => ({
    ...statement,
    at: statement.at + (cut[statement.line]?.text.length ?? 0) - (lines[statement.line]?.text.length ?? 0),
  }));
  const from = Math.max(
    0,
    cut.findIndex(({ text }) => text.trim() !== ''),
  );
  return {
    lines: cut.slice(from),
    statements: moved.map((statement) => ({ ...statement, line: statement.line - from })),
    from,
  };
}
