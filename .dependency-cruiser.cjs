// Direction: entrypoints -> rooms -> protocol -> shared. Run by `npm run check:directions`.
const room = (name) => `^lib/${name}/`;

/** room -> the rooms it may use at run time; everything else only by `import type`. */
const MAY = {
  shared: [],
  contracts: ['shared'],
  protocol: ['shared', 'contracts'],
  engines: ['shared', 'contracts', 'protocol'],
  memory: ['shared', 'contracts', 'protocol'],
  page: ['shared', 'contracts', 'protocol'],
  pdf: ['shared', 'contracts', 'protocol'],
  sandbox: ['shared', 'contracts', 'protocol'],
  mcp: ['shared', 'contracts', 'protocol'],
  rules: ['shared', 'contracts'],
  policy: ['shared', 'contracts'],
  recipes: ['shared', 'contracts'],
  loop: ['shared', 'contracts'],
  tabs: ['shared', 'contracts', 'protocol'],
  background: ['shared', 'contracts', 'protocol'],
  ui: ['shared', 'contracts', 'protocol'],
};

const TESTS = '\\.test\\.tsx?$';
/** package -> the one room that may import it (its own tests included) */
const ONLY = {
  dexie: '^lib/memory/',
  preact: '^(lib/ui|entrypoints)/',
  '@mlc-ai/web-llm': '^lib/engines/',
  '@wllama/wllama': '^lib/engines/',
  'pdfjs-dist': '^lib/pdf/',
  'quickjs-emscripten-core': '^lib/sandbox/',
  '@cfworker/json-schema': '^lib/(sandbox|mcp)/',
  '@modelcontextprotocol/sdk': '^lib/mcp/',
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'A path that does not resolve is a module the other rules cannot see.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(#imports|virtual:)' },
    },
    {
      name: 'nobody-imports-entrypoints',
      severity: 'error',
      from: { pathNot: '^(entrypoints|tests)/' },
      to: { path: '^entrypoints/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: [TESTS, '^tests/', '^scripts/'] },
      to: { path: [TESTS, '^tests/'] },
    },
    {
      name: 'rooms-only-by-front-door',
      severity: 'error',
      // What a page would have to be told, and the bytes of policy, are looked at from inside by the tests that run in pages.
      from: {
        path: '^(?:lib/([^/]+)|entrypoints|tests)/',
        pathNot: '^tests/(?:page|policy|sandbox|guests|bench/(?:page|sandbox)|evals)/',
      },
      to: { path: '^lib/', pathNot: ['^lib/$1/', '^lib/[^/]+/index\\.ts$', '^lib/protocol/page/index\\.ts$'] },
    },
    ...Object.entries(MAY).map(([name, may]) => ({
      name: `${name}-may-use-${may.join('-') || 'nothing'}`,
      severity: 'error',
      from: { path: room(name), pathNot: TESTS },
      to: { path: '^lib/', pathNot: [room(name), ...may.map(room)], dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'rooms-know-no-loop-even-by-type',
      severity: 'error',
      from: { path: '^lib/(ui|page|engines|memory)/' },
      to: { path: '^lib/loop/' },
    },
    ...Object.entries(ONLY).map(([pkg, where]) => ({
      name: `${pkg}-has-one-room`,
      severity: 'error',
      from: { path: '^(lib|entrypoints)/', pathNot: where },
      to: { path: `^node_modules/${pkg}/`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'no-dev-packages-in-the-product',
      severity: 'error',
      from: { path: '^(lib|entrypoints)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/wxt/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
