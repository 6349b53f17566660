import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { quoted, quotedList } from '../base/printable.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { claimsOf } from './decode.ts';
import type { IssuerVerifier } from './issuer-verifier.ts';
import { JwsVerifier } from './jws.ts';
import type { ResolvedIssuers } from './resolved-issuers.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

const NOT_A_TOKEN = failure('token_malformed');
const TOO_LARGE = failure('token_too_large');

/**
 * The issuers of a security, by the `iss` of their tokens. The claim is not verified when it
 * selects: it decides only whose keys verify the token, and under whose rules, which require that
 * very issuer (RFC 8725 §3.8).
 */
export class IssuerTable {
  readonly #byIssuer = new Map<string | null, IssuerVerifier>();
  readonly #maxTokenLength: number;
  readonly #resolved: ResolvedIssuers | null;
  /** The application itself if it is the only issuer; else null. */
  readonly only: IssuerVerifier | null;

  /**
   * @param maxTokenLength - in characters
   * @param resolved - further issuers; null for none
   * @throws ConfigurationError if there is no issuer, or if two have the same `iss`
   */
  constructor(
    issuers: readonly TrustedIssuer[],
    maxTokenLength: number,
    resolved: ResolvedIssuers | null,
  ) {
    this.#maxTokenLength = maxTokenLength;
    this.#resolved = resolved;
    let names = 0;
    for (const issuer of issuers) {
      const one = { ok: true, issuer, jws: new JwsVerifier(issuer, maxTokenLength) } as const;
      const spellings = [issuer.rules.issuer, ...(issuer.rules.otherIssuers ?? [])];
      names += spellings.length;
      for (const iss of spellings) this.#byIssuer.set(iss, one);
    }
    if ((issuers.length === 0 && resolved === null) || this.#byIssuer.size < names)
      throw new ConfigurationError('issuers is empty or has two of the same issuer: remove one');
    const [first] = this.#byIssuer.values();
    const isOnly = resolved === null && issuers.length === 1;
    this.only = isOnly && first?.issuer.name === null ? first : null;
  }

  /** Returns whose token it is, as it says itself; a failure if that is none of the issuers. */
  select(token: string): IssuerVerifier | Failure {
    if (this.only !== null) return this.only;
    if (token.length > this.#maxTokenLength) return TOO_LARGE;
    const claims = claimsOf(token);
    if (claims === null) return NOT_A_TOKEN;
    const iss = issIn(claims);
    if (typeof iss !== 'string') return this.#unknown(iss);
    return this.#byIssuer.get(iss) ?? this.#resolved?.get(iss) ?? this.#unknown(iss);
  }

  /** Returns what a token waits for whose issuer is looked up; null for nothing. */
  pending(token: string): Promise<void> | null {
    const iss = issIn(claimsOf(token) ?? {});
    return typeof iss === 'string' ? (this.#resolved?.pending(iss) ?? null) : null;
  }

  #unknown(iss: unknown): Failure {
    const known = quotedList([...this.#byIssuer.keys()]);
    const more = 'one that the function issuers returns';
    const expected =
      this.#resolved === null ? known : this.#byIssuer.size === 0 ? more : `${known}, or ${more}`;
    return failure(
      'token_issuer_mismatch',
      `The issuer of the token (iss) is none of the configured ones. Expected: ${expected}; the token says ${quoted(iss)}.`,
    );
  }
}

function issIn(claims: Readonly<Record<string, unknown>>): unknown {
  return Object.hasOwn(claims, 'iss') ? claims['iss'] : undefined;
}
