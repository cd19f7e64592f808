import { readFile, readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
};

export interface BenchSite {
  origin: string;
  close: () => void;
}

/**
 * One server for all pages: `files` by path, then folders by the first part of the path. Pages of folders named in `still` lose
 * their scripts: they come from the live web, and must neither act nor ask for anything.
 */
export async function serve({
  files,
  folders = new Map(),
  still = new Set(),
}: {
  files: ReadonlyMap<string, string | Uint8Array>;
  folders?: ReadonlyMap<string, string>;
  still?: ReadonlySet<string>;
}): Promise<BenchSite> {
  const server = createServer((request, response) => {
    void answer(decodeURIComponent(new URL(request.url ?? '/', 'http://bench.test').pathname)).then((body) => {
      if (body === undefined) return response.writeHead(404).end();
      const type = TYPES[path.extname(body.name).toLowerCase()] ?? 'application/octet-stream';
      return response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body.content);
    });
  });
  async function answer(asked: string): Promise<{ name: string; content: string | Uint8Array } | undefined> {
    const ready = files.get(asked);
    if (ready !== undefined) return { name: asked, content: ready };
    const [, first = '', ...rest] = asked.split('/');
    const folder = folders.get(first);
    if (folder === undefined) return undefined;
    const file = path.join(folder, ...rest);
    if (!file.startsWith(folder)) return undefined;
    const content = await readFile(file).catch(() => undefined);
    if (content === undefined) return undefined;
    return { name: file, content: still.has(first) && file.endsWith('.html') ? stilled(content.toString()) : content };
  }
  const origin = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
    });
  });
  return { origin, close: () => server.close() };
}

/** Without scripts, refreshes and policies of its own. */
function stilled(html: string): string {
  return html
    .replaceAll(/<script\b[^>]*>[\s\S]*?<\/script\s*>/gi, '')
    .replaceAll(/<script\b[^>]*\/?>/gi, '')
    .replaceAll(/<meta[^>]+http-equiv\s*=\s*["']?(?:refresh|content-security-policy)[^>]*>/gi, '');
}

/** Names of the folders in a folder that hold that file, sorted; undefined where there is no such folder. */
export async function pagesIn(folder: string, file: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const held = await Promise.all(
    names.map((name) => stat(path.join(folder, name, file)).then(({ size }) => size > 0, () => false)), // prettier-ignore
  );
  return names.filter((_, index) => held[index]).toSorted();
}
