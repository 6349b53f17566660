import type { AuthenticationPolicy } from '../authn/policy.ts';
import { refusalHeaders } from '../base/challenge.ts';
import type { AuthErrorCode, Failure } from '../base/errors.ts';
import { AuthError } from '../base/errors.ts';
import { PROBLEM_TYPE, problemOf } from '../base/problem.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import { LoginRedirect } from './login-redirect.ts';

const NO_STORE: ReplyHeader = Object.freeze(['Cache-Control', 'no-store'] as const);

/** Builds the AuthError of a refusal with the challenge of every policy (RFC 9110 §11.6.1). */
export class RefusalFactory {
  readonly #schemes: readonly string[];
  /** Those of every challenge, with a comma in front. */
  readonly #parameters: string;
  /** The headers of each code, made once. */
  readonly #headers = new Map<AuthErrorCode, Readonly<Record<string, string>>>();

  /** @param metadataUrl - the address of the metadata of the resource (RFC 9728 §5.1), or null */
  constructor(policies: readonly AuthenticationPolicy[], metadataUrl: string | null = null) {
    this.#schemes = [...new Set(policies.map(({ challenge }) => challenge))];
    this.#parameters = metadataUrl === null ? '' : `, resource_metadata="${metadataUrl}"`;
  }

  /** @param reason - more precise than that of the code; it stays on the server */
  error(refusal: AuthErrorCode | Failure, reason?: string): AuthError {
    const code = typeof refusal === 'string' ? refusal : refusal.code;
    const known = this.#headers.get(code);
    const error = new AuthError(refusal, { reason, headers: known });
    if (known !== undefined) return error;
    const headers = refusalHeaders(code, error.status, this.#schemes, this.#parameters);
    this.#headers.set(code, headers);
    return new AuthError(refusal, { reason, headers });
  }

  /**
   * The error of a user who has to log in again. Its challenge says how (RFC 9470 §3).
   *
   * @param parameters - those of the challenge, with a comma before each
   */
  insufficient(parameters: string, reason: string): AuthError {
    return this.#challenge('authentication_insufficient', 401, parameters, reason);
  }

  /** The error of a user who may not, and would if the token had this scope (RFC 6750 §3.1). */
  lackingScope(scope: string, reason: string): AuthError {
    return this.#challenge('permission_denied', 403, `, scope="${scope}"`, reason);
  }

  #challenge(code: AuthErrorCode, status: number, more: string, reason: string): AuthError {
    const headers = refusalHeaders(code, status, this.#schemes, more + this.#parameters);
    return new AuthError(code, { reason, headers });
  }
}

/** A refusal as status, headers and body, for any framework. */
export interface RefusalResponse {
  readonly status: number;
  /** `Content-Type` first, then the headers of the error; `Location` of a redirect to log in. */
  readonly headers: readonly ReplyHeader[];
  /** A JSON problem (RFC 9457), equal for all refusals of one status; empty for a redirect. */
  readonly body: string;
}

/**
 * Returns the response to an error: that of an AuthError, or a 500 that does not name the cause.
 */
export function refusalOf(error: unknown): RefusalResponse {
  // Anything may be thrown: a revoked proxy throws when it is read.
  if (AuthError.isAuthError(error) && error instanceof LoginRedirect) {
    const { location } = error;
    return { status: 303, headers: [['Location', location], NO_STORE], body: '' };
  }
  const status = AuthError.isAuthError(error) ? error.status : 500;
  const headers = AuthError.isAuthError(error) ? error.headers : { 'Cache-Control': 'no-store' };
  return {
    status,
    headers: [['Content-Type', PROBLEM_TYPE], ...Object.entries(headers)],
    body: JSON.stringify(problemOf(status)),
  };
}
