/** Host of a URL or origin as a person reads it; the text itself where it is none. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, protocol } = new URL(url);
  return host === '' ? protocol : host;
}
