// Ranking of sentences and passages. Compiled by `npm run wasm` (asc) into wasm/build/rank.wasm.
// AssemblyScript is not TypeScript: this folder has its own tsconfig and is left out of the main one.
//
// Memory: one bump region above the static data. A caller says `begin`, takes what it needs by `reserve`, fills it, calls one of the
// two rankings, and reads the result before the next `begin`. Nothing is freed but all at once, so nothing can leak. Every range
// that a caller names is checked against that region; a bad one gives -1, never a read of something else.
//
// All arithmetic is f32/f64 of plain WebAssembly (no relaxed SIMD, no host Math): same input, same bits, in every host.

/** Most bytes that one ranking may use. 1,500 sentences need 9 MB for their matrix. */
const LIMIT: usize = 48 * 1024 * 1024;
const MAX_SENTENCES: i32 = 1500;
/** Keeps four bytes a word far from the end of an i32. */
const MAX_VOCABULARY: i32 = 1 << 20;
const DAMPING: f32 = 0.85;
const ROUNDS: i32 = 40;
const K1: f64 = 1.2;
const B: f64 = 0.75;

const base: usize = (__heap_base + 15) & ~15;
let top: usize = base;

/** Forget everything that was reserved. */
export function begin(): void {
  top = base;
}

/** Address of `bytes` zeroed bytes, 16-byte aligned; 0 where there is no room. */
export function reserve(bytes: i32): usize {
  if (bytes < 0) return 0;
  const size = (<usize>bytes + 15) & ~15;
  if (size > LIMIT - (top - base)) return 0;
  const end = top + size;
  const have = (<usize>memory.size()) << 16;
  if (end > have && memory.grow(<i32>((end - have + 0xffff) >>> 16)) < 0) return 0;
  const at = top;
  top = end;
  memory.fill(at, 0, size);
  return at;
}

/** True where `count` words of four bytes at `at` lie inside what was reserved. */
function inside(at: usize, count: i32): bool {
  return count >= 0 && (at & 3) == 0 && at >= base && at <= top && (<usize>count) << 2 <= top - at;
}

/** True where the n + 1 offsets rise from 0 and what they point at was reserved. */
function listsInside(n: i32, offsets: usize, items: usize): bool {
  if (!inside(offsets, n + 1) || load<i32>(offsets) != 0) return false;
  for (let i = 0; i < n; i++) {
    if (load<i32>(offsets + ((<usize>i) << 2)) > load<i32>(offsets + ((<usize>(i + 1)) << 2))) return false;
  }
  return inside(items, load<i32>(offsets + ((<usize>n) << 2)));
}

/**
 * TextRank. Sentence i has the distinct words items[offsets[i] .. offsets[i + 1]], each below `vocabulary`. Writes n scores (f32) to
 * `out`. Gives the rounds it took, -1 for bad input or no room.
 */
export function textrank(n: i32, offsets: usize, items: usize, vocabulary: i32, out: usize): i32 {
  if (n < 1 || n > MAX_SENTENCES || vocabulary < 0 || vocabulary > MAX_VOCABULARY) return -1;
  if (!inside(out, n) || !listsInside(n, offsets, items)) return -1;
  const total = load<i32>(offsets + ((<usize>n) << 2));
  for (let i = 0; i < total; i++) {
    const word = load<i32>(items + ((<usize>i) << 2));
    if (word < 0 || word >= vocabulary) return -1;
  }
  const width = (n + 3) & ~3;
  const rows = reserve(n * width * 4);
  const outgoing = reserve(width * 4);
  const shares = reserve(width * 4);
  const marks = reserve(vocabulary * 4);
  if (rows == 0 || outgoing == 0 || shares == 0 || marks == 0) return -1;
  similarities(n, offsets, items, marks, rows, width);
  for (let i = 0; i < n; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < n; j++) sum += load<f32>(rows + ((<usize>(i * width + j)) << 2));
    store<f32>(outgoing + ((<usize>i) << 2), sum);
    store<f32>(out + ((<usize>i) << 2), <f32>1 / <f32>n);
  }
  let round = 0;
  while (round < ROUNDS) {
    round++;
    if (walk(n, rows, width, outgoing, shares, out) < <f32>0.0001 / <f32>n) break;
  }
  return round;
}

