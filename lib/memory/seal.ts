import type { Database, Sealed } from './database.ts';

const KEY = 'aes';

/** Seals a value so that it opens only with what it is bound to, whatever is written beside it. */
export async function seal(database: Database, bound: string, value: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const [key, bytes] = [await keyOf(database), new TextEncoder().encode(value)];
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(bound) }, key, bytes) };
}

/** The value; undefined where it was sealed with another key or bound to something else. */
export async function unseal(database: Database, bound: string, { iv, data }: Sealed): Promise<string | undefined> {
  const key = await keyOf(database);
  try {
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(bound) }, key, data);
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

function bytesOf(bound: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(bound);
}

/** One for all, made when the first value is sealed. No script can read it; see docs/secrets.md for what that is worth. */
async function keyOf(database: Database): Promise<CryptoKey> {
  const known = keyIn(await database.keys.get(KEY));
  if (known !== undefined) return known;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return database.transaction('rw', database.keys, async () => {
    // The panel and the background may both want the first one.
    const meanwhile = keyIn(await database.keys.get(KEY));
    if (meanwhile === undefined) await database.keys.put({ id: KEY, value: made });
    return meanwhile ?? made;
  });
}

function keyIn(row: { value: unknown } | undefined): CryptoKey | undefined {
  return row?.value instanceof CryptoKey ? row.value : undefined;
}
