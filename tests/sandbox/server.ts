import { createServer, type Server } from 'node:http';

interface Counting {
  url: string;
  hits: string[];
  close: () => Promise<void>;
}

/** A server that no guest may reach: it counts who does. */
export async function counting(): Promise<Counting> {
  const hits: string[] = [];
  const server: Server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('postMessage(1)');
  });
  server.on('connect', () => hits.push('connect'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    hits,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
