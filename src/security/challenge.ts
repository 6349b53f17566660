import type { AuthErrorCode, Failure, ReplyHeader } from '../base/errors.ts';
import { AuthError } from '../base/errors.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';

/** RFC 6750 §3.1: what the challenge calls the refusal; none when nothing was sent (a client that sent no token did nothing wrong). */
const ERROR: Partial<Record<AuthErrorCode, string | null>> = {
  credentials_missing: null,
  credentials_malformed: 'invalid_request',
  permission_denied: 'insufficient_scope',
};

/** Makes the thrown form of a refusal: with its challenge (RFC 6750 §3), and forbidden to be stored. */
export class Challenger {
  readonly #schemes: readonly string[];

  constructor(policies: readonly AuthenticationPolicy[]) {
    this.#schemes = [...new Set(policies.map((policy) => policy.challenge))];
  }

  /** The error of one refusal; `cause` stays on the server. */
  error(refusal: AuthErrorCode | Failure, message?: string): AuthError {
    const code = typeof refusal === 'string' ? refusal : refusal.code;
    const status = new AuthError(code).status;
    const headers: ReplyHeader[] = [['Cache-Control', 'no-store']];
    if (status === 401 || Object.hasOwn(ERROR, code)) {
      const name = Object.hasOwn(ERROR, code) ? ERROR[code] : 'invalid_token';
      for (const scheme of this.#schemes)
        headers.push([
          'WWW-Authenticate',
          `${scheme} realm="api"${name === null ? '' : `, error="${name}"`}`,
        ]);
    }
    return new AuthError(refusal, { headers, ...(message === undefined ? {} : { message }) });
  }
}
