import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, `METHOD path`. */
  readonly requests: string[];
}

/** A server on this machine for one test. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** How the hub of a test answers for its one file. */
export interface HubFile {
  path: string;
  bytes: Uint8Array;
  /** In the header that tells the hash; absent: no such header. */
  etag?: string;
  /** Cuts the connection after so many bytes of an answer, this many times. */
  cut?: { after: number; times: number };
  ranges?: boolean;
}

/** Answers like a hub: HEAD, ranges, a redirect from `/moved/...`, 404 for all else. */
export function serveFile(file: HubFile): Promise<TestServer> {
  let cuts = file.cut?.times ?? 0;
  return serve((request, response) => {
    if (request.url?.startsWith('/moved/') === true) {
      response.writeHead(302, { location: request.url.slice('/moved'.length) }).end();
      return;
    }
    if (request.url !== file.path) {
      response.writeHead(404).end();
      return;
    }
    const from = file.ranges === false ? 0 : Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = file.bytes.slice(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': rest.length,
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.bytes.length - 1}/${file.bytes.length}` }),
      ...(file.etag !== undefined && { 'x-linked-etag': `"${file.etag}"` }),
    });
    if (request.method === 'HEAD') response.end();
    else if (cuts > 0) {
      cuts -= 1;
      response.write(rest.slice(0, file.cut?.after), () => setTimeout(() => response.destroy(), 20));
    } else response.end(rest);
  });
}
