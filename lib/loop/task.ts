import type { Run } from '@/lib/contracts/index.ts';

export function taskText(run: Run): string {
  return run.signal.task.kind === 'ask' ? run.signal.task.text : run.signal.task.kind;
}

/** http and https addresses in the user's own words: the only ones that a model may open. */
export function urlsIn(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s"'<>]+/giu) ?? [];
  return [...new Set(found.map((url) => url.replace(/[.,;:!?)\]]+$/u, '')))].filter((url) => URL.canParse(url));
}
