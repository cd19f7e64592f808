/* oxlint-disable unicorn/consistent-function-scoping -- injected as they stand: they can use nothing from outside themselves */
/**
 * The one file that knows how pages declare tools (WebMCP). The draft has moved from `navigator.modelContext` to
 * `document.modelContext`, and its methods with it; polyfills keep to one state or another. Both functions run in the page's own world,
 * where polyfills keep theirs.
 */

/** Tools of the page as JSON, `[{ name, description, inputSchema, readOnly }]`. What they say is the page's word only. */
export async function readTools(): Promise<string> {
  const get = (from: unknown, key: string): unknown =>
    typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
  const listOf = (value: unknown): unknown[] => {
    const tools = get(value, 'tools');
    if (tools !== undefined) return listOf(tools);
    if (value instanceof Map) return [...value.values()];
    if (typeof value !== 'object' || value === null) return [];
    return Symbol.iterator in value ? Array.from(Object.assign(value)) : Object.values(value);
  };
  // Asked by its older name only where the document has none: a polyfill warns of that on the page's console.
  const context =
    get(document, 'modelContext') ?? get(navigator, 'modelContext') ?? get(navigator, 'modelContextTesting');
  const lister = ['getTools', 'listTools', 'list'].map((key) => get(context, key)).find((each) => typeof each === 'function'); // prettier-ignore
  const listed: unknown =
    typeof lister === 'function' ? await Reflect.apply(lister, context, []) : get(context, 'tools');
  const texts: string[] = [];
  for (const tool of listOf(listed).slice(0, 100)) {
    const readOnly = get(get(tool, 'annotations'), 'readOnlyHint') === true;
    const said = { name: get(tool, 'name'), description: get(tool, 'description'), readOnly };
    const text = JSON.stringify({ ...said, inputSchema: get(tool, 'inputSchema') ?? {} });
    texts.push(text.length < 20_000 ? text : JSON.stringify({ ...said, inputSchema: {} }));
  }
  return `[${texts.join()}]`;
}

/**
 * Calls a tool of the page. Gives JSON, `{ result }` or `{ error }`, and dispatches `done` on the window when it is over. A tool that
 * takes longer than `ms` is left to itself.
 */
export async function callTool(name: string, input: string, done: string, ms: number): Promise<string> {
  const get = (from: unknown, key: string): unknown =>
    typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
  const context =
    get(document, 'modelContext') ?? get(navigator, 'modelContext') ?? get(navigator, 'modelContextTesting');
  const run = (on: unknown, method: string, ...args: unknown[]): unknown => {
    const found = get(on, method);
    if (typeof found !== 'function') throw new Error('the page cannot call its tool');
    return Reflect.apply(found, on, args);
  };
  const named = (tools: unknown): unknown => {
    const all = tools instanceof Map ? [...tools.values()] : typeof tools === 'object' && tools !== null ? Object.values(tools) : []; // prettier-ignore
    return all.find((each: unknown) => get(each, 'name') === name);
  };
  const has = (method: string) => typeof get(context, method) === 'function';
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error(`no answer within ${ms / 1000} seconds`));
    });
  });
  const call = async (): Promise<unknown> => {
    const value: unknown = JSON.parse(input);
    if (has('executeTool') && has('getTools')) {
      const tool = named(await run(context, 'getTools'));
      try {
        return await run(context, 'executeTool', tool, value, { signal });
      } catch (error) {
        // An earlier draft took the input as text, and says so before it calls the tool.
        const said = error instanceof Error ? error.message : '';
        if (!/^Failed to (?:execute 'executeTool'|parse input)/u.test(said)) throw error;
        return run(context, 'executeTool', tool, input, { signal });
      }
    }
    if (has('callTool')) return run(context, 'callTool', { name, arguments: value });
    if (has('executeTool')) return run(context, 'executeTool', name, has('list') ? value : input);
    return run(named(get(context, 'tools')), 'execute', value);
  };
  try {
    return JSON.stringify({ result: (await Promise.race([call(), late])) ?? null });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message.slice(0, 300) : 'it failed' });
  } finally {
    window.dispatchEvent(new Event(done));
  }
}
