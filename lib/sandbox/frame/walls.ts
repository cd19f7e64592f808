/** The smallest module there is. */
const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/**
 * Walls around this document that do not stand: it has to have an origin of its own, no API of the extension, no storage, no way to its
 * parent, to the network or to new code. Whoever asks must run no guest where one is named.
 */
export async function fallenWalls(): Promise<string[]> {
  const walls: Readonly<Record<string, boolean>> = {
    origin: globalThis.origin === 'null',
    api: !hasRuntime('browser') && !hasRuntime('chrome'),
    eval: throws(() => Reflect.construct(Function, ['return 1'])),
    storage: throws(() => indexedDB.open('x')),
    cookies: throws(() => document.cookie),
    parent: throws(() => parent.document),
    // Blocked before it leaves: a data address needs no server, and `connect-src 'none'` covers it.
    network: await rejects(() => fetch('data:,x')),
    wasm: !(await rejects(() => WebAssembly.compile(EMPTY))),
  };
  return Object.keys(walls).filter((name) => walls[name] !== true);
}

function hasRuntime(name: string): boolean {
  const api: unknown = Reflect.get(globalThis, name);
  return typeof api === 'object' && api !== null && Reflect.get(api, 'runtime') !== undefined;
}

function throws(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
}

async function rejects(attempt: () => Promise<unknown>): Promise<boolean> {
  return attempt().then(
    () => false,
    () => true,
  );
}
