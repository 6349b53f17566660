import type { AuthErrorCode } from './errors.ts';
import { ignoreRejection } from './maybe-promise.ts';

/** Where a request was going: its method and its path without the query, which may hold secrets. */
interface Request {
  readonly method: string;
  readonly path: string;
}

/** A presented credential was refused, and the request goes on as anonymous. */
interface AuthenticationRefused extends Request {
  readonly event: 'authentication_refused';
  readonly code: AuthErrorCode;
  readonly reason: string;
  /** The kind of policy that found the credential; null for a token without a request. */
  readonly policy: string | null;
  /** The name of the issuer that the token names, if it is one of `issuers`; else null. */
  readonly issuer: string | null;
}

/** A credential of a scheme that no policy reads: the request counts as one without. */
interface CredentialIgnored extends Request {
  readonly event: 'credential_ignored';
  readonly code: null;
  readonly reason: string;
  /** The kind of policy in whose place the credential is. */
  readonly policy: string;
}

/** A guard or `require` refused a request. */
interface RequestRefused extends Request {
  readonly event: 'request_refused';
  readonly code: AuthErrorCode;
  readonly reason: string;
  readonly permission: string | null;
  readonly principals: readonly string[];
}

/** The events of code of the application that threw, rejected or returned something unusable. */
export type ApplicationEvent =
  | 'policy_failed'
  | 'issuers_failed'
  | 'callback_failed'
  | 'schema_failed'
  | 'root_failed'
  | 'reissue_failed'
  | 'handler_failed';

interface ApplicationFailed {
  readonly event: ApplicationEvent;
  readonly code: AuthErrorCode | null;
  readonly reason: string;
  /** What was thrown, by the name that pino serializes. */
  readonly err: unknown;
}

/** A mistake of the developer that leaves a request without its expected effect. */
interface Mistake {
  readonly event: 'remember_without_cookie' | 'remember_unfinished' | 'principal_dropped';
  readonly code: null;
  readonly reason: string;
}

/** A refresh token was used a second time: a copy of it is in other hands. */
interface RefreshTokenReused {
  readonly event: 'refresh_token_reused';
  readonly code: 'token_reused';
  readonly reason: string;
  readonly userId: string | number;
}

/** A user begins to act as another one. */
interface ActingBegun {
  readonly event: 'acting_begun';
  readonly code: null;
  readonly reason: string;
  /** Who acts. */
  readonly actor: string | number;
  /** The name of the issuer whose user that is; null for the application's own. */
  readonly actorIssuer: string | null;
  /** For whom. */
  readonly userId: string | number;
}

/** A request came from a user who acts as another one. */
interface ActingUsed extends Request, Omit<ActingBegun, 'event'> {
  readonly event: 'acting_used';
}

/** The store of sessions fails, has lost its content, or answers again. */
interface StoreEvent {
  readonly event: 'store_failed' | 'store_lost' | 'store_recovered';
  readonly code: 'store_unavailable' | null;
  readonly reason: string;
  /** What the store threw; null if it answers again. */
  readonly err: unknown;
}

/** A provider said that a session ended, and it was not believed or not stored. */
interface ProviderLogoutRefused {
  readonly event: 'provider_logout_refused';
  readonly code: AuthErrorCode;
  readonly reason: string;
  /** The name of the issuer that the token names, if it is one of `issuers`; else null. */
  readonly issuer: string | null;
}

/** The keys of an issuer cannot be fetched, or were fetched again. */
interface KeysEvent {
  readonly event: 'keys_failed' | 'keys_recovered';
  readonly code: 'keys_unavailable' | null;
  readonly reason: string;
  /** What went wrong; null if they were fetched again. */
  readonly err: unknown;
}

/** Something in the set-up that works and is not safe. */
interface AuditFinding {
  readonly event: 'audit';
  /** The name of the finding. */
  readonly code: string;
  readonly reason: string;
}

/** All that a security reports. `event` tells them apart; `reason` never goes to a client. */
export type SecurityEvent =
  | AuthenticationRefused
  | CredentialIgnored
  | RequestRefused
  | ApplicationFailed
  | Mistake
  | StoreEvent
  | KeysEvent
  | RefreshTokenReused
  | ActingBegun
  | ActingUsed
  | ProviderLogoutRefused
  | AuditFinding;

/** Receives events, while the request waits: it must return at once. */
export type Subscriber = (event: SecurityEvent) => void;

/**
 * Returns the function that hands an event to every subscriber. An error in a subscriber is
 * dropped, and so is the rejection of an asynchronous one: a broken log must neither decide a
 * request nor end the process.
 */
export function createEmitter(subscribers: readonly Subscriber[]): Subscriber {
  return (event) => {
    for (const subscriber of subscribers) {
      try {
        ignoreRejection(subscriber(event));
      } catch {
        // Nothing can be reported where reporting fails.
      }
    }
  };
}
