/** Names of the rules of wasm/policy, in its order: the panel words them by `reason_<rule>`. */
export const RULES = [
  'answer', 'wait', 'scroll', 'hover', 'mark', 'copy', 'look', 'find', 'more', 'switch', 'forward', 'reload', 'close', 'back', 'goto',
  'drag', 'set', 'paste', 'type', 'select', 'check', 'click', 'upload', 'key', 'submit_get', 'download', 'page_tool', 'close_first',
  'leaves_site', 'opens_app', 'submits', 'final_word', 'unnamed', 'unknown_key', 'unknown_element', 'scheme', 'secret', 'carries',
  'strayed', 'site_ask', 'site_read', 'site_never', 'malformed', 'give', 'give_asked', 'give_unfit', 'own_tool', 'own_tool_reaches', 'own_code',
  'code_unseen', 'own_tool_asks', 'own_tool_granted',
] as const; // prettier-ignore
