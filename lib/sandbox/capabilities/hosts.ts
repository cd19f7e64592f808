/**
 * Which addresses a tool may reach. A pattern is `api.example.com`, `*.example.com` (whatever is below, and not the name itself) or one of
 * them with a port: always by https, so that a certificate ties the name to who answers, whatever the name resolves to. Plain http goes
 * to an address of numbers or to localhost alone, and only where the pattern says that very one: `http://127.0.0.1:8080`.
 */

/** Names that anybody's subdomain resolves to this machine or to any address that the name says. */
const ANYWHERE =
  `localtest.me lvh.me vcap.me lacolhost.com fuf.me nip.io sslip.io xip.io traefik.me 1u.ms rbndr.us`.split(' ');
/** Below these everybody may have a name. Two short labels at the end (`co.uk`) count as such, too. */
const SHARED =
  `github.io gitlab.io pages.dev workers.dev web.app firebaseapp.com vercel.app netlify.app herokuapp.com cloudfront.net
  amazonaws.com azurewebsites.net blogspot.com appspot.com run.app fly.dev onrender.com ngrok.io ngrok-free.app trycloudflare.com`.split(
    /\s+/u,
  );
const NUMBERS = /^(?:\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])$/u;
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/u;
const TWO_SHORT = /^[a-z]{2,3}\.[a-z]{2}$/u;

const isBelow = (name: string, of: string) => name === of || name.endsWith(`.${of}`);
const isHere = (name: string) => name === 'localhost' || name.endsWith('.localhost');

interface Pattern {
  protocol: string;
  hostname: string;
  port: string;
  /** Whatever is below the name. */
  wild: boolean;
}

/** The pattern that a text is; undefined for any that is not in its one plain form. */
function patternOf(text: string): Pattern | undefined {
  const plain = text.startsWith('http://');
  const rest = plain ? text.slice('http://'.length) : text;
  const wild = rest.startsWith('*.');
  const host = wild ? rest.slice(2) : rest;
  const protocol = plain ? 'http:' : 'https:';
  if (!URL.canParse(`${protocol}//${host}/`)) return undefined;
  const { hostname, port, host: canonical } = new URL(`${protocol}//${host}/`);
  if (canonical !== host) return undefined;
  const isPlain = plain ? !wild && (NUMBERS.test(hostname) || hostname === 'localhost') : isName(hostname, wild);
  return isPlain ? { protocol, hostname, port, wild } : undefined;
}

function isName(name: string, wild: boolean): boolean {
  if (!NAME.test(name) || isHere(name) || ANYWHERE.some((each) => isBelow(name, each))) return false;
  return !wild || !(SHARED.includes(name) || TWO_SHORT.test(name));
}

export function isHostPattern(text: string): boolean {
  return patternOf(text) !== undefined;
}

/** What the parser of addresses would drop or turn into something else: nobody who means well writes it. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const ODD = /[\u0000-\u0020\u007f-\u00a0\\]/u;

/** The address to fetch, where one of the patterns allows it. What is compared is what the parser made of it, and that is what is fetched. */
export function allowedUrl(text: string, patterns: readonly string[]): URL | undefined {
  if (ODD.test(text) || !/^https?:\/\/[^/?#@]+(?:[/?#]|$)/iu.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  return patterns.some((each) => fits(url, patternOf(each))) ? url : undefined;
}

function fits({ protocol, hostname, port }: URL, pattern: Pattern | undefined): boolean {
  if (pattern === undefined || protocol !== pattern.protocol || port !== pattern.port) return false;
  if (!pattern.wild) return hostname === pattern.hostname;
  return isName(hostname, false) && hostname.endsWith(`.${pattern.hostname}`);
}
