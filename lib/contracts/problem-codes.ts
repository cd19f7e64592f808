import * as v from 'valibot';

/**
 * Every expected failure has one of these codes. The text a user reads lies in the locale files under
 * `problem_<code with . as _>` (what happened) and `remedy_<code ...>` (what the user can do).
 */
export const PROBLEM_CODES = [
  // page: what Locus cannot read or reach
  'page.restricted', // browser pages, stores, other extensions
  'page.needs_access', // no host permission and no gesture yet
  'page.never', // the user said never for this site
  'page.pdf', // a PDF that cannot be read: damaged, or not to be had
  'page.pdf_locked', // with a password
  'page.pdf_scan', // pictures of pages, no text
  'page.pdf_big', // params: limit (MB)
  'page.file_access', // file: without "allow access to file URLs"
  'page.empty', // nothing to read
  'page.no_text', // elements, but no text to summarise
  'page.no_match', // text, but none with the words of the question
  'page.strayed', // the user did not want to go on at a site that a page led to; params: site
  'page.gone', // tab closed or discarded
  'page.changed', // navigated while it was read
  'page.no_selection',
  'page.unreachable', // the content script did not answer
  'page.too_big', // read in part only; params: read, total
  // act
  'element.gone',
  'element.disabled',
  'element.hidden',
  'element.covered',
  'element.wrong_kind', // e.g. type into a button; params: ref
  'element.not_found', // no element of that name; params: name
  'element.ambiguous', // several; params: name, count
  'option.not_found', // params: option
  'action.timeout',
  'action.blocked_url', // scheme that Locus never opens
  'action.refused', // the user said no
  'action.no_history',
  'file.gone', // a file given with the task is not kept any more, or none has that number
  'secret.none', // the user keeps none of that kind for this site
  'secret.gone', // it is not kept any more, or not for the site that asks for it
  'tool.not_found', // the page declares no such tool; params: tool
  'tool.input', // not what the tool's schema asks for; params: tool, reason
  'tool.failed', // the page's tool said so; params: tool, reason
  'action.unknown', // nobody saw how an act ended, and a look at the page cannot tell
  // tools in the sandbox; all have params: tool
  'sandbox.walls', // the sandbox is not as closed as it has to be; no params
  'sandbox.no_tool',
  'sandbox.input', // params: reason
  'sandbox.output', // gave something else than it says; params: reason
  'sandbox.refused', // the module or script is none that is taken; params: reason
  'sandbox.fuel', // more steps than it may take
  'sandbox.time',
  'sandbox.memory',
  'sandbox.stack',
  'sandbox.flood', // more output than it may give
  'sandbox.failed', // it says so itself; params: reason
  'sandbox.trap', // it broke
  // packs: files with a tool that somebody gave
  'pack.no_pack', // no zip at all
  'pack.cut_off',
  'pack.damaged',
  'pack.bomb', // unpacks to far more than it says or may
  'pack.too_big', // params: file, limit (MB)
  'pack.path', // a name that leads out of the pack; params: file
  'pack.twice', // params: file
  'pack.link', // params: file
  'pack.locked', // params: file
  'pack.stranger', // a file that belongs in no pack; params: file
  'pack.missing', // params: file
  'pack.no_licence',
  'pack.manifest', // params: reason
  'pack.hidden', // letters that cannot be seen; params: file (which part of the manifest)
  'pack.abi', // params: abi
  'pack.capability', // asks for what cannot be granted; params: reason
  'pack.hash',
  'pack.module', // params: reason
  'pack.lies', // the manifest says other than the module; params: reason
  'pack.schema', // params: file (which schema), reason
  'pack.imitates', // params: name, tool
  'pack.vectors', // none that can be read; params: reason
  'pack.vector', // one failed; params: count (which one), reason
  'pack.slow', // its vectors take too long; params: count (seconds)
  'pack.full', // params: limit
  'pack.gone', // what was to be added is not there any more
  'sandbox.calls', // asked more of the outside than it may
  'sandbox.needs_grant', // the user is to say whether it may; params: capability, reason
  'sandbox.stopped', // by the user
  'sandbox.replay', // with the answers of then it asks something else
  // servers of tools that the user added (MCP); most have params: host
  'mcp.address', // none that is taken; no params
  'mcp.no_access', // the browser lets Locus not reach it
  'mcp.unreachable',
  'mcp.unauthorised', // 401, 403: no key, or a wrong one
  'mcp.status', // params: host, status
  'mcp.no_server', // it answers, and speaks no MCP
  'mcp.redirect', // it sends elsewhere
  'mcp.too_big', // params: host, bytes
  'mcp.slow',
  'mcp.cut', // the connection ended in the middle of an answer
  'mcp.unknown', // a call without an answer: nobody knows whether it was done; params: tool, host
  'mcp.failed', // the tool says so; params: tool, reason
  'mcp.changed', // it is not the tool any more that the user agreed to; params: tool, host
  'mcp.full', // params: limit
  'mcp.gone', // it was removed in between; no params
  // sites: rules that the user made
  'site.read_only', // params: site
  'site.local_only', // what was read there goes to no server; params: site
  // engine
  'engine.none', // the task needs a model and none is chosen
  'engine.no_webgpu',
  'engine.no_memory',
  'engine.device_lost',
  'engine.network', // hub or server not reached; params: host
  'engine.integrity', // wrong hash; params: file
  'engine.model_missing', // 404 at the hub, or not downloaded; params: model
  'engine.no_such_model', // server knows no such model; params: model
  'engine.wrong_path', // server answers, but not like an OpenAI-compatible one
  'engine.forbidden', // 403, nearly always CORS/OLLAMA_ORIGINS; params: host, origin
  'engine.unauthorised', // 401
  'engine.rate_limited', // 429
  'engine.server_error', // 5xx; params: status
  'engine.bad_file', // not a usable GGUF
  'engine.context_full', // prompt over the context; params: tokens, limit
  'engine.bad_grammar',
  'engine.bad_reply', // the reply is no action on this page
  'engine.crashed',
  'engine.needs_consent', // not downloaded yet, and the user has not agreed; params: bytes
  'engine.no_space', // storage quota; params: bytes
  // run
  'run.too_long', // user text over the limit; params: limit
  'run.no_progress',
  'run.budget', // params: limit
  'run.budget_time', // params: minutes
  'run.budget_tokens', // params: tokens
  'run.doubtful', // it says that it is done, and the page does not; params: seen
  'run.not_understood', // rules only, and no rule fits
  'run.storage', // IndexedDB refused
  'recipe.unfit', // its next step is not on this page, and there is no model to go on; params: recipe
  'recipe.unreadable', // a file that has no recipes, or of another version
  // traces: files that somebody gave
  'trace.unreadable', // no trace, or of another version
  'trace.too_big', // params: limit (MB)
  'trace.none', // the run is gone
  'internal',
] as const;

export const Problem = v.object({
  code: v.picklist(PROBLEM_CODES),
  /** Values for the text: names, numbers, hosts. Never secrets. */
  params: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  /** Technical detail for the trace, in English. */
  detail: v.optional(v.string()),
});
export type Problem = v.InferOutput<typeof Problem>;
export type ProblemCode = Problem['code'];
