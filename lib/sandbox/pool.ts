import * as v from 'valibot';

import { reasonOf } from '@/lib/shared/index.ts';

import { type Ended, FromWorker, type Guest, type ToWorker } from './call.ts';

/** A worker behind the walls. */
export interface Cell {
  post(message: ToWorker): void;
  /** What it says is hostile until it is parsed. */
  listen(hear: (message: unknown) => void): void;
  kill(): void;
}

/** How a call went. */
export interface Report {
  ended: Ended;
  logs: readonly string[];
  /** Milliseconds by the wall clock. */
  ms: number;
}

export interface Pool {
  /** Rejects with the signal's reason where it is aborted. `key` names the guest: equal keys are equal guests. */
  call(key: string, guest: Guest, input: string, signal: AbortSignal): Promise<Report>;
  close(): void;
}

interface Bound {
  key: string;
  cell: Cell;
}

interface PoolOptions {
  spawn: () => Cell;
  /** Workers that are at work at the same time. */
  most?: number;
  now?: () => number;
}

const MOST = 4;

/**
 * Runs guests, each in a worker of its own. A worker that did well waits for the next call of the same guest; one that did not is dead. One
 * worker that knows no guest yet is kept ready.
 */
export function createPool({ spawn, most = MOST, now = () => performance.now() }: PoolOptions): Pool {
  let spare: Cell | undefined;
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
    const cell = spare ?? spawn();
    spare = undefined;
    cell.post({ type: 'load', guest });
    return cell;
  };
  const giveBack = (bound: Bound) => {
    idle.push(bound);
    // The longest idle one makes room.
    if (idle.length + busy > most) idle.shift()?.cell.kill();
  };
  return {
    async call(key, guest, input, signal) {
      signal.throwIfAborted();
      if (busy >= most) await turn(waiting, signal);
      busy += 1;
      const cell = take(key, guest);
      let well = false;
      try {
        const report = await called(cell, { input, guest, signal, now });
        well = report.ended.ok;
        return report;
      } finally {
        busy -= 1;
        if (well && !closed) giveBack({ key, cell });
        else cell.kill();
        if (!closed) spare ??= spawn();
        waiting.shift()?.();
      }
    },
    close() {
      closed = true;
      for (const { cell } of idle) cell.kill();
      spare?.kill();
      idle = [];
      spare = undefined;
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
}

function called(cell: Cell, { input, guest, signal, now }: Calling): Promise<Report> {
  const logs: string[] = [];
  let room = guest.limits.logBytes;
  const begin = now();
  return new Promise((resolve, reject) => {
    const end = (ended: Ended) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ ended, logs, ms: now() - begin });
    };
    const stop = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      end({ ok: false, fault: 'time', detail: `more than ${guest.limits.ms} ms`, fuel: 0 });
    }, guest.limits.ms);
    signal.addEventListener('abort', stop, { once: true });
    cell.listen((message) => {
      const said = v.safeParse(FromWorker, message);
      if (!said.success)
        end({ ok: false, fault: 'trap', detail: `its worker said ${JSON.stringify(message)}`.slice(0, 300), fuel: 0 });
      else if (said.output.type === 'ended') end(said.output.ended);
      else if (room > 0) {
        logs.push(said.output.line.slice(0, room));
        room -= said.output.line.length;
      }
    });
    cell.post({ type: 'call', input });
  });
}
