import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Claims } from './claims.ts';
import { isIdentifier, isUserId } from './identifier.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** The member of `events` of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
/** The event of CAEP 1.0 that a session has ended. */
const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

/** What ends at a provider: one session, or all of some names of one user; neither is nothing. */
export interface EndedThere {
  readonly sid: string | null;
  /** Empty if a session is named. */
  readonly users: readonly (string | number)[];
}

const NOTHING: EndedThere = { sid: null, users: [] };
const NO_LOGOUT = failure(
  'token_claims_invalid',
  'The token is no logout token: events must be an object with the member of a back-channel logout, and nonce must be absent.',
);
const NO_SUBJECT = failure(
  'token_claims_invalid',
  'A logout token must have sid, a string, or sub.',
);
const NO_EVENTS = failure('token_claims_invalid', 'events must be an object of events.');
const BAD_SUBJECT = failure(
  'token_claims_invalid',
  'sub_id of session-revoked must be of the format opaque (a session) or iss_sub (a user of that issuer), or complex with one of them.',
);

type Members = Readonly<Record<string, unknown>>;

/** Whether claims are those of a security event (RFC 8417), which no access token has. */
export function hasEvents(claims: Claims): boolean {
  return isObject(own(claims, 'events'));
}

/** Reads what a logout token ends, by §2.6 of OpenID Connect Back-Channel Logout 1.0. */
export function endedByLogout(
  claims: Claims,
  { userIdClaim }: TrustedIssuer,
): EndedThere | Failure {
  const events = own(claims, 'events');
  // An ID token has a nonce, and must not pass as a logout token.
  if (!isObject(events) || !isObject(own(events, LOGOUT)) || Object.hasOwn(claims, 'nonce'))
    return NO_LOGOUT;
  const sid = own(claims, 'sid');
  if (sid !== undefined) return isIdentifier(sid) ? { sid, users: [] } : NO_SUBJECT;
  // Access tokens may name the user by another claim than sub.
  const users = [...new Set([claims.sub, own(claims, userIdClaim)])].filter(isUserId);
  return claims.sub === undefined ? NO_SUBJECT : { sid: null, users };
}

/** Reads what a security event ends. One of another kind ends nothing. */
export function endedByEvent(claims: Claims, issuer: TrustedIssuer): EndedThere | Failure {
  const events = own(claims, 'events');
  if (!isObject(events)) return NO_EVENTS;
  if (!Object.hasOwn(events, SESSION_REVOKED)) return NOTHING;
  const subject = own(claims, 'sub_id');
  const named =
    isObject(subject) && own(subject, 'format') === 'complex'
      ? (own(subject, 'session') ?? own(subject, 'user'))
      : subject;
  return endedBySubject(named, issuer) ?? BAD_SUBJECT;
}

/** Reads a subject identifier (RFC 9493): an issuer names its own users only. */
function endedBySubject(subject: unknown, { rules }: TrustedIssuer): EndedThere | null {
  if (!isObject(subject)) return null;
  const { format, id, iss, sub } = subject;
  if (format === 'opaque') return isIdentifier(id) ? { sid: id, users: [] } : null;
  if (format !== 'iss_sub' || typeof iss !== 'string' || !isIdentifier(sub)) return null;
  const isOfIssuer = iss === rules.issuer || rules.otherIssuers?.includes(iss) === true;
  return isOfIssuer ? { sid: null, users: [sub] } : null;
}

function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
