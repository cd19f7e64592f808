/** What would be markup in an answer is shown as it is. */
export function escaped(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/[\\`*_[\]<>|#~]/gu, String.raw`\$&`);
}

/** A block of text as it is, which nothing in it can end. */
export function fenced(text: string): string {
  return `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\``;
}
