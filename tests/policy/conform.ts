/**
 * Judges each case by the module, in whatever host this runs; gives the verdicts as hexadecimal
 * bytes: allow, reversibility, rule. It stands alone: tests hand it as it is
 * to a page of a browser, where `source` is the address of the module or its bytes as base64.
 */
export async function verdictsOf(source: { url: string } | { base64: string }, facts: readonly string[]): Promise<string[]> {
  const bytes =
    'url' in source
      ? await (await fetch(source.url)).arrayBuffer()
      : Uint8Array.from(atob(source.base64), (char) => char.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  const { memory, begin, judge } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof begin !== 'function' || typeof judge !== 'function')
    throw new TypeError('not the module of policy');
  return facts.map((hex) => {
    const given = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const at = Number(begin(given.length));
    new Uint8Array(memory.buffer, at, given.length).set(given);
    const verdict = Number(judge(given.length));
    return [verdict & 0xff, (verdict >> 8) & 0xff, verdict >> 16]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  });
} // prettier-ignore
