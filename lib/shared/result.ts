/** Expected failure is a value. `E` is a `Problem` nearly everywhere; a broken promise (a bug) throws instead. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: E };

export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failure<E>(problem: E): { readonly ok: false; readonly problem: E } {
  return { ok: false, problem };
}

/** For the `default` branch of an exhaustive switch. Throws: to get here is a bug. */
export function impossible(value: never): never {
  throw new Error(`impossible value: ${JSON.stringify(value)}`);
}
