import type { Ask, FrameSnapshot, PageSnapshot, PageTool, Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

/** A look that waits longer than this for somebody to want it is none at the page as it is now. Milliseconds. */
const FRESH_MS = 250;
/** A page that stands still is looked at again by whoever wants to. Milliseconds. */
const PATIENCE_MS = 3000;

type Looked = Result<PageSnapshot, Problem> | undefined;

/** What a look is made of. `page`: undefined where that would take more than one message. `looked`: the page has answered already. */
interface Looking {
  page: (
    tabId: number,
    reading: { ask: Ask; looked: FrameSnapshot | undefined },
    signal: AbortSignal,
  ) => Promise<Looked>;
  tools: (tabId: number) => Promise<PageTool[]>;
}

/** What the page said as an act was over. `looked`: of itself, to the last plain question. `declares`: it may have tools. */
export interface Told {
  looked?: FrameSnapshot | undefined;
  declares?: boolean | undefined;
}

interface Begun {
  /** As JSON: what the page was asked. */
  ask: string;
  until: number;
  page?: Promise<Looked>;
  tools?: Promise<PageTool[]>;
}

/**
 * Looks that begin as soon as an act is over, while what came of it is still being written down: what is asked of the page next is most
 * often what was asked before the act. A look changes nothing there, and each counts for one question.
 */
export class Ahead {
  readonly #looking: Looking;
  readonly #asked = new Map<number, { ask: Ask; tools: boolean }>();
  readonly #begun = new Map<number, Begun>();

  constructor(looking: Looking) {
    this.#looking = looking;
  }

  /** An act in that tab is over, and the same document is there. */
  begin(tabId: number, { looked, declares = true }: Told = {}): void {
    const asked = this.#asked.get(tabId);
    if (asked === undefined) return;
    const { page, tools } = this.#looking;
    this.#begun.set(tabId, {
      ask: JSON.stringify(asked.ask),
      until: Date.now() + FRESH_MS,
      // Whoever looks then hears of what failed.
      page: page(
        tabId,
        { ask: asked.ask, looked: asked.ask.focus === undefined ? looked : undefined },
        AbortSignal.timeout(PATIENCE_MS),
      ).catch(() => undefined),
      ...(asked.tools && { tools: declares ? tools(tabId) : Promise.resolve([]) }),
    });
    this.#asked.delete(tabId);
  }

  /** What was begun for this very question a moment ago; undefined where nothing was. */
  page(tabId: number, ask: Ask): Promise<Looked> | undefined {
    this.#asked.set(tabId, { ask, tools: false });
    const begun = this.#fresh(tabId);
    const page = begun?.ask === JSON.stringify(ask) ? begun.page : undefined;
    delete begun?.page;
    return page;
  }

  /** The same for its tools, which are asked for together with the page. */
  tools(tabId: number): Promise<PageTool[]> | undefined {
    const asked = this.#asked.get(tabId);
    if (asked !== undefined) asked.tools = true;
    const begun = this.#fresh(tabId);
    const tools = begun?.tools;
    delete begun?.tools;
    return tools;
  }

  #fresh(tabId: number): Begun | undefined {
    const begun = this.#begun.get(tabId);
    if (begun === undefined || begun.until >= Date.now()) return begun;
    this.#begun.delete(tabId);
    return undefined;
  }
}
