import type { Held } from '../kit/kit.ts';
import type { AnySocket } from './io-types.ts';

/** The connections of a client, by the namespaces that it has opened in them. */
const HELD = new WeakMap<object, Map<string, Held>>();

/**
 * Keeps what authenticates a socket until it is disconnected. A client whose handshake another
 * middleware refuses may try again and again on one connection, and no event says so: the next
 * attempt releases the one before.
 */
export function keepHeld(socket: AnySocket, held: Held): void {
  const { conn, nsp } = socket;
  const byName = HELD.get(conn) ?? new Map<string, Held>();
  if (!HELD.has(conn)) {
    HELD.set(conn, byName);
    conn.once('close', () => {
      for (const one of byName.values()) one.release();
    });
  }
  byName.get(nsp.name)?.release();
  byName.set(nsp.name, held);
  socket.once('disconnect', () => held.release());
  if (conn.readyState !== 'open') held.release();
}
