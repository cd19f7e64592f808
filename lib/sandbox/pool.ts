import * as v from 'valibot';

import { reasonOf } from '@/lib/shared/index.ts';

import { type Ended, FromWorker, type Guest, type Kind, kindOf, MOST_ASKED, type ToWorker } from './call.ts';

/** A worker behind the walls. */
export interface Cell {
  post(message: ToWorker): void;
  /** What it says is hostile until it is parsed. */
  listen(hear: (message: unknown) => void): void;
  kill(): void;
}

/** Answers what a guest asks of the outside, text for text. The call ends where it rejects, with its reason. */
export type Door = (request: string) => Promise<string>;

/** Told each line that is kept, when it comes. */
export type Hear = (line: string) => void;

/** How a call went. */
export interface Report {
  ended: Ended;
  logs: readonly string[];
  /** Milliseconds by the wall clock, without those that the door took. */
  ms: number;
}

export interface Pool {
  /** Rejects with the signal's reason where it is aborted, and with the door's. `key` names the guest: equal keys are equal guests. */
  call(key: string, guest: Guest, input: string, signal: AbortSignal, door?: Door, hear?: Hear): Promise<Report>;
  close(): void;
}

interface Bound {
  key: string;
  cell: Cell;
}

interface PoolOptions {
  spawn: (kind: Kind) => Cell;
  /** Workers that are at work at the same time. Default: one a core, four at most. */
  most?: number;
  /** Workers with a guest, at work or not. Default: 4. */
  kept?: number;
  now?: () => number;
}

/** Workers that wait for a guest to be called again, with those at work. */
const KEPT = 4;
/** At work, no more than there are cores: guests that burn all of them leave the page its turns. */
const MOST = Math.min(KEPT, navigator.hardwareConcurrency);

/**
 * Runs guests, each in a worker of its own. A worker that did well waits for the next call of the same guest; one that did not is dead. One
 * worker that knows no guest yet is kept ready, one that will do for the guest that was called last.
 */
export function createPool({ spawn, most = MOST, kept = KEPT, now = () => performance.now() }: PoolOptions): Pool {
  const spare = createSpare(spawn);
  let idle: Bound[] = [];
  let busy = 0;
  let closed = false;
  const waiting: (() => void)[] = [];

  const take = (key: string, guest: Guest): Cell => {
    const known = idle.find((bound) => bound.key === key);
    if (known !== undefined) {
      idle = idle.filter((bound) => bound !== known);
      return known.cell;
    }
    const cell = spare.take(kindOf(guest.abi));
    cell.post({ type: 'load', guest });
    return cell;
  };
  const giveBack = (bound: Bound) => {
    idle.push(bound);
    // The longest idle one makes room.
    if (idle.length + busy > kept) idle.shift()?.cell.kill();
  };
  return {
    // oxlint-disable-next-line max-params -- the last two are mostly absent
    async call(key, guest, input, signal, door, hear) {
      signal.throwIfAborted();
      if (busy >= most) await turn(waiting, signal);
      busy += 1;
      const cell = take(key, guest);
      let well = false;
      try {
        const report = await called(cell, { input, guest, signal, now, door, hear });
        well = report.ended.ok;
        return report;
      } finally {
        busy -= 1;
        if (well && !closed) giveBack({ key, cell });
        else cell.kill();
        if (!closed) spare.fill(kindOf(guest.abi));
        waiting.shift()?.();
      }
    },
    close() {
      closed = true;
      for (const { cell } of idle) cell.kill();
      spare.drop();
      idle = [];
    },
  };
}

/** The worker that knows no guest and is kept ready. */
function createSpare(spawn: PoolOptions['spawn']) {
  let ready: { kind: Kind; cell: Cell } | undefined;
  // One that runs whatever there is runs modules, too.
  const fits = (kind: Kind) => ready !== undefined && (ready.kind === kind || ready.kind === 'all');
  return {
    /** It, where it can run such a guest, or a new one. */
    take(kind: Kind): Cell {
      if (ready === undefined || !fits(kind)) return spawn(kind);
      const { cell } = ready;
      ready = undefined;
      return cell;
    },
    fill(kind: Kind): void {
      if (fits(kind)) return;
      ready?.cell.kill();
      ready = { kind, cell: spawn(kind) };
    },
    drop(): void {
      ready?.cell.kill();
      ready = undefined;
    },
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(reasonOf(signal));
    };
    waiting.push(go);
    signal.addEventListener('abort', stop, { once: true });
  });
}

