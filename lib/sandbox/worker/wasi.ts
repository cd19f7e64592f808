import { BYTES_A_UNIT, type Gauge, HOST_UNITS } from '../harden/gauge.ts';
import type { Clock } from './lockdown.ts';
import type { Logs } from './logs.ts';

export const WASI_MODULE = 'wasi_snapshot_preview1';

/** Every function of preview 1 with its signature (see `Allowed`); a module may import them all, and most of them say ENOSYS. */
export const WASI_FUNCTIONS: Readonly<Record<string, string>> = {
  args_get: 'ii:i',
  args_sizes_get: 'ii:i',
  environ_get: 'ii:i',
  environ_sizes_get: 'ii:i',
  clock_res_get: 'ii:i',
  clock_time_get: 'iIi:i',
  fd_advise: 'iIIi:i',
  fd_allocate: 'iII:i',
  fd_close: 'i:i',
  fd_datasync: 'i:i',
  fd_fdstat_get: 'ii:i',
  fd_fdstat_set_flags: 'ii:i',
  fd_fdstat_set_rights: 'iII:i',
  fd_filestat_get: 'ii:i',
  fd_filestat_set_size: 'iI:i',
  fd_filestat_set_times: 'iIIi:i',
  fd_pread: 'iiiIi:i',
  fd_prestat_get: 'ii:i',
  fd_prestat_dir_name: 'iii:i',
  fd_pwrite: 'iiiIi:i',
  fd_read: 'iiii:i',
  fd_readdir: 'iiiIi:i',
  fd_renumber: 'ii:i',
  fd_seek: 'iIii:i',
  fd_sync: 'i:i',
  fd_tell: 'ii:i',
  fd_write: 'iiii:i',
  path_create_directory: 'iii:i',
  path_filestat_get: 'iiiii:i',
  path_filestat_set_times: 'iiiiIIi:i',
  path_link: 'iiiiiii:i',
  path_open: 'iiiiiIIii:i',
  path_readlink: 'iiiiii:i',
  path_remove_directory: 'iii:i',
  path_rename: 'iiiiii:i',
  path_symlink: 'iiiii:i',
  path_unlink_file: 'iii:i',
  poll_oneoff: 'iiii:i',
  proc_exit: 'i:',
  proc_raise: 'i:i',
  random_get: 'ii:i',
  sched_yield: ':i',
  sock_accept: 'iii:i',
  sock_recv: 'iiiiii:i',
  sock_send: 'iiiii:i',
  sock_shutdown: 'ii:i',
};

/** https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno */
const OK = 0;
const EBADF = 8;
const EFAULT = 21;
const ENOSYS = 52;
const ESPIPE = 70;

const CHARACTER_DEVICE = 2;
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** Thrown by proc_exit: the way out of a guest that ends itself. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}

export interface WasiWorld {
  stdin: Uint8Array;
  /** Takes what goes to stdout; may throw. */
  stdout: (bytes: Uint8Array) => void;
  stderr: Pick<Logs, 'write'>;
  clock: Clock;
  random: () => number;
  /** Known once the guest is there. */
  memory: () => WebAssembly.Memory;
  gauge: () => Pick<Gauge, 'spend'>;
}

type Call = (...args: number[]) => number;

/** Preview 1 as far as a command needs it that reads stdin, writes stdout and stderr, and has nothing else in the world. */
export function wasiOf(world: WasiWorld): WebAssembly.Imports {
  const view = () => new DataView(world.memory().buffer);
  const calls: Record<string, Call> = { ...streams(world, view), ...surroundings(world, view) };
  const safe = Object.keys(WASI_FUNCTIONS).map(
    (name) => [name, guarded(world, calls[name] ?? (() => ENOSYS))] as const,
  );
  return { [WASI_MODULE]: Object.fromEntries(safe) };
}

/** An address that is outside of the guest's memory is the guest's fault, and no error of ours. */
function guarded({ gauge }: WasiWorld, call: Call): Call {
  return (...args) => {
    gauge().spend(HOST_UNITS);
    try {
      return call(...args.map((arg) => (typeof arg === 'number' ? arg >>> 0 : arg)));
    } catch (error) {
      if (error instanceof RangeError) return EFAULT;
      throw error;
    }
  };
}

function streams({ stdin, stdout, stderr, memory, gauge }: WasiWorld, view: () => DataView): Record<string, Call> {
  let read = 0;
  /** Goes through the buffers that a guest names, until `move` has no more. Gives the number of bytes moved. */
  const each = (list: number, count: number, move: (buffer: Uint8Array) => number) => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const at = view().getUint32(list + index * 8, true);
      const length = view().getUint32(list + index * 8 + 4, true);
      gauge().spend(1 + Math.floor(length / BYTES_A_UNIT));
      const moved = move(new Uint8Array(memory().buffer, at, length));
      sum += moved;
      if (moved < length) break;
    }
    return sum;
  };
  return {
    fd_read(fd = 0, list = 0, count = 0, result = 0) {
      if (fd !== STDIN) return EBADF;
      const sum = each(list, count, (buffer) => {
        const part = stdin.subarray(read, read + buffer.length);
        buffer.set(part);
        read += part.length;
        return part.length;
      });
      view().setUint32(result, sum, true);
      return OK;
    },
    fd_write(fd = 0, list = 0, count = 0, result = 0) {
      if (fd !== STDOUT && fd !== STDERR) return EBADF;
      const sum = each(list, count, (buffer) => {
        if (fd === STDOUT) stdout(buffer);
        else stderr.write(buffer);
        return buffer.length;
      });
      view().setUint32(result, sum, true);
      return OK;
    },
    fd_close: (fd = 0) => (fd <= STDERR ? OK : EBADF),
    fd_seek: (fd = 0) => (fd <= STDERR ? ESPIPE : EBADF),
    fd_fdstat_get(fd = 0, result = 0) {
      if (fd > STDERR) return EBADF;
      new Uint8Array(memory().buffer, result, 24).fill(0);
      view().setUint8(result, CHARACTER_DEVICE);
      view().setBigUint64(result + 8, 0xffff_ffffn, true);
      return OK;
    },
    fd_filestat_get(fd = 0, result = 0) {
      if (fd > STDERR) return EBADF;
      new Uint8Array(memory().buffer, result, 64).fill(0);
      view().setUint8(result + 16, CHARACTER_DEVICE);
      return OK;
    },
    // No folder was opened for the guest: this is how it learns that.
    fd_prestat_get: () => EBADF,
    fd_prestat_dir_name: () => EBADF,
  };
}

function surroundings({ clock, random, memory, gauge }: WasiWorld, view: () => DataView): Record<string, Call> {
  const none = (count = 0, bytes = 0) => {
    view().setUint32(count, 0, true);
    view().setUint32(bytes, 0, true);
    return OK;
  };
  const nanoseconds = (at: number, ms: number) => {
    view().setBigUint64(at, BigInt(ms) * 1_000_000n, true);
    return OK;
  };
  return {
    args_sizes_get: none,
    environ_sizes_get: none,
    args_get: () => OK,
    environ_get: () => OK,
    clock_res_get: (_id, result = 0) => nanoseconds(result, 1),
    clock_time_get: (_id, _precision, result = 0) => nanoseconds(result, clock.now()),
    sched_yield: () => OK,
    random_get(at = 0, length = 0) {
      const bytes = new Uint8Array(memory().buffer, at, length);
      gauge().spend(length);
      for (let index = 0; index < length; index++) bytes[index] = random() >>> 24;
      return OK;
    },
    proc_exit(code = 0) {
      throw new Exit(code);
    },
  };
}
