import assert from 'node:assert/strict';

import type { PageDeed, FrameSnapshot, Outcome, PageElement, StepUndo } from '../../lib/contracts/index.ts';

/** The page room of one document, in whichever browser. */
export interface Hand {
  look: () => Promise<FrameSnapshot>;
  perform: (deed: PageDeed) => Promise<Outcome>;
  undo: (undo: StepUndo) => Promise<Outcome>;
  /** What the page's own script knows, as it shows it: the proof that it noticed. */
  state: () => Promise<State>;
}
export type State = Readonly<Record<string, unknown>>;

const PATIENCE_MS = 3000;

/** The one element of that name, or with that text near it where it has none. */
export async function find(hand: Hand, name: string, role?: string): Promise<PageElement> {
  const { elements } = await hand.look();
  const all = elements.filter(
    (each) => (each.name || each.near) === name && (role === undefined || each.role === role),
  );
  const [first] = all;
  const known = () => elements.map((each) => `${each.ref} ${each.role} "${each.name}"`).join(', ');
  if (first === undefined || all.length > 1) assert.fail(`${all.length} of "${name}" among ${known()}`);
  return first;
}

/** An act that has to be done. */
export async function act(hand: Hand, deed: PageDeed): Promise<Outcome> {
  const outcome = await hand.perform(deed);
  assert.equal(outcome.status, 'ok', `${JSON.stringify(deed)}: ${JSON.stringify(outcome.problem)}`);
  return outcome;
}

/** Takes an act back that says how. */
export async function takeBack(hand: Hand, { undo }: Outcome): Promise<void> {
  if (undo === undefined) assert.fail('the act says no way back');
  const outcome = await hand.undo(undo);
  assert.equal(outcome.status, 'ok', JSON.stringify(outcome.problem));
}

export async function click(hand: Hand, name: string, role?: string): Promise<Outcome> {
  return act(hand, { do: 'click', ref: (await find(hand, name, role)).ref });
}

/** The page's own state comes to hold this: frameworks take a moment. */
export async function holds(hand: Hand, expected: State): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const state = await hand.state();
    const picked = Object.fromEntries(Object.keys(expected).map((key) => [key, state[key]]));
    try {
      assert.deepEqual(picked, expected);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A look that finds that; the last error where none does in time. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
