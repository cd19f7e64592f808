/** Counts the words of the page in the tab, and draws the frequent ones. */

type Answer<T> = { ok: true; value: T } | { ok: false; error: { code: string; message: string } };

interface Host {
  call(name: 'page.read', input: { kind: 'article' }): Promise<Answer<{ title: string; text: string }>>;
  call(name: 'ui.show', input: object): Promise<Answer<object>>;
}

/** Words a minute, of somebody who reads for themselves. */
const SPEED = 230;
/** Shorter words say little of what a text is about. */
const LEAST_LETTERS = 4;

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default async function pageReport({ top = 10 }: { top?: number }, host: Host): Promise<object> {
  const page = await host.call('page.read', { kind: 'article' });
  if (!page.ok) throw new Error(page.error.message);
  const { title, text } = page.value;
  // Addresses of links and images are no words.
  const words = text.replace(/\]\([^)]*\)/gu, ']').match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) {
    const key = word.toLowerCase();
    if (key.length >= LEAST_LETTERS && /\p{L}/u.test(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const frequent = [...counts]
    .map(([word, count]) => ({ word: word.slice(0, 60), count }))
    .toSorted((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, top);
  if (frequent.length > 0) {
    const points = frequent.map(({ word, count }) => ({ label: word, value: count }));
    // A no of the user takes the chart away, and not the result.
    await host.call('ui.show', { kind: 'chart', title: title.slice(0, 200), points });
  }
  return { title, words: words.length, minutes: Math.ceil(words.length / SPEED), frequent };
}
