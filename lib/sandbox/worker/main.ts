import type { FromWorker, ToWorker } from '../call.ts';
import type { ToCell } from '../frame/wire.ts';
import { createClock, lockdown } from './lockdown.ts';
import { createServer } from './serve.ts';

// The whole of a guest's worker, as one classic script. Only the frame around it posts to it; who calls has a port to it.
let post: (message: FromWorker) => void = globalThis.postMessage.bind(globalThis);
const clock = createClock();
const serve = createServer(clock, (message: FromWorker) => {
  post(message);
});
const { addEventListener } = globalThis;
const listen = (to: EventTarget, heard: (event: MessageEvent) => void) =>
  Reflect.apply(addEventListener, to, ['message', heard]);
// Where it throws, nobody listens: no guest comes into a worker that is not closed.
lockdown(clock);
listen(globalThis, ({ data, ports }: MessageEvent<ToWorker | ToCell>) => {
  if (data.type === 'port') {
    const [port] = ports;
    if (port !== undefined) hear(port);
  } else serve(data);
});

function hear(port: MessagePort): void {
  post = port.postMessage.bind(port);
  listen(port, ({ data }: MessageEvent<ToWorker>) => {
    serve(data);
  });
  port.start();
}
