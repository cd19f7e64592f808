/** Ends of file names that also look like the end of a host: "open report.pdf" means a link. */
const FILES =
  /\.(?:html?|pdf|txt|md|csv|json|xml|zip|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|js|ts|css|mp3|mp4|exe|py|rs|sh)$/iu;
const HOST =
  /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*\p{L})(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
/** A host on this machine or in this network rarely has a certificate. */
const LOCAL = /^(?:localhost|127\.|10\.|192\.168\.|\[)/iu;

/**
 * The address that the words name, with https where they say no scheme; `blocked` for a scheme other than http and https, or for an
 * address that hides its host behind a user name. Undefined where they are no address.
 */
export function addressIn(words: string): { url: string } | 'blocked' | undefined {
  const text = words.trim().replace(/[.,;!]+$/u, '');
  if (text === '' || /\s/u.test(text) || text.length > 2048) return undefined;
  const [, scheme] = /^([a-z][a-z0-9+.-]*):(?!\d+(?:[/?#]|$))/iu.exec(text) ?? [];
  if (scheme !== undefined) {
    const url = URL.parse(text);
    if (url === null || !/^https?$/iu.test(scheme) || url.username !== '' || url.password !== '') return 'blocked';
    return url.href.length <= 2048 ? { url: url.href } : undefined;
  }
  if (!HOST.test(text) || (FILES.test(text) && !text.includes('/'))) return undefined;
  const url = URL.parse(`${LOCAL.test(text) ? 'http' : 'https'}://${text}`);
  return url === null || url.username !== '' ? undefined : { url: url.href };
}
