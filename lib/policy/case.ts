import {
  type Action,
  frameKeyOf,
  type OwnTool,
  type PageElement,
  type PageSnapshot,
  type Run,
  type Standing,
} from '@/lib/contracts/index.ts';

/** An act, the page as it is now, and the run that decided it: what policy is asked about. */
export interface Case {
  action: Action;
  page: PageSnapshot;
  run: Run;
  /** The tool in the sandbox that the act uses, if there is one of that name. */
  tool?: OwnTool | undefined;
  /** What the user has granted to it for what it asks for: at any site, and for this call, this run, or always. */
  grants?: readonly Standing[] | undefined;
}

/** The user's own words. A signal from a page or the system has none. */
export function wordsOf({ signal }: Run): string {
  return signal.provenance.from === 'user' && signal.task.kind === 'ask' ? signal.task.text : '';
}

/** True where rules decided, which say nothing but what the user said. */
export function isByUser({ run }: Pick<Case, 'run'>): boolean {
  return run.iterations.at(-1)?.decision?.by === 'rule';
}

export function elementOf({ page }: Case, ref: string): PageElement | undefined {
  return page.elements.find((element) => element.ref === ref);
}

/** What is acted on: named by the act, or what has the focus where a key is pressed. */
export function targetOf(input: Case): PageElement | undefined {
  const { action, page } = input;
  if ('ref' in action && action.ref !== undefined) return elementOf(input, action.ref);
  return action.do === 'press' ? page.elements.find(({ states }) => states.includes('focused')) : undefined;
}

/** The form that the act sends by this element: a click by a button, Enter by a field, too. Or will be sent with what it gives. */
export function sendingOf({ submits, enters }: PageElement, action: Case['action']): PageElement['submits'] {
  return submits ?? ((action.do === 'press' && action.key === 'Enter') || action.do === 'give' ? enters : undefined);
}

/** Where the document is from that the element lies in. */
export function originAt({ page }: Case, ref: string | undefined): string {
  const key = frameKeyOf(ref ?? '');
  return page.frames.find((frame) => frame.key === key)?.origin ?? page.origin;
}

export function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}
