import type { Folder } from '../gguf/folder.ts';

/** The origin private file system, in memory: what is written to a file is there once its stream is closed, as in browsers. */
export class FakeFolder implements Folder {
  readonly folders = new Map<string, FakeFolder>();
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Reads that fail because the file is being replaced, as in Firefox. */
  busy = 0;
  /** Bytes that may still be written, in all folders made from one root. */
  readonly quota: { left: number };

  constructor(quota = { left: Number.POSITIVE_INFINITY }) {
    this.quota = quota;
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    const found = this.folders.get(name) ?? (create ? new FakeFolder(this.quota) : undefined);
    if (found === undefined) throw new DOMException(name, 'NotFoundError');
    this.folders.set(name, found);
    return found;
  }

  async getFileHandle(name: string, { create = false } = {}) {
    if (!this.files.has(name)) {
      if (!create) throw new DOMException(name, 'NotFoundError');
      this.files.set(name, new Uint8Array());
    }
    return {
      getFile: async () => {
        if (this.busy-- > 0) throw new DOMException('The operation was aborted', 'AbortError');
        return new File([this.files.get(name) ?? ''], name);
      },
      createWritable: async () => this.#writable(name),
    };
  }

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    const folder = this.folders.get(name);
    if (folder !== undefined && !recursive) throw new DOMException(name, 'InvalidModificationError');
    if (!this.folders.delete(name) && !this.files.delete(name)) throw new DOMException(name, 'NotFoundError');
  }

  async *keys(): AsyncGenerator<string> {
    yield* [...this.folders.keys(), ...this.files.keys()];
  }

  #writable(name: string) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    return {
      write: async (data: Uint8Array<ArrayBuffer> | string) => {
        const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();
        this.quota.left -= bytes.byteLength;
        if (this.quota.left < 0) throw new DOMException('full', 'QuotaExceededError');
        chunks.push(bytes);
      },
      close: async () => {
        this.files.set(name, new Uint8Array(await new Blob(chunks).arrayBuffer()));
      },
    };
  }
}
