import {
  type Asked,
  type CapabilityCall,
  covers,
  type Gave,
  type Grant,
  type OwnTool,
  type Problem,
  type Reached,
} from '@/lib/contracts/index.ts';
import type { Kit } from '@/lib/loop/index.ts';
import type { HostLink, ToolInfo, ToolResult } from '@/lib/protocol/index.ts';
import { abortable, log, type Result, shortened, success } from '@/lib/shared/index.ts';

/** Characters of an output that a run keeps. */
const MOST = 20_000;

/** Characters of all that tools asked of the outside in one call, answers included, that a run keeps. */
const MOST_REACHED = 400_000;

/** The sandbox as a run has it: asked through the host, wherever that is. `grants`: of a module. */
export function kitOf(host: Pick<HostLink, 'ask'>, grants: (sha256: string) => Promise<Grant[]>): Kit {
  return {
    async list(signal) {
      const listed = await abortable(host.ask({ type: 'tools.list' }), signal);
      if (listed.ok) return listed.value.map(known);
      // A run goes on without tools.
      log.warn('kit', listed.problem.code, listed.problem.detail);
      return [];
    },
    async grants({ sha256, capabilities = [] }, of, signal) {
      if (sha256 === undefined) return [];
      const found = await abortable(grants(sha256), signal);
      return found.filter((grant) => stands(grant, sha256, capabilities, of)).map(({ capability, scope, of: what }) => ({ capability, scope, of: what })); // prettier-ignore
    },
    async call(name, input, calling, signal) {
      const context = {
        ...calling,
        reads: [...calling.reads],
        carries: [...calling.carries],
        asks: false,
        refused: [],
      };
      // A server of tools is told that nobody waits any more; of others nobody has heard.
      const leave = () => void host.ask({ type: 'mcp.cancel', callId: calling.callId });
      signal.addEventListener('abort', leave, { once: true });
      try {
        return gaveOf(await abortable(host.ask({ type: 'tools.call', name, input, context }), signal));
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    run: async (code, input, signal) =>
      gaveOf(await abortable(host.ask({ type: 'tools.run', ...code, input }), signal)),
  };
}

/** At some site, where it is for one: which one that is policy looks at. */
function stands(grant: Grant, sha256: string, asked: readonly Asked[], of: { callId: string; runId: string }): boolean {
  return asked.some((each) => covers(grant, sha256, each, { ...of, site: grant.of }));
}

function gaveOf(said: Result<ToolResult, Problem>): Result<Gave, Problem> {
  if (!said.ok) return said;
  const { output, fuel, ms, calls } = said.value;
  const { text, cut } = shortened(output, MOST);
  return success({
    text,
    ...(cut && { cut }),
    fuel,
    ms,
    ...(calls.length > 0 && { calls: keptOf(calls) }),
  });
}

/** As many whole ones as there is room for: with all of them the call can be replayed. */
function keptOf(calls: readonly CapabilityCall[]): Reached[] {
  let room = MOST_REACHED;
  return calls.map((call) => {
    const size = JSON.stringify(call).length;
    const { answer: _long, ...rest } = call;
    if (size > room) return { ...rest, input: null };
    room -= size;
    return call;
  });
}

function known({
  language: _language,
  sha256,
  added: _added,
  server: _server,
  capabilities,
  ...tool
}: ToolInfo): OwnTool {
  return capabilities.length === 0 ? tool : { ...tool, sha256, capabilities };
}
