import { AuthError } from '../../base/errors.ts';
import type { RequestView } from '../../http/request-view.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import type { EndReason } from '../../security/end-listener.ts';
import type { OnRefused } from './ask.ts';

/** Why a connection ends: as `auth.onEnd` says, or because a token in a message was refused. */
export type HoldEnd = EndReason | 'refused';

/** With what a connection begins. */
export interface Handshake {
  /** The request that opened it: `nodeView(request)`. */
  readonly view: RequestView;
  /**
   * A token that did not come in a header: in a subprotocol, in a message. It decides in place of
   * what the request carries. Null if there is none.
   */
  readonly token: string | null;
}

/** What `hold` calls. */
export interface HoldCallbacks<Args extends readonly unknown[] = never[], Answer = unknown> {
  /** Ends the connection. It is called once, also for what ends before `hold` has returned. */
  readonly onEnd: (reason: HoldEnd) => unknown;
  /** Hears that the auth context was replaced: by `swap`, or because principals have changed. */
  readonly onChange?: ((auth: AuthContext) => unknown) | undefined;
  /** Is kept with the auth context, as `createAsk` does. */
  readonly onRefused?: OnRefused<Args, Answer> | undefined;
}

/** The authentication of one connection. */
export interface Held {
  /** The auth context: that of the handshake, then of each later token. */
  readonly auth: AuthContext;
  /** Why the connection has ended; null while it is open. */
  readonly ended: HoldEnd | null;
  /** Settles when what is being checked is checked; null if nothing is. */
  readonly pending: Promise<unknown> | null;
  /**
   * Goes on with another token. A token that is refused, of another user or actor, or wider than
   * the limits of the connection ends it; one that cannot be checked now (503) changes nothing.
   *
   * @returns why it was not taken, or null
   */
  swap(token: string): Promise<AuthError | null>;
  /**
   * Asks again whether the credential is good, and ends the connection if it is not. On Cloudflare
   * Workers, where a connection does not hear of a revocation, a timer of the connection calls it.
   */
  check(): Promise<void>;
  /** Stops listening: call it when the connection is closed. */
  release(): void;
}
