/**
 * JSON of a value in at most `most` characters that is still JSON: long lists lose their end, long texts theirs, and what is short stays
 * whole. `cut`: it did not have room as a whole. `most`: 100 or more.
 */
export function shortened(value: unknown, most: number): { text: string; cut: boolean } {
  const text = textOf(value);
  return text.length <= most ? { text, cut: false } : { text: textOf(cut(value, most)), cut: true };
}

/** What JSON does not know is left out of objects, and is null elsewhere. */
function textOf(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function sizeOf(value: unknown): number {
  return textOf(value).length;
}

function cut(value: unknown, room: number): unknown {
  if (sizeOf(value) <= room) return value;
  if (typeof value === 'string') return cutText(value, room);
  if (Array.isArray(value)) return cutList(value, room);
  if (typeof value === 'object' && value !== null) return cutRecord(Object.entries(value), room);
  return null;
}

/** Signs that JSON writes as several take their room, too. */
function cutText(text: string, room: number): string {
  let kept = text.slice(0, Math.max(0, room - 2)).toWellFormed();
  for (let over = sizeOf(kept) - room; over > 0 && kept !== ''; over = sizeOf(kept) - room)
    kept = kept.slice(0, Math.max(0, kept.length - Math.ceil(over / 6))).toWellFormed();
  return kept;
}

function cutList(list: readonly unknown[], room: number): unknown[] {
  const kept: unknown[] = [];
  let left = room - 2;
  for (const each of list) {
    const size = sizeOf(each) + 1;
    if (size > left) {
      if (kept.length === 0 && left > 10) kept.push(cut(each, left - 1));
      break;
    }
    left -= size;
    kept.push(each);
  }
  return kept;
}

/** The short values first, so that each of the long ones gets an equal share of what is left. */
function cutRecord(entries: readonly [string, unknown][], room: number): Record<string, unknown> {
  const kept = new Map<string, unknown>();
  let left = room - 2;
  const sized = entries.map(([key, value]) => ({
    key,
    value,
    size: sizeOf(value),
    around: JSON.stringify(key).length + 2,
  }));
  for (const [index, { key, value, size, around }] of sized.toSorted((a, b) => a.size - b.size).entries()) {
    const share = Math.floor(left / (sized.length - index)) - around;
    if (share < 4) continue;
    const part = size <= share ? value : cut(value, share);
    left -= sizeOf(part) + around;
    kept.set(key, part);
  }
  return Object.fromEntries(entries.filter(([key]) => kept.has(key)).map(([key]) => [key, kept.get(key)]));
}
