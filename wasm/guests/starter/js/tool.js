/** The input fits inputSchema; what is returned has to fit outputSchema. What is thrown is told to whoever called. */
export default function tool({ text }, host) {
  const signs = Array.from(text);
  host.log(`${signs.length} characters`);
  return { text: signs.toReversed().join(''), characters: signs.length };
}
