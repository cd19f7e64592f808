import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

import { defineWxtModule } from 'wxt/modules';

/** The one version whose text the replacements below were made for. */
const VERSION = '3.8.1';
const FOLDER = 'wllama';

// Makes requestAdapter() resolve to null, so that ggml registers no WebGPU device where the CPU alone is asked for.
const NO_GPU =
  "try{Object.defineProperty(WorkerNavigator.prototype,'gpu',{get:()=>({requestAdapter:async()=>null})});}catch(e){}";

/**
 * The library makes its workers from blobs (which Firefox refuses to an extension) and knows a CDN's addresses (remote code). Its
 * worker code becomes two packaged files beside the WASM file instead, and the addresses go away. Throws where the text of the
 * library is not the expected one, so that the build fails rather than ships the unpatched library.
 */
export function patch(source: string): { library: string; worker: string; pthread: string } {
  const main = literal(source, 'LLAMA_CPP_WORKER_CODE');
  const glue = literal(source, 'WLLAMA_EMSCRIPTEN_CODE');
  const stub = literal(source, 'JSPI_STUB');
  const glueInMain = replaced(glue, 'var Module', 'var ___Module');
  const worker = `const RUN_OPTIONS = JSON.parse(decodeURIComponent(location.hash.slice(1)));
if (RUN_OPTIONS.noWebGPU) ${NO_GPU}
function wModuleInit() {${stub}${glueInMain}
return Module; }
${main}`;
  const pthread = `if (location.hash === '#nogpu') ${NO_GPU}\n${stub}${glue}`;
  let library = source;
  // Both files lie beside wllama.wasm, whose URL the library is given.
  library = replaced(
    library,
    'this.worker = createWorker(completeCode);',
    `this.worker = new Worker(new URL('worker.js', this.resources.wasmPath).href + '#' + encodeURIComponent(JSON.stringify({ ...runOptions, noWebGPU: !!this.resources.noWebGPU })), { type: 'module' });`,
  );
  library = replaced(
    library,
    'new Blob([moduleCode], { type: "text/javascript" })',
    `new URL('pthread.js', this.resources.wasmPath).href + (this.resources.noWebGPU ? '#nogpu' : '')`,
  );
  // The library only logs when its worker does not start, and then waits for ever.
  library = replaced(
    library,
    'this.worker.onerror = this.logger.error;',
    `this.worker.onerror = (event) => { this.logger.error(event); this.abort('worker failed: ' + (event.message || 'did not start'), ''); };`,
  );
  for (const name of ['LLAMA_CPP_WORKER_CODE', 'WLLAMA_EMSCRIPTEN_CODE']) {
    library = replaced(library, new RegExp(`var ${name} = .*;\\n`), `var ${name} = "";\n`);
  }
  for (const kind of ['worker: "', 'wasm: "']) {
    library = replaced(library, new RegExp(`${kind}https://cdn\\.jsdelivr\\.net/[^"]*"`), `${kind}"`);
  }
  if (library.includes('jsdelivr')) throw new Error('wllama: an address of the CDN is left');
  return { library, worker, pthread };
}

function replaced(text: string, what: string | RegExp, by: string): string {
  const next = text.replace(what, () => by);
  if (next === text) throw new Error(`wllama: nothing to replace: ${String(what)} (made for version ${VERSION})`);
  return next;
}

/** The value of a top-level string of the library, evaluated at build time in an empty context. */
function literal(source: string, name: string): string {
  const found = new RegExp(`var ${name} = (\`[\\s\\S]*?\`|.*);\\n`).exec(source)?.[1];
  const value: unknown = found === undefined ? undefined : vm.runInNewContext(found);
  if (typeof value !== 'string' || value === '') throw new Error(`wllama: no string ${name}`);
  return value;
}

/** Packages the CPU engine: /wllama/wllama.wasm, worker.js and pthread.js, and the library that starts them. */
export default defineWxtModule({
  name: 'wllama',
  setup(wxt) {
    const root = join(
      dirname(createRequire(join(wxt.config.root, 'package.json')).resolve('@wllama/wllama/package.json')),
    );
    const version: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
    if (version !== VERSION) throw new Error(`wllama: version ${String(version)} is not ${VERSION}`);
    const entry = join(root, 'esm/index.js');
    const parts = patch(readFileSync(entry, 'utf8'));
    wxt.hooks.hook('vite:build:extendConfig', (_entrypoints, config) => {
      config.plugins ??= [];
      config.plugins.push(plugin(entry, parts.library));
    });
    wxt.hooks.hook('build:publicAssets', (_wxt, files) => {
      files.push({ absoluteSrc: join(root, 'esm/wasm/wllama.wasm'), relativeDest: `${FOLDER}/wllama.wasm` });
      files.push({ contents: parts.worker, relativeDest: `${FOLDER}/worker.js` });
      files.push({ contents: parts.pthread, relativeDest: `${FOLDER}/pthread.js` });
    });
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(`${FOLDER}/wllama.wasm`);
    });
  },
});

function plugin(entry: string, library: string) {
  return {
    name: 'locus:wllama',
    enforce: 'pre' as const,
    load: (id: string) => (id === entry ? { code: library, moduleSideEffects: false } : undefined),
  };
}
