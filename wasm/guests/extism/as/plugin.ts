/** A plug-in for Extism, written with its kit for AssemblyScript: what such plug-ins do, a function each. */
import { Config, Host, LogLevel, Memory, Var } from '@extism/as-pdk';
import { error_set, http_request, length } from '@extism/as-pdk/lib/env';

import { http_status_code } from './host';

/** Gives its input back. */
export function echo(): i32 {
  Host.output(Host.input());
  return 0;
}

/** The name in its settings, and a variable that is 1 where nothing of a call before is left. */
export function greet(): i32 {
  const before = Var.getString('calls');
  Var.set('calls', Uint8Array.wrap(String.UTF8.encode((before === null ? '' : before) + '1')));
  const found = Config.get('name');
  const name = found === null ? 'nobody' : found;
  Host.log(LogLevel.Info, 'greets ' + name);
  const calls = Var.getString('calls');
  Host.outputString('{"text":"Hello, ' + name + '!","calls":' + (calls === null ? '0' : calls) + '}');
  return 0;
}

export function fails(): i32 {
  error_set(Memory.allocateString('no bread today').offset);
  return 3;
}

/** What is at the address in its input. */
export function fetches(): i32 {
  const asked = '{"url":' + Host.inputString() + ',"method":"get","header":{"accept":"application/json"}}';
  const at = http_request(Memory.allocateString(asked).offset, 0);
  const body = new Memory(at, length(at)).toString();
  Host.outputString('{"status":' + http_status_code().toString() + ',"body":' + body + '}');
  return 0;
}

/** Never comes to an end. */
export function spins(): i32 {
  let count = 0;
  while (true) count++;
}

/** Wants ever more of its host. */
export function hoards(): i32 {
  const block = new Uint8Array(60000);
  while (true) Var.set('x', block);
}

/** Reads what it was not given. */
export function strays(): i32 {
  new Memory(1 << 40, 8).toUint8Array();
  return 0;
}
