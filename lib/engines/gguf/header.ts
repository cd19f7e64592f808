/** What the head of a GGUF file says. */
export interface GgufHeader {
  name: string;
  licence: string;
  architecture: string;
  /** Context that the model was trained with, tokens; 0 where not said. */
  contextTokens: number;
  tensors: number;
}

/** Bytes of the head that are enough for what is read here (the vocabulary comes after it). */
export const HEAD_BYTES = 64 * 1024;

const MAX_COUNT = 1_000_000n;
const STRING = 8;
const ARRAY = 9;
/** Bytes of a value by its GGUF type. */
const WIDTH: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

/** Reads the head of a GGUF file; undefined where it is none. The bytes are the user's or a server's: nothing is believed. */
export function readHeader(head: Uint8Array): GgufHeader | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.byteLength < 24 || view.getUint32(0, false) !== 0x47475546) return undefined;
  const version = view.getUint32(4, true);
  const tensors = view.getBigUint64(8, true);
  const pairs = view.getBigUint64(16, true);
  if (version < 2 || version > 3 || tensors < 1n || tensors > MAX_COUNT || pairs > MAX_COUNT) return undefined;
  const values = readPairs(view, Number(pairs));
  const text = (key: string) => String(values.get(key) ?? '').slice(0, 200);
  const architecture = text('general.architecture');
  const context = values.get(`${architecture}.context_length`);
  return {
    name: text('general.name'),
    licence: text('general.license'),
    architecture,
    contextTokens: typeof context === 'number' && context > 0 && context < 1e8 ? context : 0,
    tensors: Number(tensors),
  };
}

/** Pairs up to the first array or the end of what was read. */
function readPairs(view: DataView, count: number): Map<string, string | number> {
  const values = new Map<string, string | number>();
  const reader = { view, at: 24 };
  try {
    for (let i = 0; i < count; i++) {
      const key = readString(reader);
      const type = view.getUint32(reader.at, true);
      reader.at += 4;
      if (type === ARRAY) break;
      if (type === STRING) {
        values.set(key, readString(reader));
        continue;
      }
      const width = WIDTH[type];
      if (width === undefined) break;
      if (type === 4) values.set(key, view.getUint32(reader.at, true));
      reader.at += width;
    }
  } catch (error) {
    // Past the end of the bytes: what was read so far is what there is.
    if (!(error instanceof RangeError)) throw error;
  }
  return values;
}

function readString(reader: { view: DataView; at: number }): string {
  const length = reader.view.getBigUint64(reader.at, true);
  reader.at += 8;
  if (length > BigInt(reader.view.byteLength)) throw new RangeError('string beyond the head');
  const bytes = new Uint8Array(reader.view.buffer, reader.view.byteOffset + reader.at, Number(length));
  reader.at += Number(length);
  return new TextDecoder().decode(bytes);
}
