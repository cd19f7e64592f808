import type messages from '@/assets/public/_locales/en/messages.json';

export type MessageKey = keyof typeof messages;

/** The text of a key in the user's language. Substitutions go in for `$1` to `$9`. */
export type Translate = (key: MessageKey, ...substitutions: (string | number)[]) => string;

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/** What `browser.i18n.getMessage` does, for a page that is no extension page (tests, the gallery). */
export function translator(all: Record<string, Message>): Translate {
  return (key, ...substitutions) => {
    const found = all[key];
    if (found === undefined) return '';
    return found.message
      .replace(/\$(\w+)\$/g, (whole, name: string) => found.placeholders?.[name.toLowerCase()]?.content ?? whole)
      .replace(/\$(\d)/g, (_whole, digit: string) => String(substitutions[Number(digit) - 1] ?? ''));
  };
}
