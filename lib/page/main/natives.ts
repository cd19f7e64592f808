/* oxlint-disable typescript/unbound-method -- taken off the prototypes on purpose; each is called with a receiver */
/**
 * What the scripts in the page's own world work with, taken before any script of the page could put something else there. They call
 * these and nothing else of the page's, so that a page that patches its prototypes neither breaks nor sees them.
 */
export const { apply, defineProperty, getOwnPropertyDescriptor: descriptorOf } = Reflect;
export const { keys: keysOf, getOwnPropertySymbols: symbolsOf } = Object;

function getter(owner: object, key: string): () => unknown {
  return descriptorOf(owner, key)?.get ?? (() => undefined);
}

const { addEventListener, dispatchEvent } = EventTarget.prototype;
const isConnected = getter(Node.prototype, 'isConnected');
const relatedTarget = getter(FocusEvent.prototype, 'relatedTarget');
const firstElementChild = getter(Element.prototype, 'firstElementChild');
const body = getter(Document.prototype, 'body');
const documentElement = getter(Document.prototype, 'documentElement');
const host = getter(ShadowRoot.prototype, 'host');
const { getRootNode } = Node.prototype;
const { preventDefault } = Event.prototype;
const inDocument = Document.prototype.querySelectorAll;
const inElement = Element.prototype.querySelectorAll;
const byTag = Document.prototype.getElementsByTagName;

export const hear = (target: EventTarget, type: string, listener: (event: Event) => void): void => {
  apply(addEventListener, target, [type, listener, true]);
};
export const say = (target: EventTarget, event: Event): void => {
  apply(dispatchEvent, target, [event]);
};
export const accept = (event: Event): void => {
  apply(preventDefault, event, []);
};
export const connected = (node: Node): boolean => apply(isConnected, node, []) === true;
export const relatedOf = (event: Event): unknown => apply(relatedTarget, event, []);
export const hasElements = (el: Element): boolean => apply(firstElementChild, el, []) !== null;
export const isWhole = (el: Element): boolean =>
  el === apply(body, document, []) || el === apply(documentElement, document, []);
export const hostOf = (root: ShadowRoot): unknown => apply(host, root, []);
export const rootOf = (node: Node): unknown => apply(getRootNode, node, []);
export const everyElement = (): HTMLCollectionOf<Element> => apply(byTag, document, ['*']);

/** What matches a selector of the page's own; undefined where it is none that browsers know. */
export function select(root: Element | Document, selector: string): NodeListOf<Element> | undefined {
  try {
    return apply(root instanceof Element ? inElement : inDocument, root, [selector]);
  } catch {
    return undefined;
  }
}

type AnyFunction = (...args: never[]) => unknown;

export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

/** A map or set of its own methods, which the page cannot change on the prototype. */
export function own<T extends object>(collection: T): T {
  const prototype = Reflect.getPrototypeOf(collection) ?? {};
  for (const key of Reflect.ownKeys(prototype)) {
    const found = descriptorOf(prototype, key);
    if (found !== undefined) defineProperty(collection, key, found);
  }
  return collection;
}

const natives = own(new WeakMap<object, AnyFunction>());

/** Address of this script in traces of calls; undefined where it has none. */
const OWN = /(?:chrome|moz)-extension:[^\s)]+?\.js/u.exec(new Error('own').stack ?? '')?.[0];

/**
 * Stands for a function of the browser's: has its name, length, prototype and (see `hideStandIns`) its source. `after` is told of each
 * call that did not fail.
 */
export function standIn<F extends AnyFunction>(native: F, after: (self: unknown, args: readonly unknown[]) => void): F {
  return stand(native, (self, args) => {
    const result: unknown = apply(native, self, args);
    after(self, args);
    return result;
  });
}

function stand<F extends AnyFunction>(native: F, call: (self: unknown, args: readonly unknown[]) => unknown): F {
  const handler: ProxyHandler<F> = {
    apply: (_, self, args) => {
      try {
        return call(self, args);
      } catch (error) {
        throw withoutOwn(error);
      }
    },
  };
  // The page may put traps on Object.prototype.
  Reflect.setPrototypeOf(handler, null);
  const proxy = new Proxy(native, handler);
  natives.set(proxy, native);
  return proxy;
}

/** Takes this script's lines out of an error's trace: they would tell the page which extension is here. */
function withoutOwn(error: unknown): unknown {
  if (OWN === undefined || !(error instanceof Error) || error.stack === undefined) return error;
  const lines = error.stack.split('\n');
  error.stack = lines.filter((line) => !line.includes(OWN)).join('\n');
  return error;
}

/** Asked for their source, stand-ins give that of what they stand for. */
export function hideStandIns(): void {
  const owner = Function.prototype;
  const native = owner.toString;
  const value = stand(native, (self, args) => {
    return apply(native, (isFunction(self) ? natives.get(self) : undefined) ?? self, args);
  });
  defineProperty(owner, 'toString', { ...descriptorOf(owner, 'toString'), value });
}
