import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { ClaimRules } from './claim-checks.ts';
import { validateClaims } from './claim-checks.ts';
import { peek } from './decode.ts';
import { JwsVerifier } from './jws.ts';
import { parseClaims } from './parse-claims.ts';
import type { EndedThere } from './provider-event.ts';
import { endedByEvent, endedByLogout } from './provider-event.ts';
import { mediaType } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { trustedIssuer } from './trusted-issuer.ts';

/** How an issuer says that a session ended: by a logout token, or by a security event token. */
export type EventForm = 'logout' | 'event';

/** A verified logout token or security event token. */
export interface ProviderEvent {
  readonly ok: true;
  /** The name of the issuer. */
  readonly issuer: string;
  readonly jti: string;
  readonly ended: EndedThere;
  /** When it is refused for its age, in seconds since 1970. */
  readonly until: number;
}

/** How a form is verified: its types, its claims, and how old it may be, in seconds. */
interface Form {
  /** Empty for `JWT` and no type: issuers from before `logout+jwt` write those. */
  readonly types: readonly (readonly string[])[];
  readonly required: readonly string[];
  readonly maxAge: number;
}

const FORMS: Readonly<Record<EventForm, Form>> = {
  logout: {
    types: [['logout+jwt'], []],
    required: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    maxAge: 600,
  },
  // One may wait for days until this server can be reached, and has no exp (RFC 8417 §2.2).
  event: {
    types: [['secevent+jwt'], ['secevent+jwt']],
    required: ['iss', 'aud', 'iat', 'jti', 'events'],
    maxAge: 7 * 86_400,
  },
};
/** How far iat may be ahead, in seconds. */
const AHEAD = 60;

const OWN = failure(
  'token_issuer_mismatch',
  'The token names no issuer of issuers, and only those end sessions from outside.',
);
const NO_AUDIENCE = failure(
  'token_audience_mismatch',
  'The issuer has no logoutAudience in issuers: set it to your client id at the provider.',
);

/**
 * Verifies logout tokens and security event tokens of other issuers: with their keys, and by rules
 * of their own, so that no other token of theirs passes as one.
 */
export class EventVerifier {
  readonly #maxLength: number;
  readonly #verifiers: Readonly<Record<EventForm, WeakMap<TrustedIssuer, readonly JwsVerifier[]>>> =
    { logout: new WeakMap(), event: new WeakMap() };

  /** @param maxLength - the longest token that is read, in characters */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** @param now - seconds since 1970 */
  verify(
    issuer: TrustedIssuer,
    token: string,
    form: EventForm,
    now: number,
  ): ProviderEvent | Failure {
    const { name, logoutAudience } = issuer;
    if (name === null) return OWN;
    if (logoutAudience.length === 0) return NO_AUDIENCE;
    const { required, maxAge } = FORMS[form];
    const [typed, untyped] = this.#verifiersOf(issuer, form);
    const jws = (isTyped(token) ? typed : untyped) as JwsVerifier;
    const signed = jws.verify(token);
    if (!signed.ok) return signed;
    const parsed = parseClaims(signed, issuer);
    if (!parsed.ok) return parsed;
    const { claims } = parsed;
    const { leeway, issuer: iss, otherIssuers = [] } = issuer.rules;
    const rules: ClaimRules = {
      leeway,
      issuer: iss,
      otherIssuers,
      audience: logoutAudience,
      maxAge,
      required,
    };
    const refused = validateClaims(claims, rules, now);
    if (refused !== null) return refused;
    const ended = form === 'logout' ? endedByLogout(claims, issuer) : endedByEvent(claims, issuer);
    if ('ok' in ended) return ended;
    const until = (claims.iat as number) + maxAge + AHEAD;
    return { ok: true, issuer: name, jti: claims.jti as string, ended, until };
  }

  #verifiersOf(issuer: TrustedIssuer, form: EventForm): readonly JwsVerifier[] {
    const known = this.#verifiers[form].get(issuer);
    if (known !== undefined) return known;
    const made = FORMS[form].types.map(
      (accessTypes) => new JwsVerifier(trustedIssuer({ ...issuer, accessTypes }), this.#maxLength),
    );
    this.#verifiers[form].set(issuer, made);
    return made;
  }
}

/** The type is not verified: it only selects, and what it selects requires it. */
function isTyped(token: string): boolean {
  const typ = peek(token)?.header['typ'];
  return typeof typ === 'string' && mediaType(typ) !== 'jwt';
}
