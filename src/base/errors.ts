/**
 * Every refusal this library knows, one row each: code, HTTP status, what is said when nothing more precise is known.
 *
 * A message names what was wrong and how to mend it and carries nothing that the client sent, so that it may be logged as it is.
 */
const TABLE = {
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
    'The token names an algorithm of which there is no key: see how its issuer signs.',
  ],
  token_key_unknown: [401, 'No key has the kid of the token, or it has none and several keys fit.'],
  token_signature_invalid: [
    401,
    'The signature does not match: the token was altered, or signed with another key.',
  ],
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
    'The refresh token was used before: the whole session is ended, log in again.',
  ],
  session_expired: [401, 'The session has reached its absolute lifetime: log in again.'],
  user_unknown: [401, 'The token is valid, but the application no longer knows its user.'],
  permission_denied: [403, 'Nothing allows this user the permission asked for.'],
  cross_origin_refused: [
    403,
    'The request came from another origin: add that to trustedOrigins if it is yours.',
  ],
  resource_missing: [404, 'There is no such resource.'],
  cookie_too_large: [
    500,
    'The cookie is over 4096 bytes, and browsers would drop it: put less into the claims.',
  ],
  store_unavailable: [
    503,
    'The store that knows which tokens live cannot be reached: nobody is let in.',
  ],
  keys_unavailable: [503, 'The keys of the issuer cannot be fetched: try again later.'],
} as const;

/** The closed list of refusals; callers branch on it and never on a message. */
export type AuthErrorCode = keyof typeof TABLE;

/** Why a presented credential was refused: a plain frozen value, because building an Error costs more than verifying a token. */
export interface Failure {
  readonly ok: false;
  readonly code: AuthErrorCode;
  /** The HTTP status that a guard answers with. */
  readonly status: number;
  /** What was wrong and how to mend it; for the log and the developer, never for the response body. */
  readonly message: string;
}

/**
 * Makes the frozen value of one refusal; call it when the module loads, not while a request waits.
 * The mark below lets a bundler leave out the refusals of what an application does not use.
 */
/* @__NO_SIDE_EFFECTS__ */
export function failure(code: AuthErrorCode, message: string = TABLE[code][1]): Failure {
  return Object.freeze({ ok: false, code, status: TABLE[code][0], message });
}

/** One reply header; a list of these, because Set-Cookie may be there twice. */
export type ReplyHeader = readonly [name: string, value: string];

/**
 * The one error that is thrown at a refusal; `code` says which, `status` and `headers` are its HTTP form (RFC 6750 §3, RFC 9110 §11.6.1).
 *
 * @example
 * try { auth.require('edit', page); } catch (error) { if (error instanceof AuthError && error.code === 'permission_denied') ... }
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;
  readonly status: number;
  /** What belongs on the response beside the status: the challenge of a 401, and what forbids caching. */
  readonly headers: readonly ReplyHeader[];

  constructor(
    refusal: AuthErrorCode | Failure,
    options: { message?: string; headers?: readonly ReplyHeader[]; cause?: unknown } = {},
  ) {
    const code = typeof refusal === 'string' ? refusal : refusal.code;
    const message =
      options.message ?? (typeof refusal === 'string' ? TABLE[code][1] : refusal.message);
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = TABLE[code][0];
    this.headers = options.headers ?? [];
  }
}
