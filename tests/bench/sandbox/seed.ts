/**
 * Mozilla's wasm-browser-agents-blueprint in a few lines: one module worker a language, an object of functions in it that a page calls by
 * messages (Comlink there), a module of WebAssembly that stays and keeps its memory, text that is put into code, and no limit. Left out:
 * its models, and Pyodide from a CDN. It needs `eval`, so that it stands on a page of the web.
 */
export const SEED_WORKERS: Readonly<Record<string, string>> = {
  '/seed-raw.js': `let exports; const functions = {
      async ready() { exports ??= (await WebAssembly.instantiate(await (await fetch('/echo.wasm')).arrayBuffer(), { tool_host: { log() {} } })).instance.exports; },
      call(text) { const bytes = new TextEncoder().encode(text); const at = exports.tool_alloc(bytes.length);
        new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
        const packed = BigInt.asUintN(64, exports.tool_call(at, bytes.length));
        return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, Number(packed >> 32n), Number(packed & 0xffffffffn))); } };
    onmessage = async ({ data: { id, path, args } }) => postMessage({ id, value: await functions[path](...args) });`,
  '/seed-js.js': `const functions = {
      async ready() { globalThis.tool ??= (0, eval)('(input) => input'); },
      call(text) { return JSON.stringify((0, eval)(\`tool(\${text})\`)); } };
    onmessage = async ({ data: { id, path, args } }) => postMessage({ id, value: await functions[path](...args) });`,
};

/** In that page: first calls and those after them, in turns. The text of a function of the page. */
export const SEED_PAGE = `async ({ input, rounds, inARow }) => {
  const times = {};
  const add = (name, ms) => (times[name] ??= []).push(ms);
  let last = 0;
  const asked = (worker, path, ...args) => new Promise((resolve, reject) => {
    const id = ++last;
    worker.onmessage = ({ data }) => { if (data.id === id) resolve(data.value); };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ id, path, args });
  });
  for (let round = 0; round < rounds; round++) for (const name of ['raw', 'js']) {
    const began = performance.now();
    const worker = new Worker('/seed-' + name + '.js', { type: 'module' });
    await asked(worker, 'ready');
    if (await asked(worker, 'call', input) !== input) throw new Error('the seed gave something else');
    add(name + ', first', performance.now() - began);
    for (let left = 20; left > 0; left--) await asked(worker, 'call', input);
    const warm = performance.now();
    for (let left = inARow; left > 0; left--) await asked(worker, 'call', input);
    add(name + ', warm', (performance.now() - warm) / inARow);
    worker.terminate();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return times;
}`;
