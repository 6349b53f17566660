import type { ActorClaim } from '../token/actor.ts';
import { actorOf } from '../token/actor.ts';
import type { Claims } from '../token/claims.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import { LiveMark } from '../token/live-mark.ts';
import { isProviderSession } from '../token/provider-session.ts';
import { timeOfId } from '../token/timed-id.ts';
import { entryId } from './entry-id.ts';
import type { Fingerprint, Fingerprinter } from './fingerprint.ts';
import { NO_FINGERPRINT } from './fingerprint.ts';

const DAY = 86_400_000;

/** Reads what revocation needs of a verified token. */
export function liveMarkOf(token: VerifiedToken, prints: Fingerprinter): LiveMark {
  const { claims, issuer: trusted } = token;
  const { name: issuer, userIdClaim } = trusted;
  const printOf = (id: unknown): Fingerprint =>
    isId(id) ? prints.of(entryId(issuer, id)) : NO_FINGERPRINT;
  const { sid, jti } = claims;
  const name = isId(sid) ? sid : isId(jti) ? jti : null;
  const isOwn = issuer === null;
  const born = isOwn ? bornAt(claims) : bornBySecond(claims.iat);
  return new LiveMark(
    printOf(sid),
    printOf(jti),
    printOf(claims[userIdClaim]),
    born,
    isOwn && name !== null ? entryId(null, name) : null,
    isOwn && name === null,
    actorMarkOf(token, prints) ??
      (isOwn ? providerMarkOf(claims['provider_session'], born, prints) : null),
  );
}

/** Reads the login of who acts for the user: what ends that ends this token. */
function actorMarkOf(token: VerifiedToken, prints: Fingerprinter): LiveMark | null {
  const actor = actorOf(token);
  if (actor === null) return null;
  const { name: issuer } = token.issuer;
  const isOwn = issuer === null;
  const printOf = (id: string | number | undefined): Fingerprint =>
    id === undefined ? NO_FINGERPRINT : prints.of(entryId(issuer, id));
  const born = isOwn ? bornAt(actor) : bornBySecond(actor.iat);
  return new LiveMark(
    printOf(actor.sid),
    printOf(actor.jti),
    printOf(actor.sub),
    born,
    null,
    false,
    isOwn ? providerMarkOf(actor.provider_session, born, prints) : null,
  );
}

/**
 * Reads the session at a provider that a token of ours names: what ends that ends this one. A token
 * of another issuer may have a claim of that name, which means nothing here.
 */
function providerMarkOf(claim: unknown, born: number, prints: Fingerprinter): LiveMark | null {
  if (!isProviderSession(claim)) return null;
  const { issuer, sid, sub, iat } = claim;
  const printOf = (id: string | number | undefined): Fingerprint =>
    id === undefined ? NO_FINGERPRINT : prints.of(entryId(issuer, id));
  // The login at the provider came before ours: a logout of the user in between counts.
  const begun = iat === undefined ? born : Math.min(born, bornBySecond(iat));
  return new LiveMark(printOf(sid), NO_FINGERPRINT, printOf(sub), begun, null, false);
}

/**
 * When the session began: the time in `sid`, which every renewal keeps, else that in `jti`.
 *
 * The store gave that time, and a process gave the seconds: if they are days apart, the clock of
 * the process is wrong. The earlier one counts, so that a clock which is ahead outruns no cut-off.
 * An application may give its own `jti`, which then looks like any time: that is not believed.
 */
function bornAt(claims: Claims | ActorClaim): number {
  const { sid, jti, iat, auth_time: login } = claims;
  const isSession = isId(sid);
  const near = isSession ? (login ?? iat) : iat;
  const time = timeOfId(isSession ? sid : jti);
  const second = bornBySecond(near);
  if (time === null || near === undefined) return second;
  if (Math.abs(time - near * 1000) < DAY) return time;
  return isSession ? Math.min(time, second) : second;
}

/** A second is too coarse to be compared: all of it counts as before a cut-off in it. */
function bornBySecond(seconds: number | undefined): number {
  return seconds === undefined ? Number.NEGATIVE_INFINITY : Math.floor(seconds) * 1000 - 1;
}

/** Whether a claim names a session or a token; an empty string names none. */
export function isId(id: unknown): id is string | number {
  return (typeof id === 'string' && id !== '') || typeof id === 'number';
}