/** Overlap by the sum of the logs of the lengths, for each pair: a symmetric matrix with a zero diagonal. */
function similarities(n: i32, offsets: usize, items: usize, marks: usize, rows: usize, width: i32): void {
  for (let i = 0; i < n; i++) {
    const from = load<i32>(offsets + ((<usize>i) << 2));
    const to = load<i32>(offsets + ((<usize>(i + 1)) << 2));
    // A mark is the number of the sentence that set it last: no clearing between sentences.
    for (let k = from; k < to; k++) store<i32>(marks + ((<usize>load<i32>(items + ((<usize>k) << 2))) << 2), i + 1);
    const own = Math.log(<f64>(to - from) + 1);
    for (let j = i + 1; j < n; j++) {
      const first = load<i32>(offsets + ((<usize>j) << 2));
      const last = load<i32>(offsets + ((<usize>(j + 1)) << 2));
      let shared = 0;
      for (let k = first; k < last; k++) {
        shared += <i32>(load<i32>(marks + ((<usize>load<i32>(items + ((<usize>k) << 2))) << 2)) == i + 1);
      }
      if (shared == 0) continue;
      const weight = <f32>(<f64>shared / (own + Math.log(<f64>(last - first) + 1)));
      store<f32>(rows + ((<usize>(i * width + j)) << 2), weight);
      store<f32>(rows + ((<usize>(j * width + i)) << 2), weight);
    }
  }
}

/** One round of PageRank over the matrix, four lanes at a time; gives the largest change of a score. */
function walk(n: i32, rows: usize, width: i32, outgoing: usize, shares: usize, out: usize): f32 {
  for (let i = 0; i < n; i++) {
    const sum = load<f32>(outgoing + ((<usize>i) << 2));
    store<f32>(shares + ((<usize>i) << 2), sum > 0 ? load<f32>(out + ((<usize>i) << 2)) / sum : 0);
  }
  let largest: f32 = 0;
  for (let i = 0; i < n; i++) {
    let lanes = f32x4.splat(0);
    const row = rows + ((<usize>(i * width)) << 2);
    for (let j = 0; j < width; j += 4) {
      const at = (<usize>j) << 2;
      lanes = f32x4.add(lanes, f32x4.mul(v128.load(row + at), v128.load(shares + at)));
    }
    const sum =
      f32x4.extract_lane(lanes, 0) +
      f32x4.extract_lane(lanes, 1) +
      f32x4.extract_lane(lanes, 2) +
      f32x4.extract_lane(lanes, 3);
    const score = (<f32>1 - DAMPING) / <f32>n + DAMPING * sum;
    const change = abs(score - load<f32>(out + ((<usize>i) << 2)));
    if (change > largest) largest = change;
    store<f32>(out + ((<usize>i) << 2), score);
  }
  return largest;
}

/**
 * BM25. Passage i has lengths[i] words, of which the words of the query are items[offsets[i] .. offsets[i + 1]], as numbers below
 * `words`; weights[w] (f32) says what a word of the query counts. Writes n scores (f32) to `out`. Gives 0, or -1 for bad input.
 */
export function bm25(
  n: i32,
  offsets: usize,
  items: usize,
  lengths: usize,
  words: i32,
  weights: usize,
  out: usize,
): i32 {
  if (n < 1 || n > 1 << 20 || words < 0 || words > 4096) return -1;
  if (!inside(lengths, n) || !inside(weights, words) || !inside(out, n) || !listsInside(n, offsets, items)) return -1;
  const total = load<i32>(offsets + ((<usize>n) << 2));
  for (let i = 0; i < total; i++) {
    const word = load<i32>(items + ((<usize>i) << 2));
    if (word < 0 || word >= words) return -1;
  }
  const counts = reserve(words * 4);
  const found = reserve(words * 4);
  if (counts == 0 || found == 0) return -1;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += <f64>load<i32>(lengths + ((<usize>i) << 2));
    count(offsets, items, i, counts);
    for (let w = 0; w < words; w++) {
      const at = (<usize>w) << 2;
      if (load<i32>(counts + at) > 0) store<i32>(found + at, load<i32>(found + at) + 1);
      store<i32>(counts + at, 0);
    }
  }
  const average = max<f64>(1, sum / <f64>n);
  for (let i = 0; i < n; i++) {
    count(offsets, items, i, counts);
    const norm = K1 * (1 - B + (B * <f64>load<i32>(lengths + ((<usize>i) << 2))) / average);
    let score: f64 = 0;
    for (let w = 0; w < words; w++) {
      const at = (<usize>w) << 2;
      const times = <f64>load<i32>(counts + at);
      store<i32>(counts + at, 0);
      if (times == 0) continue;
      const having = <f64>load<i32>(found + at);
      const rarity = Math.log(1 + (<f64>n - having + 0.5) / (having + 0.5));
      score += <f64>load<f32>(weights + at) * rarity * ((times * (K1 + 1)) / (times + norm));
    }
    store<f32>(out + ((<usize>i) << 2), <f32>score);
  }
  return 0;
}

/** Adds the words of passage i to `counts`. */
function count(offsets: usize, items: usize, i: i32, counts: usize): void {
  const to = load<i32>(offsets + ((<usize>(i + 1)) << 2));
  for (let k = load<i32>(offsets + ((<usize>i) << 2)); k < to; k++) {
    const at = counts + ((<usize>load<i32>(items + ((<usize>k) << 2))) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
}
