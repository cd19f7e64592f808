import type { Gave, OwnTool, Problem } from '@/lib/contracts/index.ts';
import type { Kit } from '@/lib/loop/index.ts';
import type { HostLink, ToolInfo } from '@/lib/protocol/index.ts';
import { abortable, log, type Result, success } from '@/lib/shared/index.ts';

/** Characters of an output that a run keeps. */
const MOST = 20_000;

/** The sandbox as a run has it: asked through the host, wherever that is. */
export function kitOf(host: Pick<HostLink, 'ask'>): Kit {
  return {
    async list(signal) {
      const listed = await abortable(host.ask({ type: 'tools.list' }), signal);
      // Those that may ask for something outside are tried in the settings, where somebody can be asked.
      if (listed.ok) return listed.value.filter(({ capabilities }) => capabilities.length === 0).map(known);
      // A run goes on without tools.
      log.warn('kit', listed.problem.code, listed.problem.detail);
      return [];
    },
    call: async (name, input, signal) => gaveOf(await abortable(host.ask({ type: 'tools.call', name, input }), signal)),
    run: async (code, input, signal) => gaveOf(await abortable(host.ask({ type: 'tools.run', code, input }), signal)),
  };
}

function gaveOf(said: Result<{ output: unknown; fuel: number; ms: number }, Problem>): Result<Gave, Problem> {
  if (!said.ok) return said;
  const { output, fuel, ms } = said.value;
  const text = JSON.stringify(output);
  return success({ text: text.slice(0, MOST).toWellFormed(), ...(text.length > MOST && { cut: true }), fuel, ms });
}

function known({
  language: _language,
  sha256: _hash,
  added: _added,
  server: _server,
  capabilities: _none,
  ...tool
}: ToolInfo): OwnTool {
  return tool;
}
