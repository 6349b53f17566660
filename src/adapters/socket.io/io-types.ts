import type { ExtendedError, Socket } from 'socket.io';

/** A socket of any application, whatever its events are. */
// oxlint-disable-next-line typescript/no-explicit-any -- the defaults of Socket.IO itself
export type AnySocket = Socket<any, any, any, any>;

/** A packet: the name of the event and its arguments. */
export type Packet = readonly unknown[];

/** The arguments of resource functions and `onRefused`; the packet is null at the handshake. */
export type IoArgs = [socket: AnySocket, packet: Packet | null];

/** Goes on, or refuses with an error. */
export type Next = (error?: ExtendedError) => void;

/** What `io.use` takes. */
export type IoMiddleware = (socket: AnySocket, next: Next) => void;

/** A guard of a namespace, `io.use(guard)`, and of packets, `socket.use(guard(socket))`. */
export interface IoGuard {
  (socket: AnySocket, next: Next): void;
  (socket: AnySocket): (packet: unknown[], next: Next) => void;
}
