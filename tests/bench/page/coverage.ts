import * as v from 'valibot';

import type { BenchPage } from './corpora.ts';
import { lastOf, readAll } from './measure.ts';
import type { Chrome, Ears, Tab } from './tab.ts';

/** What a page lets a user do, and how much of it has a ref. */
export interface Covered {
  page: string;
  /** Visible native controls and visible elements with listeners of their own. */
  truth: number;
  covered: number;
  /** Refs that the snapshot gives. */
  refs: number;
  /** The first few that have none, in short. */
  missed: string[];
}

const NATIVE = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
const LISTENED = /^(?:click|dblclick|auxclick|contextmenu|mouse\w+|pointer\w+|touch\w+|hover)$/u;

const Remote = v.object({ result: v.object({ objectId: v.optional(v.string()), value: v.optional(v.unknown()) }) });
const Judged = v.object({ visible: v.boolean(), covered: v.boolean(), words: v.string() });

/**
 * The truth is the browser's own list of listeners, which no page and no extension can ask for. `ears`: the listener marks, as on a
 * site that Locus always may work on.
 */
export async function coverage(
  { chrome, origin, traced, ears }: { chrome: Chrome; origin: string; traced: string; ears?: Ears },
  page: BenchPage,
): Promise<Covered> {
  const tab = await chrome.tab(origin + page.path, ears === undefined ? {} : { ears });
  try {
    await page.begin?.(tab);
    await tab.enter(traced);
    await readAll(tab, 'afresh');
    const { frames } = await lastOf(tab);
    const refs = frames.flatMap(({ elements }) => elements.map(({ ref }) => ref));
    const [world = 0] = tab.worlds;
    await tab.evaluate(`benchTraced.take(${JSON.stringify(refs)})`, world);
    const judged: v.InferOutput<typeof Judged>[] = [];
    for (const backendNodeId of await candidates(tab)) judged.push(await judge(tab, backendNodeId, world));
    const truth = judged.filter(({ visible }) => visible);
    const missed = truth.filter((each) => !each.covered).map(({ words }) => words);
    return {
      page: page.name,
      truth: truth.length,
      covered: truth.length - missed.length,
      refs: refs.length,
      missed: missed.slice(0, 5),
    };
  } finally {
    await tab.close();
  }
}

/** Backend ids of native controls and of elements with listeners; the root and the body listen for everybody and are none. */
async function candidates({ session }: Tab): Promise<Set<number>> {
  const root =
    v.parse(Remote, await session.send('Runtime.evaluate', { expression: 'document' })).result.objectId ?? '';
  const { listeners } = await session.send('DOMDebugger.getEventListeners', {
    objectId: root,
    depth: -1,
    pierce: true,
  });
  const ids = new Set<number>();
  for (const { type, backendNodeId } of listeners) {
    if (backendNodeId !== undefined && LISTENED.test(type)) ids.add(backendNodeId);
  }
  await session.send('DOM.getDocument', { depth: 0 });
  const { root: documentNode } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: documentNode.nodeId, selector: NATIVE });
  for (const nodeId of nodeIds) {
    const { node } = await session.send('DOM.describeNode', { nodeId });
    ids.add(node.backendNodeId);
  }
  return ids;
}

async function judge({ session }: Tab, backendNodeId: number, world: number): Promise<v.InferOutput<typeof Judged>> {
  const { object } = await session.send('DOM.resolveNode', { backendNodeId, executionContextId: world });
  const answer = await session.send('Runtime.callFunctionOn', {
    objectId: object.objectId ?? '',
    returnByValue: true,
    functionDeclaration: `function () {
      const nobody = { visible: false, covered: false, words: '' };
      if (this.nodeType !== 1 || this === document.documentElement || this === document.body) return nobody;
      const { width, height } = this.getBoundingClientRect();
      const visible = this.checkVisibility({ visibilityProperty: true }) && width > 0 && height > 0;
      return { visible, covered: benchTraced.covers(this), words: this.cloneNode(false).outerHTML.slice(0, 100) };
    }`,
  });
  return v.parse(Judged, v.parse(Remote, answer).result.value);
}
