/** What wasm/rank/index.ts exports. Kept by hand: no build is needed to type-check. */
interface RankExports {
  memory: WebAssembly.Memory;
  begin: () => void;
  reserve: (bytes: number) => number;
  /** (n, offsets, items, vocabulary, out) */
  textrank: (...at: number[]) => number;
  /** (n, offsets, items, lengths, words, weights, out) */
  bm25: (...at: number[]) => number;
}

/** Most sentences of one ranking: their matrix takes 9 MB. */
export const MAX_SENTENCES = 1500;
const MAX_WORDS = 4096;

/** The scoring that runs in WebAssembly. Same input, same numbers, in every host. Throws RangeError for input over its bounds. */
export interface Rank {
  /** A score for each sentence, given as the ids of its distinct words (whole numbers from 0). At most 1,500 sentences. */
  sentences(sentences: readonly (readonly number[])[]): Float32Array;
  /** A BM25 score for each passage: `hits` are the query words in it (index into `weights`), `length` all its words. */
  passages(passages: readonly { hits: readonly number[]; length: number }[], weights: readonly number[]): Float32Array;
}

/**
 * Loads the packaged module. The caller says where the bytes come from: `fetch(browser.runtime.getURL('/wasm/rank.wasm'))` in the
 * extension, `readFile` in a test. Rejects where they are no such module.
 */
export async function loadRank(source: Response | BufferSource): Promise<Rank> {
  const { instance } =
    source instanceof Response ? await WebAssembly.instantiateStreaming(source) : await WebAssembly.instantiate(source);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler vouches for what it exported
  return createRank(instance.exports as unknown as RankExports);
}

function createRank({ memory, begin, reserve, textrank, bm25 }: RankExports): Rank {
  const room = (words: number): number => {
    const at = reserve(words * 4) >>> 0;
    if (at === 0) throw new RangeError('too much text for one ranking');
    return at;
  };
  // Views are made at the moment of use: memory.grow detaches older ones.
  const put = (values: readonly number[], as: Int32ArrayConstructor | Float32ArrayConstructor): number => {
    const at = room(values.length);
    new as(memory.buffer, at, values.length).set(values);
    return at;
  };
  const scores = (at: number, n: number) => new Float32Array(memory.buffer, at, n).slice();
  return {
    sentences(sentences) {
      const n = sentences.length;
      if (n > MAX_SENTENCES) throw new RangeError(`at most ${MAX_SENTENCES} sentences`);
      if (n === 0) return new Float32Array();
      begin();
      const { offsets, items } = flat(sentences);
      const vocabulary = items.reduce((most, id) => Math.max(most, id + 1), 0);
      const [offsetsAt, itemsAt, out] = [put(offsets, Int32Array), put(items, Int32Array), room(n)];
      if (textrank(n, offsetsAt, itemsAt, vocabulary, out) < 0) throw new RangeError('not a list of word ids');
      return scores(out, n);
    },
    passages(passages, weights) {
      const n = passages.length;
      if (weights.length > MAX_WORDS) throw new RangeError(`at most ${MAX_WORDS} words in a question`);
      if (n === 0) return new Float32Array();
      begin();
      const { offsets, items } = flat(passages.map(({ hits }) => hits));
      const lengths = passages.map(({ length }) => length);
      const [offsetsAt, itemsAt] = [put(offsets, Int32Array), put(items, Int32Array)];
      const [lengthsAt, weightsAt, out] = [put(lengths, Int32Array), put(weights, Float32Array), room(n)];
      if (bm25(n, offsetsAt, itemsAt, lengthsAt, weights.length, weightsAt, out) < 0) {
        throw new RangeError('a hit that is no word of the question');
      }
      return scores(out, n);
    },
  };
}

/** Lists one after the other, with where each begins and the end. */
function flat(lists: readonly (readonly number[])[]): { offsets: number[]; items: number[] } {
  const offsets = [0];
  const items: number[] = [];
  for (const list of lists) {
    for (const item of list) items.push(item);
    offsets.push(items.length);
  }
  return { offsets, items };
}
