import { isBranded } from './brand.ts';
import { refusalHeaders } from './challenge.ts';
import type { Problem } from './problem.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

/**
 * Every refusal: its code, its HTTP status, and the reason that is given when none more precise is
 * known. A reason says what was wrong and how to mend it. These repeat nothing that the client
 * sent; where another one does, that is short and escaped, so each can be logged as it is.
 */
const REFUSALS = {
  credentials_missing: [401, 'No credential was sent: send a token, or log in.'],
  credentials_malformed: [
    400,
    'The credential is repeated, joined with another or not of the form "Bearer <token>": send one.',
  ],
  token_malformed: [401, 'The token is not a compact JWS: send it exactly as it was issued.'],
  token_too_large: [
    401,
    'The token is longer than maxTokenLength: put less into the claims, or raise the limit.',
  ],
  token_algorithm_refused: [
    401,
    "No configured key uses the token's algorithm: check which algorithm the issuer signs with.",
  ],
  token_key_unknown: [
    401,
    'No key has the kid of the token, or the token has no kid and several keys fit.',
  ],
  token_signature_invalid: [
    401,
    'The signature does not match: the token was altered, or signed with another key.',
  ],
  token_type_refused: [401, 'The token is of a type (typ) that is not accepted here.'],
  token_expired: [401, 'The token has expired: get a new one.'],
  token_not_yet_valid: [
    401,
    'The token is not valid yet (nbf or iat): compare the clocks, or set a leeway.',
  ],
  token_issuer_mismatch: [401, 'The token was not issued by the configured issuer (iss).'],
  token_audience_mismatch: [401, 'The token is meant for another audience (aud).'],
  token_claims_invalid: [401, 'A claim is missing or has a type or value that is not allowed.'],
  token_revoked: [401, 'The token has been revoked: log in again.'],
  token_reused: [
    401,
    'The refresh token was used before, and its whole session has been ended: log in again.',
  ],
  session_expired: [401, 'The session has reached its absolute lifetime: log in again.'],
  user_unknown: [401, 'The token is valid, but the application does not know its user.'],
  authentication_insufficient: [
    401,
    'The user has to log in again: the login is too old, or of another kind than is asked for.',
  ],
  permission_denied: [403, 'The ACL does not grant the permission.'],
  cross_origin_refused: [
    403,
    'The request came from another origin: add that to trustedOrigins if it is yours.',
  ],
  resource_missing: [404, 'The resource does not exist.'],
  cookie_too_large: [
    500,
    'The cookie is over 4096 bytes, and browsers would drop it: put less into the claims.',
  ],
  user_unavailable: [
    503,
    'The user could not be looked up, so the request is treated as anonymous: see the logged error.',
  ],
  store_unavailable: [
    503,
    'The store of revoked tokens cannot be reached, so no token is accepted.',
  ],
  keys_unavailable: [503, 'The keys of the issuer cannot be fetched: try again later.'],
} as const;

/** The closed list of refusals. Branch on it, never on a message. */
export type AuthErrorCode = keyof typeof REFUSALS;

/**
 * Why a presented credential is refused. It is a frozen value and not an Error, because building an
 * Error costs more than verifying a token.
 */
export interface Failure {
  readonly ok: false;
  readonly code: AuthErrorCode;
  /** What was wrong and how to mend it: for the log and the developer, never for a response. */
  readonly reason: string;
  /** The name of the issuer that the token names; left out for the application's own. */
  readonly issuer?: string;
}

/**
 * Makes the frozen value of one refusal. Call it when a module loads, not while a request waits.
 * The annotation lets a bundler drop the refusals of what an application does not use.
 */
/* @__NO_SIDE_EFFECTS__ */
export function failure(
  code: AuthErrorCode,
  reason: string = REFUSALS[code][1],
  issuer?: string,
): Failure {
  return Object.freeze(
    issuer === undefined ? { ok: false, code, reason } : { ok: false, code, reason, issuer },
  );
}

/** Whether a value is a failure; a policy of the application may return something else. */
export function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false;
  const { ok, code, reason } = value as { [name in keyof Failure]?: unknown };
  return (
    ok === false &&
    typeof code === 'string' &&
    Object.hasOwn(REFUSALS, code) &&
    typeof reason === 'string'
  );
}

/** The same in every copy of this package, so that copies recognize each other's errors. */
const BRAND = Symbol.for('pyramidion.AuthError');
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const DEFAULT_SCHEMES: readonly string[] = /* @__PURE__ */ Object.freeze(['Bearer']);

/** What an AuthError takes beside its code. */
export interface AuthErrorOptions {
  /** The reason for the log; that of the code or of the failure by default. */
  readonly reason?: string | undefined;
  /** The response headers; `Cache-Control`, a `Bearer` challenge and `Retry-After` by default. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/**
 * A refusal as an error that any framework's error handler answers correctly: `message` is the
 * public text of its status and may be sent, `status`, `statusCode`, `headers` and `expose` are
 * what such handlers read, `getResponse()` is for Hono and `toResponse()` for Elysia.
 *
 * What was wrong is in `reason`. It is not enumerable and appears in no body; `util.inspect` and
 * `console` show it.
 *
 * @example
 * try {
 *   auth.require('edit', page);
 * } catch (error) {
 *   if (AuthError.isAuthError(error) && error.code === 'permission_denied') showReadOnly();
 *   else throw error;
 * }
 * @example
 * throw new AuthError('resource_missing'); // in a handler: the same 404 as a guard's
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** The same status, by the name that Express, Koa and Fastify read. */
  readonly statusCode: number;
  /** The headers that belong on the response, one value each. */
  readonly headers: Readonly<Record<string, string>>;
  /** Tells http-errors style handlers (Express, Koa) that `message` may be sent. */
  readonly expose = true;
  readonly #reason: string;

  /** @param refusal - a code, or the failure that says why a credential is refused */
  constructor(refusal: AuthErrorCode | Failure, options: AuthErrorOptions = {}) {
    const { code, reason } = typeof refusal === 'string' ? failure(refusal) : refusal;
    const status: number = REFUSALS[code][0];
    super(problemOf(status).detail, options.cause === undefined ? undefined : options);
    this.code = code;
    this.status = status;
    this.statusCode = status;
    this.headers = options.headers ?? refusalHeaders(code, status, DEFAULT_SCHEMES);
    this.#reason = options.reason ?? reason;
  }

  /** Whether a value is an AuthError, also one of another copy of this package. */
  static isAuthError(value: unknown): value is AuthError {
    return isBranded(value, BRAND);
  }

  /** What was wrong and how to mend it: for the log, never for a response. */
  get reason(): string {
    return this.#reason;
  }

  /** The problem (RFC 9457): equal for all refusals of one status. */
  toJSON(): Problem {
    return problemOf(this.status);
  }

  /** The refusal as a `Response` with `application/problem+json`. */
  toResponse(): Response {
    const headers = { 'Content-Type': PROBLEM_TYPE, ...this.headers };
    return new Response(JSON.stringify(this), { status: this.status, headers });
  }

  /** The same as `toResponse`, by the name that Hono looks for. */
  getResponse(): Response {
    return this.toResponse();
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
    Object.defineProperty(this.prototype, INSPECT, {
      value(this: AuthError): string {
        const cause = this.cause instanceof Error ? `\n[cause]: ${this.cause.stack}` : '';
        return `${this.stack}\n[code]: ${this.code}\n[reason]: ${this.#reason}${cause}`;
      },
    });
  }
}
