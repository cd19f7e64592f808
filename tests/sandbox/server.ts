import { createServer } from 'node:http';

import { close, listen } from '../fixtures/server.ts';

interface Counting {
  url: string;
  hits: string[];
  close: () => Promise<void>;
}

/** A server that no guest may reach: it counts who does. */
export async function counting(): Promise<Counting> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('postMessage(1)');
  });
  server.on('connect', () => hits.push('connect'));
  return { url: `http://127.0.0.1:${await listen(server)}`, hits, close: () => close(server) };
}
