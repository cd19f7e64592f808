import type { Ended, FromWorker, Guest, ToWorker } from '../call.ts';
import type { Ask } from './ask.ts';
import { faultOf } from './fault.ts';
import type { Clock } from './lockdown.ts';
import { createLogs } from './logs.ts';
import type { Runner } from './wasm.ts';

interface Loaded {
  guest: Guest;
  runner: Promise<Runner>;
}

export type RunnerOf = (guest: Guest, clock: Clock) => Promise<Runner>;

/** A worker's life: it is loaded with one guest, and called one at a time. */
export function createServer(
  clock: Clock,
  runnerOf: RunnerOf,
  say: (message: FromWorker) => void,
): (message: ToWorker) => void {
  // A call may come before its guest, which goes another way.
  const loaded = Promise.withResolvers<Loaded>();
  let waits: { number: number; hear: (answer: string) => void } | undefined;
  const asking = (): Ask => {
    let next = 0;
    return (request) =>
      new Promise((hear) => {
        const number = next;
        next += 1;
        waits = { number, hear };
        say({ type: 'ask', number, request });
      });
  };
  let ready: Runner | undefined;
  const call = async (input: string): Promise<Ended> => {
    try {
      const { guest, runner } = await loaded.promise;
      ready = await runner;
      clock.reset();
      const logs = createLogs(guest.limits.logBytes, (line) => {
        say({ type: 'log', line });
      });
      const output = await ready.call(input, logs, asking());
      logs.end();
      return { ok: true, output, fuel: ready.used() };
    } catch (error) {
      const { kind, message } = faultOf(error, undefined, false);
      return { ok: false, fault: kind, detail: message, fuel: ready?.used() ?? 0 };
    }
  };
  const answer = async (input: string) => {
    say({ type: 'ended', ended: await call(input) });
    // Nobody waits for that.
    ready?.tidy?.();
  };
  return (message) => {
    if (message.type === 'load') {
      const runner = runnerOf(message.guest, clock);
      // Whoever calls hears of it.
      runner.catch(() => undefined);
      loaded.resolve({ guest: message.guest, runner });
      return;
    }
    if (message.type === 'answer') {
      const asked = waits;
      if (asked?.number !== message.number) return;
      waits = undefined;
      asked.hear(message.answer);
      return;
    }
    void answer(message.input);
  };
}
