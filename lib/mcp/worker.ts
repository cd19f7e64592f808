/** Speaks with servers of tools, away from everything else. Packaged as /mcp/worker.js (modules/mcp.ts); whoever started it ends it. */
import { createServers } from './servers.ts';
import { type Work, workIn } from './wire.ts';

const servers = createServers();

function answerTo(work: Work): Promise<unknown> | undefined {
  switch (work.do) {
    case 'list':
      return servers.list(work.server);
    case 'call':
      return servers.call(work);
    case 'leave':
      return servers.leave(work.id);
    case 'cancel':
      servers.cancel(work.callId);
      return undefined;
  }
}

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const { number, work } = workIn(data);
  // Never rejects: how it went is a part of it.
  void answerTo(work)?.then((answer) => {
    postMessage({ number, answer });
    return answer;
  });
});
