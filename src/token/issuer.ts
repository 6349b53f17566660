import { ConfigurationError } from '../options/configuration-error.ts';
import { parseDuration } from '../options/duration.ts';
import { AuthError } from '../base/errors.ts';
import type { Key } from '../keys/key-set.ts';
import { isUserId, checkClaimTypes } from './claim-checks.ts';
import type { Claims, UserId } from './claims.ts';
import type { JsonReplacer } from './json-claims.ts';
import { writeJson } from './json-claims.ts';
import { randomId } from './random-id.ts';
import { encodeText } from './segment.ts';
import type { Signature } from './crypto/jws-key.ts';
import { prepareKey } from './crypto/jws-key.ts';

/** How an issuer is set up; lengths are seconds. */
export interface IssuerOptions {
  readonly key: Key;
  readonly expiration: number | null;
  readonly audience: readonly string[];
  readonly issuer: string | null;
  readonly typ: string | null;
  readonly defaultClaims: Readonly<Record<string, unknown>>;
  readonly jsonReplacer: JsonReplacer | null;
  readonly maxTokenLength: number;
}

/** What one token may have of its own: `undefined` is the policy's, `null` (or `'never'`) is none. */
export interface TokenOptions {
  readonly expiration?: number | string | null | undefined;
  readonly audience?: string | readonly string[] | null | undefined;
}

/** Makes tokens, synchronously: puts the claims together and signs them. */
export class TokenIssuer {
  readonly #options: IssuerOptions;
  readonly #signature: Signature;
  readonly #header: string;

  constructor(options: IssuerOptions) {
    this.#options = options;
    this.#signature = prepareKey(options.key);
    const { algorithm: alg, kid } = options.key;
    this.#header = `${encodeText(JSON.stringify({ alg, ...(kid === null ? {} : { kid }), typ: options.typ ?? 'JWT' }))}.`;
  }

  /**
   * The claims of a new token: the default claims, then those given, then what this library answers for (sub, iat, exp, aud, iss, jti).
   *
   * @param now - seconds since 1970; `iat` and `exp` are rounded down
   * @param end - when it has to end at the latest, in seconds since 1970; `null` for no such time
   * @throws AuthError `token_claims_invalid` on a user id that is neither a safe integer nor a text of 1 to 255 octets
   */
  compose(
    userId: UserId,
    claims: Readonly<Record<string, unknown>> | undefined,
    options: TokenOptions,
    now: number,
    end: number | null = null,
  ): Claims {
    if (!isUserId(userId)) {
      throw new AuthError('token_claims_invalid', {
        reason:
          'A user id is a safe integer or a string of 1 to 255 octets without control characters.',
      });
    }
    if (claims !== undefined && !isPlain(claims)) {
      throw new AuthError('token_claims_invalid', {
        reason: 'Claims are given as a plain object.',
      });
    }
    const { defaultClaims, issuer } = this.#options;
    // Two spreads in one literal would cost as much as the hash.
    const composed: Record<string, unknown> = Object.assign({}, defaultClaims, claims);
    composed['sub'] = userId;
    composed['iat'] = Math.floor(now);
    const life = lifeOf(options.expiration, this.#options.expiration);
    if (life !== null) composed['exp'] = Math.floor(now + life);
    if (end !== null && !((composed['exp'] as number) <= end)) composed['exp'] = Math.floor(end);
    const audience = audienceOf(options.audience, this.#options.audience);
    if (audience !== null) composed['aud'] = audience;
    if (issuer !== null) composed['iss'] = issuer;
    composed['jti'] ??= randomId();
    return composed as Claims;
  }

  /**
   * Signs claims as they stand.
   *
   * @throws AuthError `token_claims_invalid` for what no verifier would take, `token_too_large` over `maxTokenLength`
   */
  sign(claims: Claims): string {
    const refusal = checkClaimTypes(claims);
    if (refusal !== null) throw new AuthError(refusal);
    const input = this.#header + encodeText(writeJson(claims, this.#options.jsonReplacer));
    const token = `${input}.${this.#signature.sign(input)}`;
    if (token.length > this.#options.maxTokenLength) throw new AuthError('token_too_large');
    return token;
  }
}

/** With a member of its own that is called `__proto__`, copying would make a prototype of it. */
function isPlain(claims: unknown): boolean {
  return (
    typeof claims === 'object' &&
    claims !== null &&
    !Array.isArray(claims) &&
    !Object.hasOwn(claims, '__proto__')
  );
}

function lifeOf(own: unknown, policy: number | null): number | null {
  if (own === undefined) return policy;
  if (own === null || own === 'never') return null;
  const seconds = parseDuration(own);
  if (seconds === null || seconds === 0) {
    throw new ConfigurationError(
      "The expiration of a token is a positive duration (900, '15m'), or null or 'never' for none.",
    );
  }
  return seconds;
}

function audienceOf(
  own: TokenOptions['audience'],
  policy: readonly string[],
): string | readonly string[] | null {
  if (own === null) return null;
  const list = own === undefined ? policy : typeof own === 'string' ? [own] : own;
  if (
    !Array.isArray(list) ||
    !list.every((name) => typeof name === 'string' && name !== '') ||
    (own !== undefined && list.length === 0)
  ) {
    throw new ConfigurationError(
      'The audience of a token is a non-empty string or a list of them, or null for none.',
    );
  }
  return list.length === 0 ? null : list.length === 1 ? (list[0] as string) : list;
}
