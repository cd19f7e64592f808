import { ensureOffscreen } from '@/lib/background/index.ts';
import { createHost } from '@/lib/engines/index.ts';
import { hostAnswers, hostByCall, hostByMessages, type HostLink, worldByCall } from '@/lib/protocol/index.ts';
import { packagedTools } from '@/lib/sandbox/index.ts';

import { packaged, packagedMcpDesk, packagedPdfDesk } from '../offscreen/packaged.ts';

/** Chrome's engines live in an offscreen document. Firefox has none: its event page hosts the engines' workers itself. */
export function hostOf(hub: () => Promise<string>, world: Parameters<typeof worldByCall>[0]): HostLink {
  if (!import.meta.env.FIREFOX) {
    return hostByMessages(async () => {
      await ensureOffscreen();
      return { hub: await hub() };
    });
  }
  const engines = createHost({
    send: (event) => link.send(event),
    assets: { url: packaged },
  });
  const tools = packagedTools({
    document,
    url: packaged,
    ask: worldByCall(world),
    told: (callId, lines) => {
      link.send({ type: 'logs', callId, lines: [...lines] });
    },
  });
  const link = hostByCall(hostAnswers({ engines, pdf: packagedPdfDesk(), tools, servers: packagedMcpDesk() }), hub);
  return link;
}
