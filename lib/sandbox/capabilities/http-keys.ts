import * as v from 'valibot';

const DOTS = '••••';

/** Headers by which a server knows who asks: a key or a token is nothing to keep. */
const HEADERS = /^(?:authorization|x-api-key|x-[a-z]+-token)$/iu;

/** The last word of what a key is called in an address or a body: `api_key`, `clientSecret`, `x-amz-signature`. */
const WORDS = new Set(
  'key token secret password passwd pwd auth signature sig apikey appkey appid accesskey'.split(' '),
);
/** `name=value` of an address or a form, and `"name": value` of JSON. */
const IN_FORM = /((?:^|[?&;#])([\w.-]{1,60})=)[^&;#]+/gu;
const IN_JSON = /("([\w.-]{1,60})"\s{0,9}:\s{0,9})(?:"(?:[^"\\]|\\.)*"?|[\w.+-]+)/gsu;

/**
 * Input of a request as it is kept, whatever a tool gave, which may be in no shape at all: keys that have the name of one are dots, in
 * headers, in the address, in a body that is a form or JSON. A key that stands in a path, or under another name, is not known as one.
 */
export function withoutKeys(given: unknown): unknown {
  const parsed = v.safeParse(v.looseObject({}), given);
  if (!parsed.success) return given;
  const kept: Record<string, unknown> = { ...parsed.output };
  const { headers, url, body } = kept;
  const named = v.safeParse(v.record(v.string(), v.unknown()), headers);
  if (named.success) kept.headers = Object.fromEntries(Object.entries(named.output).map(([name, value]) => [name, HEADERS.test(name) ? DOTS : value])); // prettier-ignore
  if (typeof url === 'string') kept.url = dotted(url, IN_FORM, DOTS);
  if (typeof body === 'string') kept.body = dotted(dotted(body, IN_FORM, DOTS), IN_JSON, `"${DOTS}"`);
  return kept;
}

function dotted(text: string, named: RegExp, dots: string): string {
  return text.replaceAll(named, (whole: string, before: string, name: string) => (isKey(name) ? before + dots : whole));
}

function isKey(name: string): boolean {
  const words = name
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u);
  return WORDS.has(words.at(-1) ?? '');
}
