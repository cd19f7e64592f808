/** The module of an engine, which the frame has compiled already, or not. */
export function compiled(engine: Uint8Array<ArrayBuffer> | WebAssembly.Module): Promise<WebAssembly.Module> {
  return engine instanceof WebAssembly.Module ? Promise.resolve(engine) : WebAssembly.compile(engine);
}
