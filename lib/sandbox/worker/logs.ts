/** Lines of a guest, cut into lines of its own, and dropped once they are more than it may write. */
export interface Logs {
  write(bytes: Uint8Array): void;
  line(text: string): void;
  /** The last line written, for where it says why the guest failed. */
  end(): string;
  /** The guest begins again: what it said so far is not said twice. */
  rewind(): void;
}

export function createLogs(limit: number, say: (line: string) => void): Logs {
  let decoder: TextDecoder | undefined;
  let said = 0;
  let skip = 0;
  let left = limit;
  let open = '';
  let last = '';
  const line = (text: string) => {
    const kept = text.slice(0, left);
    left -= kept.length;
    if (kept === '') return;
    last = kept;
    if (skip > 0) skip -= 1;
    else {
      said += 1;
      say(kept);
    }
  };
  return {
    line,
    write(bytes) {
      if (left <= 0) return;
      decoder ??= new TextDecoder();
      const lines = (open + decoder.decode(bytes.subarray(0, left + 1), { stream: true })).split('\n');
      open = lines.pop() ?? '';
      for (const each of lines) line(each);
      // A line that never ends is no way to hold more than that.
      if (open.length > left) open = open.slice(0, left);
    },
    end() {
      line(open);
      open = '';
      return last;
    },
    rewind() {
      decoder = undefined;
      skip = said;
      left = limit;
      open = '';
      last = '';
    },
  };
}
