import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { limitsOf } from '../token/limits.ts';
import { hasLimits } from '../token/token-kind.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import type { Lack } from './lacking-keys.ts';
import { lackOf } from './lacking-keys.ts';
import { latestLogin } from './latest-login.ts';
import { refineWith } from './policy-calls.ts';

const OTHER_KIND = {
  access: failure(
    'token_type_refused',
    'This is an access token, and a session token is expected here: call remember, whose cookie ' +
      'slides, or set accepts: ["session", "access"] in cookiePolicy.',
  ),
  session: failure(
    'token_type_refused',
    'This is the session token of a cookie, and an access token is expected here: make one with ' +
      'createToken.',
  ),
  refresh: failure(
    'token_type_refused',
    'This is a refresh token, and it opens nothing by itself: pass it to refreshTokens, and send ' +
      'the access token that comes back.',
  ),
  limited: failure(
    'token_type_refused',
    'This is a limited token, and it is taken in a header only: send it as an access token, or log ' +
      'in with remember for a cookie.',
  ),
  ticket: failure(
    'token_type_refused',
    'This is a ticket, and it opens nothing but the address that it was made for: make a token with ' +
      'createToken.',
  ),
};

const NO_TICKET = failure(
  'token_type_refused',
  'Only a ticket is taken from an address, and this is another token: make a ticket with ' +
    'auth.ticket, and send other tokens in a header.',
);

const OTHER_ISSUER = failure(
  'token_issuer_mismatch',
  'The token is of an issuer whose tokens are not taken here: send it in a header, or name the issuer in cookiePolicy({ issuers: […] }).',
);

/**
 * The issuer may have to be looked up, and a cache may answer first, without the key: so the third
 * answer comes from the network.
 */
const ROUNDS = 3;

/** Verifies the token, or those of several cookies, and checks its kind and its issuer. */
export function verifyCredential(attempt: Attempt): void | Promise<void> {
  const verified = verify(attempt);
  if (verified.ok) return acceptKind(attempt, verified);
  if (!attempt.wiring.verifier.mayWait) return refuse(attempt, verified);
  return whenThere(attempt, verified, ROUNDS);
}

/** Waits for the keys of the issuers that refused tokens name, if a key is not there yet. */
function whenThere(attempt: Attempt, refused: Failure, rounds: number): void | Promise<void> {
  const { verifier } = attempt.wiring;
  const lack = (token: string, result: VerifiedToken | Failure): Lack | [] =>
    lackOf(verifier, token, result, rounds > 0) ?? [];
  const lacks =
    attempt.tokens === null
      ? [lack(attempt.token as string, refused)].flat()
      : attempt.tokens.flatMap((token) => lack(token, verifier.verify(token, attempt.now)));
  const waiting = lacks.flatMap((lack) => lack.waiting ?? []);
  if (waiting.length === 0) return refuse(attempt, lacks[0]?.otherwise ?? refused);
  return Promise.all(waiting).then(() => {
    const verified = verify(attempt);
    return verified.ok ? acceptKind(attempt, verified) : whenThere(attempt, verified, rounds - 1);
  });
}

function verify(attempt: Attempt): VerifiedToken | Failure {
  return attempt.tokens === null
    ? attempt.wiring.verifier.verify(attempt.token as string, attempt.now)
    : verifySeveral(attempt, attempt.tokens);
}

function refuse(attempt: Attempt, refused: Failure): void {
  const { policy } = attempt;
  attempt.failure =
    policy === null ? refused : refineWith(policy, attempt, refused, attempt.token as string);
}

function acceptKind(attempt: Attempt, verified: VerifiedToken): void {
  if (isUsual(attempt, verified) && attempt.issuers === null) attempt.verified = verified;
  else acceptOther(attempt, verified);
}

function acceptOther(attempt: Attempt, verified: VerifiedToken): void {
  const refused = whyNotTaken(attempt, verified);
  if (refused !== null) {
    attempt.failure = refused;
    return;
  }
  attempt.verified = verified;
  if (hasLimits(verified.kind)) attempt.limits = limitsOf(verified.claims);
}

/** Whether it is what nearly all requests have, and what has no limits. */
function isUsual({ kinds }: Attempt, { kind }: VerifiedToken): boolean {
  return kinds === null ? kind === 'access' : kinds.includes(kind) && !hasLimits(kind);
}

/** A token of one kind is never taken for another (RFC 8725 §3.11). */
function isOfKind({ kinds }: Attempt, { kind }: VerifiedToken): boolean {
  return kinds === null ? kind === 'access' || kind === 'limited' : kinds.includes(kind);
}

/** A cookie holds tokens of those issuers only that its policy names. */
function whyNotTaken(attempt: Attempt, verified: VerifiedToken): Failure | null {
  const { issuers } = attempt;
  if (!isOfKind(attempt, verified))
    return attempt.kinds?.includes('ticket') === true ? NO_TICKET : OTHER_KIND[verified.kind];
  if (issuers === null) return null;
  const { name } = verified.issuer;
  const isTaken = name === null ? issuers.length === 0 : issuers.includes(name);
  return isTaken ? null : OTHER_ISSUER;
}

/** Several cookies of one name: those that are no session at all do not hide the one that is. */
function verifySeveral(attempt: Attempt, tokens: readonly string[]): VerifiedToken | Failure {
  const { verifier } = attempt.wiring;
  const results = tokens.map((token) => {
    const verified = verifier.verify(token, attempt.now);
    return verified.ok ? (whyNotTaken(attempt, verified) ?? verified) : verified;
  });
  return latestLogin(results);
}
