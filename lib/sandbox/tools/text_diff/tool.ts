interface Input {
  before: string;
  after: string;
  by?: 'line' | 'word';
}

interface Piece {
  is: 'same' | 'added' | 'removed';
  text: string;
}

/** More pieces than this on both sides together take too long for what anybody would read. */
const MOST = 6000;

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function textDiff({ before, after, by = 'line' }: Input) {
  const cut = (text: string) => (by === 'line' ? text.match(/[^\n]*\n|[^\n]+$/gu) : text.match(/\s+|[^\s]+/gu)) ?? [];
  const [a, b] = [cut(before), cut(after)];
  if (a.length + b.length > MOST) throw new Error(`there are more than ${MOST} ${by}s`);
  const pieces = joined(differences(a, b));
  const count = (is: Piece['is']) => pieces.filter((piece) => piece.is === is).reduce((sum, { text }) => sum + cut(text).filter((part) => part.trim() !== '').length, 0); // prettier-ignore
  return { equal: before === after, added: count('added'), removed: count('removed'), pieces };
}

/** The shortest way from one to the other (Myers 1986), from the furthest points that each number of changes reaches. */
function differences(a: readonly string[], b: readonly string[]): Piece[] {
  let furthest = new Map([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let changes = 0; ; changes++) {
    const next = new Map<number, number>();
    trace.push(furthest);
    for (let line = -changes; line <= changes; line += 2) {
      let x = isDown(line, changes, furthest) ? (furthest.get(line + 1) ?? 0) : (furthest.get(line - 1) ?? 0) + 1;
      while (x < a.length && x - line < b.length && a[x] === b[x - line]) x += 1;
      next.set(line, x);
      if (x >= a.length && x - line >= b.length) return wayBack(a, b, trace);
    }
    furthest = new Map([...furthest, ...next]);
  }
}

function isDown(line: number, changes: number, furthest: ReadonlyMap<number, number>): boolean {
  return line === -changes || (line !== changes && (furthest.get(line - 1) ?? 0) < (furthest.get(line + 1) ?? 0));
}

function wayBack(a: readonly string[], b: readonly string[], trace: readonly ReadonlyMap<number, number>[]): Piece[] {
  const out: Piece[] = [];
  let [x, y] = [a.length, b.length];
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const furthest = trace[changes] ?? new Map<number, number>();
    const line = x - y;
    const from = isDown(line, changes, furthest) ? line + 1 : line - 1;
    const [fromX, fromY] = [furthest.get(from) ?? 0, (furthest.get(from) ?? 0) - from];
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) {
      x -= 1;
      y -= 1;
      out.unshift({ is: 'same', text: a[x] ?? '' });
    }
    if (changes === 0) break;
    if (x > fromX) out.unshift({ is: 'removed', text: a[fromX] ?? '' });
    else out.unshift({ is: 'added', text: b[fromY] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return out;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last?.is === piece.is) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}
