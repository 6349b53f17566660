import { BareObject, ownMember } from '../base/own-members.ts';
import type { Duration } from '../options/duration.ts';
import { parseDuration } from '../options/duration.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import { checkTypes } from './claim-checks.ts';
import type { Claims, UserId } from './claims.ts';
import type { JwsKey } from './crypto/jws-key.ts';
import { prepareKey } from './crypto/jws-key.ts';
import { checkGivenClaims } from './given-claims.ts';
import { isUserId } from './identifier.ts';
import type { JsonReplacer } from './json.ts';
import { writeJson } from './json.ts';
import { timedId } from './timed-id.ts';
import { encodeText } from './segment.ts';
import type { TokenKind } from './token-kind.ts';
import { typeOf } from './token-kind.ts';

/** How an issuer is set up; null means none. */
export interface IssuerOptions {
  /** Their first key signs. */
  readonly keys: KeySource;
  /** The lifetime of a token, in seconds. */
  readonly expiration: number | null;
  readonly audience: readonly string[];
  readonly issuer: string | null;
  /** The types of access tokens, of which a new one has the first; empty for `JWT`. */
  readonly accessTypes: readonly string[];
  /** The claim that names the user. */
  readonly userIdClaim: string;
  readonly defaultClaims: Readonly<Record<string, unknown>>;
  readonly jsonReplacer: JsonReplacer | null;
  /** Claims without which no verifier of the application would accept the token. */
  readonly requiredClaims: readonly string[];
  /** In characters. */
  readonly maxTokenLength: number;
}

/**
 * What one token has instead of the values of `createSecurity`.
 *
 * @example
 * const options: TokenOptions = { expiration: '5m', audience: 'files' };
 * await security.createToken('alice', { scope: 'export' }, options);
 */
export interface TokenOptions {
  /**
   * The lifetime of the token: seconds, or a duration such as `'15m'`; `null` or `'never'` for
   * none. By default that of `createSecurity`.
   */
  readonly expiration?: Duration | 'never' | null | undefined;
  /** Whom the token is for; `null` for no audience. By default that of `createSecurity`. */
  readonly audience?: string | readonly string[] | null | undefined;
}

/** Makes tokens, synchronously: puts the claims together and signs them. */
export class TokenIssuer {
  readonly #options: IssuerOptions;
  /** The keys of which the first was prepared. */
  #keys: KeySet;
  #signer: Signer;

  /** @throws TypeError if no key can sign */
  constructor(options: IssuerOptions) {
    this.#options = options;
    this.#keys = options.keys.current;
    this.#signer = signerOf(this.#keys, options.accessTypes);
  }

