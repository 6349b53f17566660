import type { ExtendedError } from 'socket.io';
import type { AnySocket } from './io-types.ts';

type Check = () => ExtendedError | null | Promise<ExtendedError | null>;

/** The guards that a socket has passed when it was opened. */
const PASSED = new WeakMap<object, Check[]>();

/** Notes a guard that a socket has passed, so that it is asked again after a change. */
export function notePassed(socket: AnySocket, check: Check): void {
  const checks = PASSED.get(socket);
  if (checks === undefined) PASSED.set(socket, [check]);
  else checks.push(check);
}

/** Whether all those guards would let the socket pass now. */
export async function stillPasses(socket: AnySocket): Promise<boolean> {
  for (const check of PASSED.get(socket) ?? []) if ((await check()) !== null) return false;
  return true;
}
