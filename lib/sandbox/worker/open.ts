import type { FromWorker, ToWorker } from '../call.ts';
import type { ToCell } from '../frame/wire.ts';
import { createClock, lockdown } from './lockdown.ts';
import { createServer, type RunnerOf } from './serve.ts';

/** Opens this worker for one guest. Only the frame around it posts to it; who calls has a port to it. */
export function open(runnerOf: RunnerOf): void {
  let post: (message: FromWorker) => void = globalThis.postMessage.bind(globalThis);
  const clock = createClock();
  const serve = createServer(clock, runnerOf, (message: FromWorker) => {
    post(message);
  });
  const { addEventListener } = globalThis;
  const listen = (to: EventTarget, heard: (event: MessageEvent) => void) =>
    Reflect.apply(addEventListener, to, ['message', heard]);
  const hear = (port: MessagePort) => {
    post = port.postMessage.bind(port);
    listen(port, ({ data }: MessageEvent<ToWorker>) => {
      serve(data);
    });
    port.start();
  };
  // Where it throws, nobody listens: no guest comes into a worker that is not closed.
  lockdown(clock);
  listen(globalThis, ({ data, ports }: MessageEvent<ToWorker | ToCell>) => {
    if (data.type === 'port') {
      const [port] = ports;
      if (port !== undefined) hear(port);
    } else serve(data);
  });
}