  /** @throws TypeError for claims that only the library writes: see {@link checkGivenClaims} */
  checkGiven(userId: UserId, claims: Readonly<Record<string, unknown>> | undefined): void {
    checkGivenClaims(claims, userId, this.#options);
  }

  /**
   * The claims of a new token: the default claims, then the given ones, then those that the library
   * sets (sub or the claim of `userIdClaim`, iat, exp, aud, iss, jti).
   *
   * @param nowSeconds - seconds since 1970; `iat` and `exp` are rounded down
   * @param end - when the token has to expire at the latest, in seconds since 1970; or null
   * @throws TypeError if the user id is neither a safe integer nor a string of 1 to 255 bytes, if
   *   the claims are not a plain object or lack one of `requiredClaims`, or if an option is of the
   *   wrong type
   * @throws RangeError if the expiration is not a positive duration
   */
  compose(
    userId: UserId,
    claims: Readonly<Record<string, unknown>> | undefined,
    options: TokenOptions,
    nowSeconds: number,
    end: number | null = null,
  ): Claims {
    if (!isUserId(userId))
      throw new TypeError(
        'A user id is a safe integer, or a string of 1 to 255 bytes of UTF-8 without control ' +
          'characters: pass the id that identifies the user in your application',
      );
    if (claims !== undefined && !isPlainObject(claims))
      throw new TypeError(
        'Claims are a plain object without a member called __proto__: pass { name: value }',
      );
    const { defaultClaims, issuer, userIdClaim } = this.#options;
    // Two spreads in one literal would cost as much as the hash.
    const composed: Record<string, unknown> = Object.assign(
      new BareObject(),
      defaultClaims,
      claims,
    );
    composed[userIdClaim] = userId;
    composed['iat'] = Math.floor(nowSeconds);
    const lifetime = lifetimeOf(ownMember(options, 'expiration'), this.#options.expiration);
    if (lifetime !== null) composed['exp'] = Math.floor(nowSeconds + lifetime);
    if (end !== null && !((composed['exp'] as number) <= end)) composed['exp'] = Math.floor(end);
    const audience = audienceOf(ownMember(options, 'audience'), this.#options.audience);
    if (audience !== null) composed['aud'] = audience;
    if (issuer !== null) composed['iss'] = issuer;
    composed['jti'] ??= timedId(nowSeconds);
    for (const name of this.#options.requiredClaims)
      if ((composed[name] ?? null) === null)
        throw new TypeError(
          `claims.${name} is missing, and requiredClaims of createSecurity names it: pass it.`,
        );
    return composed as Claims;
  }

  /**
   * Signs claims as they are.
   *
   * @throws TypeError if a registered claim has a type that no verifier accepts, or if JSON cannot
   *   express a claim
   * @throws RangeError if the token would be longer than `maxTokenLength`
   */
  sign(claims: Claims, kind: TokenKind = 'access'): string {
    const refusal = checkTypes(claims);
    if (refusal !== null)
      throw new TypeError(`No verifier would accept the token: ${refusal.reason}`);
    const { key, headers } = this.#current();
    const input = headers[kind] + encodeText(writeJson(claims, this.#options.jsonReplacer));
    const token = `${input}.${key.sign(input)}`;
    const { maxTokenLength } = this.#options;
    if (token.length > maxTokenLength)
      throw new RangeError(
        `The token has ${token.length} characters, and maxTokenLength is ${maxTokenLength}: ` +
          'put less into the claims, or raise the limit here and wherever the token is verified',
      );
    return token;
  }

  /** Prepares the key again if the keys were replaced. */
  #current(): Signer {
    const keys = this.#options.keys.current;
    if (keys === this.#keys) return this.#signer;
    this.#signer = signerOf(keys, this.#options.accessTypes);
    this.#keys = keys;
    return this.#signer;
  }
}

/** The key that signs, and the headers of its tokens. */
interface Signer {
  readonly key: JwsKey;
  readonly headers: Readonly<Record<TokenKind, string>>;
}

function signerOf({ signing }: KeySet, accessTypes: readonly string[]): Signer {
  if (signing === null) throw new TypeError('No key can sign: the first one only verifies.');
  const { algorithm: alg, kid } = signing;
  const headerOf = (kind: TokenKind): string => {
    const typ = typeOf(kind, accessTypes);
    return `${encodeText(JSON.stringify({ alg, ...(kid === null ? {} : { kid }), typ }))}.`;
  };
  return {
    key: prepareKey(signing),
    headers: {
      access: headerOf('access'),
      session: headerOf('session'),
      refresh: headerOf('refresh'),
      limited: headerOf('limited'),
      ticket: headerOf('ticket'),
    },
  };
}

/** Copying an own member called `__proto__` would set the prototype of the copy. */
function isPlainObject(claims: unknown): boolean {
  return (
    typeof claims === 'object' &&
    claims !== null &&
    !Array.isArray(claims) &&
    !Object.hasOwn(claims, '__proto__')
  );
}

/** The lifetime in seconds: the token's own, else the default. */
function lifetimeOf(own: unknown, usual: number | null): number | null {
  if (own === undefined) return usual;
  if (own === null || own === 'never') return null;
  const seconds = parseDuration(own);
  if (seconds !== null && seconds > 0) return seconds;
  const message =
    "The expiration of a token is a positive duration: give 900, '15m', or 'never' for none";
  throw typeof own === 'number' || seconds === 0 ? new RangeError(message) : new TypeError(message);
}

/** The aud claim: the token's own audience, else the default; a single name as a string. */
function audienceOf(
  own: TokenOptions['audience'],
  usual: readonly string[],
): string | readonly string[] | null {
  if (own === null) return null;
  const names = own === undefined ? usual : typeof own === 'string' ? [own] : own;
  if (
    !Array.isArray(names) ||
    !names.every((name) => typeof name === 'string' && name !== '') ||
    (own !== undefined && names.length === 0)
  )
    throw new TypeError(
      'The audience of a token is a non-empty string or an array of them: give a name, ' +
        'or null for none',
    );
  return names.length === 0 ? null : names.length === 1 ? (names[0] as string) : names;
}
