import * as v from 'valibot';

import { type Deed, FrameSnapshot, Outcome, type PageElement } from '../../../lib/contracts/index.ts';
import type { BenchPage } from './corpora.ts';
import type { Chrome } from './tab.ts';
import { tokens } from './tokens.ts';
import { changeText, joined, view } from './view.ts';

/** What an act on a page is told as, beside the whole view of the page after it. */
export interface Told {
  page: string;
  act: string;
  status: string;
  changeTokens: number;
  viewTokens: number;
}

const MOST_ACTS = 4;
const Answer = v.object({ ok: v.boolean(), value: v.optional(v.unknown()) });

/** The same acts on every page: a text, a tick, a choice and a press, as far as the page has them. */
function actsOn(elements: readonly PageElement[]): Deed[] {
  const ready = elements.filter(
    ({ states, secret }) =>
      !states.some((state) => ['disabled', 'readonly', 'covered', 'hidden'].includes(state)) && secret !== true,
  );
  const found: Deed[] = [];
  const first = (kind: PageElement['kind']) => ready.find((element) => element.kind === kind);
  const text = ready.find(
    ({ kind, inputType }) => kind === 'text' && /^(?:text|search|textarea|email)$/u.test(inputType ?? 'text'),
  );
  if (text !== undefined) found.push({ do: 'type', ref: text.ref, text: 'Ada' });
  const check = first('check');
  if (check !== undefined) found.push({ do: 'check', ref: check.ref, on: check.checked !== true });
  const option = first('select')?.options?.at(-1);
  const select = first('select');
  if (select !== undefined && option !== undefined) found.push({ do: 'select', ref: select.ref, option });
  const press = ready.filter(({ kind, submits }) => kind === 'press' && submits === undefined);
  for (const { ref } of press.slice(0, 2)) found.push({ do: 'click', ref });
  return found.slice(0, MOST_ACTS);
}

export async function acts(
  { chrome, origin, ours }: { chrome: Chrome; origin: string; ours: string },
  page: BenchPage,
): Promise<Told[]> {
  const tab = await chrome.tab(origin + page.path);
  try {
    await page.begin?.(tab);
    await tab.enter(ours);
    const [world = 0] = tab.worlds;
    const ask = async (request: object): Promise<unknown> => {
      await tab.evaluate(`benchOurs.ask(${JSON.stringify(request)})`, world);
      const answer = v.parse(Answer, JSON.parse(v.parse(v.string(), await tab.evaluate('benchOurs.last', world))));
      if (!answer.ok) throw new Error('the room refused');
      return answer.value;
    };
    const look = async () =>
      v.parse(FrameSnapshot, await ask({ type: 'page.snapshot', prefix: '', ask: { words: [] } }));
    const told: Told[] = [];
    for (const [index, deed] of actsOn((await look()).elements).entries()) {
      const { status, change } = v.parse(Outcome, await ask({ type: 'page.perform', actId: `act ${index}`, deed }));
      const seen = view(joined([await look()]));
      told.push({
        page: page.name,
        act: deed.do,
        status,
        changeTokens: change === undefined ? 0 : tokens(changeText(change, seen)),
        viewTokens: seen.tokens,
      });
    }
    return told;
  } finally {
    await tab.close();
  }
}
