import type { AuthContext } from '../../security/auth-context.ts';
import type { Security } from '../../security/security.ts';
import type { RouteGuard } from '../contract/route.ts';

/** What a server of the contract for sockets is made of. */
export interface SocketSetUp {
  readonly security: Security;
  /** What is asked before a socket is open: `guardOf` makes the guard of an adapter from it. */
  readonly guard: RouteGuard | null;
  /** Whether an open socket takes a later token in a message. */
  readonly tokenMessages: boolean;
  /**
   * How many seconds a client without a credential may take to send a token in its first message;
   * null if such a client is anonymous.
   */
  readonly firstMessage: number | null;
  /** What the `onRefused` of `authenticate` answers, as text, for the code of the error. */
  readonly onRefused: ((code: string) => string) | undefined;
  /** Is called when the application sees a socket. */
  readonly opened: () => void;
  /**
   * The handler of messages.
   *
   * @param auth - the auth context that the socket has now
   * @param send - sends a text to the client
   * @throws what a handler may throw, at once or by its promise
   */
  readonly handle: (
    auth: AuthContext,
    text: string,
    send: (text: string) => unknown,
  ) => void | Promise<void>;
}

/** With what a client begins. */
export interface SocketHandshake {
  /** Request headers; a list sends the field several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * A token that a page sends beside the headers: in the subprotocols, or as the library has it;
   * null for none.
   */
  readonly token: string | null;
}

/** Why a client was not let in. */
export interface SocketRefusal {
  /** The status of HTTP; 0 if the connection was cut without one. */
  readonly status: number;
  readonly body: string;
}

/** How a socket was closed. */
export interface SocketEnd {
  /** The code of RFC 6455 §7.4; null where the library has none. */
  readonly code: number | null;
  readonly reason: string;
}

/** A client of one socket. */
export interface SocketClient {
  /** Settles when the client is let in, with null, or refused. */
  readonly opened: Promise<SocketRefusal | null>;
  /** Settles when the socket is closed, also one that was never open. */
  readonly closed: Promise<SocketEnd>;
  /** Sends messages, in one piece if the client can. */
  send(...texts: string[]): void;
  /** Sends a token in a message, in the form that the server takes. */
  sendToken(token: string): void;
  /** Calls a function for each message. */
  onMessage(listener: (text: string) => void): void;
  /** Ends the connection without a word. */
  cut(): void;
}

/** A server of sockets. */
export interface MountedSockets {
  /** The port on 127.0.0.1 at which it is served. */
  readonly port: number;
  /**
   * How long an answer may take, in milliseconds, before it counts as none. Default: 5,000. A
   * shorter one serves an entry point with rules in `cannot` that end so.
   */
  readonly patience?: number;
  /** Opens a connection to it. */
  connect(handshake: SocketHandshake): SocketClient;
  /** Ends the server and its connections. */
  close(): unknown;
}

/** Mounts an entry point for sockets; it is called for each rule. */
export type SocketMount = (setUp: SocketSetUp) => Promise<MountedSockets>;
