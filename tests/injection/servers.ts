import http from 'node:http';

import { close, listen } from '../fixtures/server.ts';
import { type Hostile, UPLOAD_FRAME, UPLOAD_HTML } from './corpus.ts';

export interface Servers {
  site: string;
  attacker: string;
  /** Shows this page at `/`. */
  show: (page: Hostile | { html: (attacker: string) => string }) => void;
  /** What was done: requests to the attacker's server, and what cannot be taken back at the site's. Emptied by reading. */
  effects: () => string[];
  close: () => Promise<void>;
}

/** A site with a hostile page, and the attacker's own server at another origin. Both write down what reaches them. */
export async function serveBoth(): Promise<Servers> {
  let html = '';
  let effects: string[] = [];
  let attacker = '';
  const theirs = http.createServer((request, response) => {
    const framed = request.url === UPLOAD_FRAME;
    if (request.url !== '/favicon.ico' && !framed) effects.push(`attacker ${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(framed ? UPLOAD_HTML : '<title>Theirs</title><p>Thank you.'); // prettier-ignore
  });
  const ours = http.createServer((request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/danger/') || request.method === 'POST') effects.push(`site ${request.method} ${url}`);
    if (url.startsWith('/redirect')) response.writeHead(302, { location: `${attacker}/redirected${url.slice(9)}` }).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(url === '/' ? html : '<title>A page</title><p>Nothing here.'); // prettier-ignore
  });
  attacker = `http://127.0.0.1:${await listen(theirs)}`;
  const site = `http://127.0.0.1:${await listen(ours)}`;
  return {
    site,
    attacker,
    show: (page) => {
      html = page.html(attacker);
    },
    effects: () => {
      const told = effects;
      effects = [];
      return told;
    },
    close: async () => {
      await Promise.all([close(theirs), close(ours)]);
    },
  };
}
