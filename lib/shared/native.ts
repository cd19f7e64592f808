/** What `wxt/browser` is in a build (wxt.config.ts): the browser's own API, promises and all, under the name that costs least. */
export const browser: unknown = Reflect.get(globalThis, import.meta.env.FIREFOX ? 'browser' : 'chrome');