interface Calling {
  input: string;
  guest: Guest;
  signal: AbortSignal;
  now: () => number;
  door: Door | undefined;
  hear: Hear | undefined;
}

function called(cell: Cell, { input, guest, signal, now, door, hear }: Calling): Promise<Report> {
  const logs: string[] = [];
  let room = guest.limits.logBytes;
  const watch = stopwatch(guest.limits.ms, now);
  return new Promise((resolve, reject) => {
    let over = false;
    const stop = (reason: unknown = reasonOf(signal)) => {
      over = true;
      watch.pause();
      signal.removeEventListener('abort', aborted);
      reject(reason);
    };
    const aborted = () => {
      stop();
    };
    const end = (ended: Ended) => {
      over = true;
      watch.pause();
      signal.removeEventListener('abort', aborted);
      resolve({ ended, logs, ms: watch.ms() });
    };
    const faulty = (fault: 'trap' | 'time' | 'calls', detail: string) => {
      end({ ok: false, fault, detail: detail.slice(0, 300), fuel: 0 });
    };
    const late = () => {
      faulty('time', `more than ${guest.limits.ms} ms`);
    };
    const asks = askedOnce(door, {
      // While the host is at work, the guest stands still, and so does its clock.
      before() {
        watch.pause();
      },
      after(number, answer) {
        if (over) return;
        watch.go(late);
        cell.post({ type: 'answer', number, answer });
      },
      faulty,
      failed(error) {
        if (!over) stop(error);
      },
    });
    signal.addEventListener('abort', aborted, { once: true });
    cell.listen((message) => {
      if (over) return;
      const said = v.safeParse(FromWorker, message);
      if (!said.success) faulty('trap', `its worker said ${JSON.stringify(message)}`);
      else if (said.output.type === 'ended') end(said.output.ended);
      else if (said.output.type === 'ask') asks(said.output);
      else if (room > 0) {
        const line = said.output.line.slice(0, room);
        logs.push(line);
        hear?.(line);
        room -= said.output.line.length;
      }
    });
    watch.go(late);
    cell.post({ type: 'call', input });
  });
}

interface Asking {
  before: () => void;
  after: (number: number, answer: string) => void;
  faulty: (fault: 'trap' | 'calls', detail: string) => void;
  failed: (error: unknown) => void;
}

/** What a worker asks, one at a time and in order: any other number, or one before the last was answered, comes from no worker of ours. */
function askedOnce(door: Door | undefined, { before, after, faulty, failed }: Asking) {
  let next = 0;
  let open = false;
  const answered = async (of: Door, number: number, request: string) => {
    try {
      const answer = await of(request);
      open = false;
      after(number, answer);
    } catch (error) {
      failed(error);
    }
  };
  return ({ number, request }: { number: number; request: string }) => {
    if (open || number !== next || door === undefined) {
      faulty('trap', `its worker asked out of turn: ${number}`);
      return;
    }
    if (number >= MOST_ASKED) {
      faulty('calls', `more than ${MOST_ASKED} calls`);
      return;
    }
    next += 1;
    open = true;
    before();
    void answered(door, number, request);
  };
}

/** Measures while it goes, and calls `late` once it went for so long in all. Milliseconds. */
function stopwatch(limit: number, now: () => number) {
  let sum = 0;
  let since: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    go(late: () => void) {
      since = now();
      timer = setTimeout(late, Math.max(0, limit - sum));
    },
    pause() {
      clearTimeout(timer);
      if (since !== undefined) sum += now() - since;
      since = undefined;
    },
    ms: () => sum,
  };
}
